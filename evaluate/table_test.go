package evaluate

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func row(image, method, variant string, percentile float64, metric string, value float64) Row {
	return Row{Key{image, method, variant, percentile, metric}, value}
}

// TestTable: rows are read as they were written; half a line that a killed run left is cut
// off, and what follows is a row again.
func TestTable(t *testing.T) {
	dir := t.TempDir()
	want := []Row{
		row("a,b", "grad", "plain", none, "gini", 0.1), row("a,b", "grad", "mask", 0, "gini", 1e-17),
		row("c", "edges", Control, none, "gini", math.NaN()),
	}
	first, err := openTable(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.add(want[:2]...); err != nil {
		t.Fatal(err)
	}
	first.file.WriteString("c,edges,cont")
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	second, err := openTable(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !second.done[want[1].Key] || second.done[want[2].Key] || len(second.done) != 2 {
		t.Errorf("these are known: %v", second.done)
	}
	if err := second.add(want[2]); err != nil {
		t.Fatal(err)
	}
	second.close()
	got, err := ReadRows(dir)
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

// TestReadRowsRefuses: an error names the file and the line.
func TestReadRowsRefuses(t *testing.T) {
	for content, want := range map[string]string{
		"a,b,c,d,e,f\na,b,c,x,e,1\n":  "line 2: percentile \"x\"",
		"a,b,c,d,e,f\na,b,c,,e,one\n": "line 2: value \"one\"",
		"a,b,c\n":                     "wrong number of fields",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, RowsFile), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRows(dir); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), RowsFile) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// TestLines: differences are of the same images, and lower is better where the metric says
// so; the interval of equal differences is a point.
func TestLines(t *testing.T) {
	var rows []Row
	for i, image := range []string{"a", "b", "c"} {
		rows = append(rows, row(image, "grad", "mask", 80, "entropy", float64(i)), row(image, "grad", "plain", none, "entropy", float64(i+2)))
	}
	rows = append(rows, row("d", "grad", "mask", 80, "entropy", 9), row("e", "grad", "mask", 80, "entropy", math.NaN()), row("a", EdgeMap, Control, none, "entropy", 7))
	lines := Lines(rows)
	if len(lines) != 3 || lines[0].Variant != "plain" || lines[2].Variant != Control {
		t.Fatalf("%+v", lines)
	}
	mask := lines[1]
	if mask.N != 4 || mask.Pairs != 3 || mask.Wins != 1 || mask.Mean.Mean != 3 || mask.Difference != (Interval{-2, -2, -2}) {
		t.Errorf("%+v", mask)
	}
	if !(mask.Mean.Low < 3 && mask.Mean.High > 3 && mask.Mean.Low >= 0 && mask.Mean.High <= 9) {
		t.Errorf("the interval is %+v", mask.Mean)
	}
}

// TestBootstrap: the interval of many values is that of their mean's standard error.
func TestBootstrap(t *testing.T) {
	values := make([]float64, 400)
	for i := range values {
		values[i] = float64(i % 2)
	}
	i := bootstrap(values)
	if i.Mean != 0.5 || math.Abs(i.Low-(0.5-1.96*0.025)) > 0.005 || math.Abs(i.High-(0.5+1.96*0.025)) > 0.005 {
		t.Errorf("of 400 coins: %+v, want 0.5 and 1.96 standard errors of 0.025", i)
	}
	if i := bootstrap(nil); !math.IsNaN(i.Mean) {
		t.Errorf("of nothing: %+v", i)
	}
}
