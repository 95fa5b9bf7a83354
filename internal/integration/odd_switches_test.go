package integration

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// TestOddSwitches compares the maps of models with switches, with active dropout and
// augmentation, and with custom gradients. folded lists what gen sets to inference, and
// why.
func TestOddSwitches(t *testing.T) {
	for _, test := range []struct {
		name     string
		switches map[string]bool
		folded   []string
	}{
		{"switch_inference", nil, []string{"is_inference=true: its false branch drops out", "mode=true: its false branch draws random numbers"}},
		{"switch_open", map[string]bool{"wide": true}, []string{"wide=true: it is fed"}},
		{"dropout_active", nil, []string{"dropout/SelectV2=: dropout", "dropout_1/SelectV2=: dropout", "dropout_2/SelectV2=: dropout"}},
		{"augmented", nil, []string{
			"functional_1/random_flip_1/SelectV2=: a random flip",
			"functional_1/random_flip_1/SelectV2_1=: a random flip",
			"functional_1/random_contrast_1/add_1=: a random contrast",
			"functional_1/random_contrast_1/clip_by_value/Minimum=: the clip of altered pixels",
			"functional_1/random_contrast_1/clip_by_value=: the clip of altered pixels",
			"functional_1/random_brightness_1/add_1=: a random brightness",
			"functional_1/random_brightness_1/clip_by_value/Minimum=: the clip of altered pixels",
			"functional_1/random_brightness_1/clip_by_value=: the clip of altered pixels",
			"functional_1/spatial_dropout2d_1/stateless_dropout/SelectV2=: dropout",
			"functional_1/gaussian_dropout_1/mul_1=: Gaussian dropout",
		}},
		{"custom", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := compareOdd(t, test.name, gen.Options{Switches: test.switches})
			var folded []string
			for _, s := range p.Report.Folded {
				folded = append(folded, s.Called+"="+s.Value+": "+s.Why)
			}
			if diff := cmp.Diff(test.folded, folded); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOrdinaryGradient: of a model's four custom gradients, the one that is the slope
// of its function is an ordinary gradient.
func TestOrdinaryGradient(t *testing.T) {
	m := load(t, savedmodels.Source{Path: testdata + "odd/custom"})
	if _, err := gen.Build(m, gen.Options{Methods: only(t, "grad"), Bare: true}); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range m.Graph.Names() {
		if m.Graph.Node(name).CustomGradient() != "" {
			count++
		}
	}
	if count != 3 {
		t.Errorf("%d custom gradients are left, want 3", count)
	}
}

// TestOddSwitchesRefused: gen refuses these models with the node and the op at fault,
// and inspect lists them.
func TestOddSwitchesRefused(t *testing.T) {
	for name, want := range map[string]string{
		"switch_open": `node "serving_default_wide" (Placeholder): neither what the network does with this switch nor its name says how to ` +
			`set it for inference: give it with --feed wide=true or --feed wide=false`,
		"noisy": `node "random_normal/RandomStandardNormal" (RandomStandardNormal): the score depends on random numbers that are neither dropout ` +
			`nor augmentation: each run would explain a different network`,
		"custom_lost":     `(IdentityN): it has a custom gradient ("CustomGradient-`,
		"custom_spanning": `leads past the activation "Relu_1" (Relu), which could not be frozen`,
	} {
		m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
		if _, err := gen.Build(m, gen.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, want)
		}
		i, err := gen.Inspect(load(t, savedmodels.Source{Path: testdata + "odd/" + name}), gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(i.Missing) == 0 || !strings.Contains(i.Missing[0].Error(), want) {
			t.Errorf("%s: inspect lists %v", name, i.Missing)
		}
	}
}
