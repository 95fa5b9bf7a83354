package plan

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned/network"
)

var update = flag.Bool("update", false, "rewrite the golden plans")

// TestPlans holds the plans of small graphs against golden ones. Each file has a graph,
// frozen at its activations, the tensors at x0, and the thresholds.
func TestPlans(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden plans", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := planned(t, a)
			if *update {
				setFile(a, "plan", got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(fileOf(a, "plan")), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func fileOf(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func setFile(a *txtar.Archive, name, data string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(data)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(data)})
}

// planned is the plan's text, or the error's.
func planned(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(string(fileOf(a, "graph"))))
	if err != nil {
		t.Fatal(err)
	}
	input, score := g.Node("x").Out(0), g.Node("score").Out(0)
	found, _, err := g.Activations(input, score)
	if err != nil {
		t.Fatal(err)
	}
	freezings, err := gr.Freeze(g, found)
	if err != nil {
		t.Fatal(err)
	}
	v, at := Values{}, tensors(t, string(fileOf(a, "x0")))
	for _, f := range freezings {
		v.Thresholds = append(v.Thresholds, at[f.Activation.Node.Name+"/threshold"][0])
	}
	v.At = func(o gr.Output) ([]float32, error) {
		name := strings.TrimSuffix(o.Node.Name, "/freeze/output")
		if at[name] == nil {
			return nil, fmt.Errorf("%s is not given", o)
		}
		return at[name], nil
	}
	n, err := network.Read(g, input, score, freezings, constants{})
	if err != nil {
		return err.Error() + "\n"
	}
	p, err := Mask(n, 0, v)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	if err := p.Format(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tensors reads lines of a name and elements.
func tensors(t *testing.T, text string) map[string][]float32 {
	all := map[string][]float32{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		for _, f := range fields[1:] {
			v, err := strconv.ParseFloat(f, 32)
			if err != nil {
				t.Fatal(err)
			}
			all[fields[0]] = append(all[fields[0]], float32(v))
		}
	}
	return all
}

type constants struct{}

func (constants) Shape(o gr.Output) []int64 { return o.Shape() }

func (constants) Floats(o gr.Output) ([]float32, error) {
	v, err := o.Node.ConstValue(1 << 16)
	f := make([]float32, len(v))
	for i := range v {
		f[i] = float32(v[i])
	}
	return f, err
}

func (constants) Ints(o gr.Output) ([]int64, error) { return o.Node.ConstInts() }
