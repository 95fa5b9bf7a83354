package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPage: the page in docs says what the table of ops says, and no op is missing.
func TestPage(t *testing.T) {
	c := compare(registered())
	if len(c.missing) > 0 {
		t.Errorf("no rule for, and no reason against, %s", strings.Join(c.missing, ", "))
	}
	want, err := os.ReadFile("../../docs/reference/ops.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(c.page(), "\n")); diff != "" {
		t.Errorf("go run ./tools/ops > docs/reference/ops.md writes another page (-want +got):\n%s", diff)
	}
}

// TestCompare: an op is covered, constant, refused or missing.
func TestCompare(t *testing.T) {
	c := compare("any", []string{"Conv3D", "Floor", "BlockLSTM", "Odd"})
	if len(c.covered) != 1 || len(c.flat) != 1 || len(c.refused) != 1 || len(c.missing) != 1 {
		t.Errorf("got %+v", c)
	}
	if !strings.Contains(c.page(), "| **missing** (1) | Odd |") {
		t.Error("the page does not show what is missing")
	}
}
