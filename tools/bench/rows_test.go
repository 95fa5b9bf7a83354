package main

import (
	"slices"
	"strings"
	"testing"
)

// TestFlop: the products of VGG16 as counted by hand, layer by layer.
func TestFlop(t *testing.T) {
	convolutions := 86704128 + 1849688064 + 924844032 + 1849688064 + 924844032 + 2*1849688064 + 924844032 + 2*1849688064 + 3*462422016
	if got, want := vggProducts(), convolutions+102760448+16777216+4096000; got != want {
		t.Errorf("VGG16 has %d products, want %d", got, want)
	}
	if got := gradientFlop(); got != 61881057280 {
		t.Errorf("a gradient has %.0f operations", got)
	}
}

// TestRows: names are unique, since -rows and the plot go by them, and the text
// says whose rules were used.
func TestRows(t *testing.T) {
	for clone, want := range map[string]string{"": "against an equivalent of DeepExplain", "clone": "against DeepExplain"} {
		var names []string
		said := 0
		for _, r := range rows(options{deepExplain: clone}) {
			names = append(names, r.name)
			if strings.HasSuffix(r.what, want) {
				said++
			}
		}
		slices.Sort(names)
		if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
			t.Errorf("names repeat: %q", names)
		}
		if said != 3 {
			t.Errorf("with clone %q, %d rows end in %q, want 3", clone, said, want)
		}
	}
}

func TestCheckDeepExplain(t *testing.T) {
	if err := (options{deepExplain: t.TempDir()}).check(); err == nil || !strings.Contains(err.Error(), "no clone of DeepExplain") {
		t.Errorf("an empty directory gives %v", err)
	}
}
