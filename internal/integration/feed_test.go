package integration

import (
	"fmt"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// feedGraph has an input of each type. ok is there only for its control input.
const feedGraph = `
x = Placeholder() {dtype=float shape=shape[?,4]}
row = Placeholder() {dtype=float shape=shape[?,4]}
int = Placeholder() {dtype=int32 shape=shape[1]}
long = PlaceholderWithDefault(one) {dtype=int64 shape=shape[]}
one = Const() {dtype=int64 value=int64[]{1}}
text = Placeholder() {dtype=string shape=shape[?]}
ok = Identity(text) {T=string}
factor = Cast(int) {SrcT=int32 DstT=float}
more = Cast(long) {SrcT=int64 DstT=float}
a = Relu(x) {T=float}
same = Const() {dtype=float value=float[4,4]{1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0}}
layer = MatMul(a, same) {T=float}
b = Mul(layer, row) {T=float}
c = Mul(b, factor) {T=float}
logits = Mul(c, more, ^ok) {T=float}
`

func TestFeeds(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(feedGraph))
	if err != nil {
		t.Fatal(err)
	}
	m := &savedmodels.Model{Path: "fed", Graph: g}
	p, err := gen.Build(m, gen.Options{Input: "x", Output: "logits"})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, o := range p.Subject.Others {
		keys = append(keys, fmt.Sprint(o.Key, " ", o.Tensor.Type(), " ", o.Optional))
	}
	if got, want := strings.Join(keys, ", "), "int int32[1] false, long int64[] true, row float[?,4] false, text string[?] false"; got != want {
		t.Errorf("other inputs %s, want %s", got, want)
	}
	all := map[string]explain.Feed{"row:0": row(4), "int": {Text: "3"}, "text": {Text: "any, of it"}}
	for _, c := range []struct {
		name  string
		feed  explain.Feed
		wrong string
	}{
		{"long", explain.Feed{Text: "2"}, ""},
		{"long:0", explain.Feed{Text: "9007199254740993"}, ""},
		{"long", explain.Feed{Text: "2.5"}, `fed: the input "long", int64[]: cannot read "2.5": invalid syntax`},
		{"long", explain.Feed{Values: []float32{2.5}, Shape: []int64{}}, `fed: the input "long", int64[]: 2.5 is not a value of this type, or is too large to be read exactly`},
		{"row", explain.Feed{Text: "2"}, `fed: the input "row", float[?,4]: the one value "2" does not fill it: give a .npy array`},
		{"row", row(5), `fed: the input "row", float[?,4]: the array has shape [5]`},
		{"row", row(4), `fed: the input "row" is fed twice`},
		{"text", explain.Feed{Values: []float32{1}, Shape: []int64{1}}, `fed: the input "text", string[?]: an input of this type cannot be fed`},
		{"x", explain.Feed{Text: "1"}, `fed: the model has no other input "x" to feed; it has int (int:0 int32[1]), long (long:0 int64[]), row (row:0 float[?,4]), text (text:0 string[?])`},
		{"int", explain.Feed{Text: "3000000000"}, `fed: the input "int", int32[1]: cannot read "3000000000": value out of range`},
	} {
		feeds := map[string]explain.Feed{}
		for k, v := range all {
			feeds[k] = v
		}
		feeds[c.name] = c.feed
		checkOpen(t, m, feeds, c.wrong)
	}
	delete(all, "int")
	checkOpen(t, m, all, `fed: the model's input "int" (int:0 int32[1]) is missing: give it with --feed int=VALUE`)
}

func row(n int64) explain.Feed {
	return explain.Feed{Values: make([]float32, n), Shape: []int64{n}}
}

func checkOpen(t *testing.T, m *savedmodels.Model, feeds map[string]explain.Feed, wrong string) {
	t.Helper()
	e, err := explain.Open(m, explain.Options{Feeds: feeds})
	if err == nil {
		defer e.Close()
		err = fmt.Errorf("")
	}
	if err.Error() != wrong {
		t.Errorf("got  %v\nwant %s", err, wrong)
	}
}
