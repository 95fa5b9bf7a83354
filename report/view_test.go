package report

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tfreeze/internal/tolerances"
)

var rounding = cmpopts.EquateApprox(0, tolerances.Of("views").Value)

// The expected values are those of the original code and of numpy, for the map in
// testdata/report (see its README).
func TestViewsMatchOriginals(t *testing.T) {
	recorded := map[string]struct {
		array  string
		signed bool
	}{
		"grayscale": {"vis_gray_grad", false}, "diverging": {"vis_div_grad", true},
		"signed": {"signed_grad", true}, "signed_mean": {"signed_mean_grad", true},
	}
	shape, grad := readArray(t, "grad")
	for _, v := range Views {
		t.Run(v.Name, func(t *testing.T) {
			got, err := v.Draw(Map{[3]int(shape), grad})
			if err != nil {
				t.Fatal(err)
			}
			r := recorded[v.Name]
			shape, want := readArray(t, r.array)
			if diff := cmp.Diff(Heatmap{shape[0], shape[1], want, r.signed}, got, rounding); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectViews(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"grayscale"}, []string{"grayscale"}},
		{[]string{"signed", "grayscale", "signed"}, []string{"signed", "grayscale"}},
		{ViewNames(), []string{"grayscale", "diverging", "signed", "signed_mean"}},
	} {
		chosen, err := SelectViews(c.names)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range chosen {
			got = append(got, v.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.names, diff)
		}
	}
	want := `there is no view "viridis"; there are grayscale, diverging, signed, signed_mean`
	if _, err := SelectViews([]string{"signed", "viridis"}); fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
