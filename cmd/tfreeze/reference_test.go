package main

import (
	"io"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/urfave/cli/v2"
)

// TestReference: docs/reference/commands.md names every command and every flag, and no
// others.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("../../docs/reference/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := regexp.MustCompile(`--[a-z][a-z0-9-]*|\btfreeze [a-z]+\b`).FindAllString(string(raw), -1)
	known := []string{"tfreeze help", "--help", "--version", "--flag"}
	for _, c := range app(io.Discard, io.Discard).Commands {
		known = append(known, "tfreeze "+c.Name)
		for _, f := range c.Flags {
			known = append(known, dashed(f)...)
		}
	}
	for _, name := range known {
		if !slices.Contains(documented, name) {
			t.Errorf("the page lacks %s", name)
		}
	}
	for _, name := range documented {
		if !slices.Contains(known, name) {
			t.Errorf("the page has %s, which does not exist", name)
		}
	}
}

func dashed(f cli.Flag) []string {
	var names []string
	for _, name := range f.Names() {
		names = append(names, "--"+name)
	}
	return names
}
