package gen

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
)

// TestOutputs lists the inputs of the graphs of testdata/outputs, and their outputs given
// the input x.
func TestOutputs(t *testing.T) {
	golden(t, "outputs", func(t *testing.T, graph string) []txtar.File {
		return []txtar.File{{Name: "candidates", Data: []byte(candidatesIn(t, graph))}}
	})
}

func candidatesIn(t *testing.T, text string) string {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	inputs, err := fedInputs(g)
	if err != nil {
		t.Fatal(err)
	}
	training, err := trainingOf(g)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := outputs(g, training, g.Node("x").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, text := range texts(inputs) {
		b.WriteString("input  " + text + "\n")
	}
	for _, text := range texts(outputs) {
		b.WriteString("output " + text + "\n")
	}
	return b.String()
}

// TestRatesAreNoInputs: a placeholder of unknown rank that is named as a rate of dropout is
// an input only if there is no other.
func TestRatesAreNoInputs(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"x = Placeholder() {dtype=float shape=shape[?,4]}\nkeep_prob = Placeholder() {dtype=float shape=shape[...]}", "x:0"},
		{"x = Placeholder() {dtype=float shape=shape[...]}\nDropoutRate = Placeholder() {dtype=float shape=shape[...]}", "x:0"},
		{"keep_prob = Placeholder() {dtype=float shape=shape[...]}", "keep_prob:0"},
		{"x = Placeholder() {dtype=float shape=shape[?,4]}\nkeep_prob = Placeholder() {dtype=float shape=shape[?,4]}", "ambiguous"},
		{"x = Placeholder() {dtype=float shape=shape[?,4]}\nother = Placeholder() {dtype=float shape=shape[...]}", "ambiguous"},
	} {
		g, err := gr.Parse(strings.NewReader(c.text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := inferTypes(g); err != nil {
			t.Fatal(err)
		}
		got, err := only(g, placeholders(g), "input", "--input")
		if err == nil && got.String() != c.want || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: picked %v, %v", c.text, got, err)
		}
	}
}
