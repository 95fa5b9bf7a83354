package tfreeze

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/methods"
)

// TestNoTensorFlow: no exported declaration mentions a type of internal/tensorflow.
func TestNoTensorFlow(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	exported := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.FileExports(f)
		for _, d := range f.Decls {
			exported++
			if fn, ok := d.(*ast.FuncDecl); ok {
				fn.Body = nil
			}
			ast.Inspect(d, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "tensorflow" {
						t.Errorf("%s shows tensorflow.%s", name, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
	if exported < 30 {
		t.Errorf("%d declarations are exported", exported)
	}
}

// TestDefaults: the zero value asks for the original experiment.
func TestDefaults(t *testing.T) {
	got, err := ExplainOptions{}.request()
	if err != nil {
		t.Fatal(err)
	}
	want := explain.NewRequest()
	for _, c := range methods.Options() {
		if !reflect.DeepEqual(c.In(got.Options), c.Default) {
			t.Errorf("%s is %v, not %v", c.Name, c.In(got.Options), c.Default)
		}
	}
	if !got.Target.IsTop() || !want.Target.IsTop() || !slices.Equal(got.Variants, want.Variants) || len(got.Methods) != len(want.Methods) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestFeedOf: a value becomes the text that is parsed as the tensor's type requires.
func TestFeedOf(t *testing.T) {
	for want, value := range map[string]any{"true": true, "3": 3, "255": uint8(255), "0.1": float32(0.1), "1e-07": 1e-7, "cat": "cat"} {
		if f, err := feedOf("x", value); err != nil || f.Text != want || f.Values != nil {
			t.Errorf("%T %v: %+v, error %v, want %s", value, value, f, err, want)
		}
	}
	if f, err := feedOf("x", Array{Shape: []int64{1, 2}, Values: []float32{3, 4}}); err != nil || !slices.Equal(f.Values, []float32{3, 4}) || !slices.Equal(f.Shape, []int64{1, 2}) {
		t.Errorf("%+v, error %v", f, err)
	}
}
