package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelpFits: no page of help is wider than 100 columns, and each flag is on its
// command's page.
func TestHelpFits(t *testing.T) {
	var out bytes.Buffer
	for _, name := range append(commandNames(app(&out, &out)), "") {
		out.Reset()
		if code := run(context.Background(), []string{"tfreeze", "help", name}[:2+min(1, len(name))], &out, &out); code != 0 {
			t.Fatalf("help %s: exit code %d: %s", name, code, &out)
		}
		page := out.String()
		for line := range strings.Lines(page) {
			if line = strings.TrimSuffix(line, "\n"); utf8.RuneCountInString(line) > helpWidth || strings.TrimRight(line, " ") != line {
				t.Errorf("help %s: %q is too wide, or ends in spaces", name, line)
			}
		}
		if c := app(&out, &out).Command(name); c != nil {
			for _, f := range c.Flags {
				if !strings.Contains(page, "--"+f.Names()[0]+" ") {
					t.Errorf("help %s lacks --%s", name, f.Names()[0])
				}
			}
		}
	}
}
