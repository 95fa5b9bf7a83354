package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tfreeze"
)

// TestCheck: what is wrong on every worker is refused before the work.
func TestCheck(t *testing.T) {
	good := job{Model: "m", List: "l", Out: "o", Shards: 2, Methods: "grad", Variants: "threshold", Formats: "npz", MaxFailures: "1%"}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for want, spoil := range map[string]func(*job){
		"--model is missing":    func(j *job) { j.Model = "" },
		"--list is missing":     func(j *job) { j.List = "" },
		"--out is missing":      func(j *job) { j.Out = "" },
		"--shards: give 1":      func(j *job) { j.Shards = 0 },
		"--format: there is no": func(j *job) { j.Formats = "gif" },
		"--max_failures \"x":    func(j *job) { j.MaxFailures = "x" },
		"\"gradd\"":             func(j *job) { j.Methods = "gradd" },
		"\"frozen\"":            func(j *job) { j.Variants = "frozen" },
		"preprocessing \"vg\"":  func(j *job) { j.Preprocess = "vg" },
		"threads":               func(j *job) { j.Threads = -1 },
		"memory":                func(j *job) { j.Memory = -1 },
	} {
		bad := good
		spoil(&bad)
		if err := bad.check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestHeld: whoever opens a model, and how often, there is one; and one that could not be
// opened can be opened later.
func TestHeld(t *testing.T) {
	h := holder{models: map[modelKey]*heldModel{}}
	o := tfreeze.ModelOptions{Preprocess: "vgg", Methods: []string{"grad"}}
	late := modelKey{path: filepath.Join(t.TempDir(), "late.pb")}
	if _, err := h.open(t.Context(), late, o); err == nil {
		t.Error("a missing model is opened")
	}
	raw, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	save(t, late.path, string(raw))
	var all [4]*heldModel
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() { all[i], _ = h.open(t.Context(), late, o) })
	}
	group.Wait()
	for _, m := range all {
		if m == nil || m != all[0] {
			t.Fatalf("models %v", all)
		}
	}
	if len(h.models) != 1 {
		t.Errorf("%d models are held", len(h.models))
	}
	if err := all[0].Close(); err != nil {
		t.Error(err)
	}
}
