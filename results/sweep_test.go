package results

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// TestSums: channels and features are summed by their absolute values.
func TestSums(t *testing.T) {
	for _, c := range []struct {
		shape  []int64
		values []float32
		want   []float64
	}{
		{[]int64{2, 2, 1}, []float32{1, -2, 3, -4}, []float64{1, 2, 3, 4}},
		{[]int64{1, 2, 2}, []float32{3, -3, 0, 1}, []float64{6, 1}},
		{[]int64{4}, []float32{0, 7, 0, -1}, []float64{0, 7, 0, 1}},
		{[]int64{4, 2}, []float32{1, 1, 2, 0, -2, 0, 1, -3}, []float64{2, 2, 2, 4}},
	} {
		d, ok := DrawingOf(c.shape, c.values, "HWC", false)
		if got := d.Sums(); !ok || !slices.Equal(got, c.want) {
			t.Errorf("%v of %v: %v, want %v", c.values, c.shape, got, c.want)
		}
	}
}

func TestSweepFiles(t *testing.T) {
	p, g := 80.0, 0.5
	frozen := SweepRow{Target: "3", Label: "cat, kitty", Score: 1.5, Method: "grad", Variant: "mask", Percentile: &p, Gini: &g, Seconds: 0.25}
	frozen.Count(200, 80, 16)
	plain := SweepRow{Target: "3", Score: 1.5, Method: "grad", Variant: "plain"}
	plain.Count(0, 0, 0)
	s := Sweep{File: "x.npy", Rows: []SweepRow{plain, frozen}}
	var b bytes.Buffer
	if err := s.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := `target,label,score,method,variant,percentile,nodes,positives,selected,share,gini,seconds
3,,1.5,grad,plain,,0,0,0,1,,0.0000
3,"cat, kitty",1.5,grad,mask,80,200,80,16,0.08,0.5,0.2500
`
	if b.String() != want {
		t.Errorf("the table is\n%s", b.String())
	}
	b.Reset()
	if err := s.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var back Sweep
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || len(back.Rows) != 2 || back.Rows[0].Percentile != nil || *back.Rows[1].Percentile != 80 || back.Rows[1].Share != 0.08 {
		t.Errorf("%+v, error %v", back, err)
	}
}
