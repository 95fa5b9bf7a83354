package methods

import (
	"slices"
	"strings"
	"testing"
)

// TestCriterionOf: a criterion is read, or refused with what is missing.
func TestCriterionOf(t *testing.T) {
	for text, want := range map[string]Chosen{
		"activation":                  {Kind: ByActivation},
		"contribution":                {Kind: ByContribution},
		"random:18446744073709551615": {Kind: Random, Seed: 1<<64 - 1},
		"file:a:b":                    {Kind: FromFile, Dir: "a:b"},
	} {
		v := With(Criterion.Is(text))
		got, err := CriterionOf(v)
		if err != nil || got != want || v.Check() != nil || got.MaskOnly() == (text == "activation") {
			t.Errorf("%s: %+v, %v, %v", text, got, err, v.Check())
		}
	}
	for text, want := range map[string]string{
		"random": "give a seed", "random:": "give a seed", "random:-1": "give a seed", "random:x": "give a seed",
		"file:": "give the directory", "": "there is no criterion", "activation:1": "did you mean", "contributions": `did you mean`,
	} {
		if err := With(Criterion.Is(text)).Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestChooseLayers: layers are chosen by their names or their numbers. A choice of none,
// and a number that no layer has, are errors that list the layers.
func TestChooseLayers(t *testing.T) {
	names := []string{"fire2/a", "fire2/b", "fire3/a", "head/3"}
	for text, want := range map[string][]bool{
		"": {true, true, true, true}, "fire2": {true, true, false, false}, "/a$": {true, false, true, false},
		"3": {false, false, false, true}, "1-2": {false, true, true, false}, "0,2-3": {true, false, true, true}, "(?:3)": {false, false, true, true},
	} {
		if got, err := ChooseLayers(text, names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"none": `no layer's name matches "none"; the layers are 0 fire2/a, 1 fire2/b, 2 fire3/a, 3 head/3`,
		"4":    "there is no layer 4; the layers are 0 fire2/a", "2-9": "there is no layer 9", "2-1": "2-1 is no range",
		"(": "missing closing", "99999999999999999999": "is no range",
	} {
		if _, err := ChooseLayers(text, names); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
