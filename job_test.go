package tfreeze_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"tfreeze"
	"tfreeze/jobs"
	"tfreeze/results"
)

// TestJob: what package results reads of shards that were joined are the maps that Explain
// makes: the same, or, of half precision, within 2^-11.
func TestJob(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	items := []tfreeze.Item{{Path: picture}, {Path: picture, Target: "2"}, {Path: "testdata/pictures/gray.png"}, {Path: "testdata/pictures/turned_*.png"}}
	for name, o := range map[string]jobs.Options{
		"one file":  {Formats: []jobs.Format{jobs.NPZ}},
		"halves":    {Formats: []jobs.Format{jobs.NPZ}, Float16: true},
		"directory": {Formats: []jobs.Format{jobs.PNG, jobs.NPY}},
	} {
		dir := filepath.Join(t.TempDir(), "job")
		for i := range 3 {
			o.Shard = jobs.Shard{I: i, N: 3}
			if _, err := m.ExplainJob(context.Background(), items, dir, tfreeze.JobOptions{Options: o}); err != nil {
				t.Fatalf("%s: shard %d: %v", name, i, err)
			}
		}
		merged, err := jobs.Merge([]string{dir}, dir, nil)
		if err != nil || !merged.Complete() || merged.Explained != 11 {
			t.Fatalf("%s: %+v, error %v", name, merged, err)
		}
		record, err := results.Read(dir)
		if err != nil || !record.Complete || len(record.Inputs) != 11 {
			t.Fatalf("%s: error %v", name, err)
		}
		for i := range record.Inputs {
			compareJob(t, name, m, dir, &record.Inputs[i], o.Float16)
		}
	}
}

func compareJob(t *testing.T, name string, m *tfreeze.Model, dir string, in *results.Input, halves bool) {
	t.Helper()
	want := explained(t, m, tfreeze.File(in.File), tfreeze.ExplainOptions{Target: tfreeze.Class(in.Target)})
	if in.Score != want.Score {
		t.Errorf("%s: %s has the score %v, want %v", name, in.File, in.Score, want.Score)
	}
	for _, a := range in.Attributions {
		got, err := results.ReadMap(dir, in, &a)
		if err != nil {
			t.Fatal(err)
		}
		of, _ := want.Map(a.Method, a.Variant)
		for i, v := range of.Values {
			// Half precision rounds to 11 bits, of what is not far below the largest.
			allowed := 0.0
			if halves {
				allowed = max(math.Abs(float64(v))/2048, a.Scale*0x1p-25)
			}
			if math.Abs(float64(got[i])-float64(v)) > allowed {
				t.Fatalf("%s: element %d of %s, %s is %v, want %v", name, i, in.File, a.Name(), got[i], v)
			}
		}
	}
}
