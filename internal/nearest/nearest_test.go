package nearest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/nearest"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"grad", "gradd", 1}, {"grad", "gad", 1}, {"grad", "glad", 1}, {"explian", "explain", 1},
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, {"Käse", "Kase", 1},
	} {
		if got := nearest.Distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	methods := []string{"all", "grad", "guided_backprop", "elrp", "integrated_gradients", "smoothgrad", "saliency"}
	for _, c := range []struct {
		name  string
		known []string
		want  []string
	}{
		{"gradd", methods, []string{"grad"}},
		{"GuidedBackProp", methods, []string{"guided_backprop"}},
		{"guided-backpropagation", methods, []string{"guided_backprop"}},
		{"integrated", methods, []string{"integrated_gradients"}},
		{"lrp", methods, []string{"elrp"}},
		{"salency", methods, []string{"saliency"}},
		{"explian", []string{"gen", "explain"}, []string{"explain"}},
		{"gradcam", methods, nil},
		{"inspection", []string{"inspect", "verify"}, []string{"inspect"}},
		{"vgg_15", []string{"vgg_16", "vgg_19", "resnet_v1_50"}, []string{"vgg_16", "vgg_19"}},
		{"ab1", []string{"ab2", "ab3", "ab4", "ab5"}, []string{"ab2", "ab3", "ab4"}},
		{"magic", methods, nil},
		{"x", []string{"y"}, nil},
		{"", methods, nil},
	} {
		if diff := cmp.Diff(c.want, nearest.Names(c.name, c.known)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestUnknown(t *testing.T) {
	known := []string{"plain", "threshold"}
	for name, want := range map[string]string{
		"treshold": `there is no variant "treshold" (did you mean "threshold"?); there are plain, threshold`,
		"solid":    `there is no variant "solid"; there are plain, threshold`,
	} {
		if got := nearest.Unknown("variant", name, known).Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
