package evaluate

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"tfreeze/internal/tolerances"
)

// Recorded is what tools/metrics recorded of Quantus and xplique.
type recorded struct {
	Height, Width   int
	X, W, V         []float64
	Target          int
	Gradient, Other []float64
	Region          []bool
	Removed         []int
	Quantus         struct {
		Sparseness, Complexity, Pointing, Mass, Spearman, SSIM float64
		Discrete                                               float64 `json:"discrete_entropy"`
		Said, Lost                                             []float64
		Infidelity                                             float64
		Maps                                                   [][]float64
		MaxSensitivity                                         float64 `json:"max_sensitivity"`
		Imputed                                                []float64
	}
	Xplique map[string]float64
}

func others(t *testing.T) recorded {
	t.Helper()
	raw, err := os.ReadFile("testdata/others.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func narrow(values []float64) []float32 {
	all := make([]float32, len(values))
	for i, v := range values {
		all[i] = float32(v)
	}
	return all
}

// near compares with another program, relative to its number.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if off := math.Abs(got-want) / math.Abs(want); !(off <= tolerances.Of("metrics of others").Value) && got != want {
		t.Errorf("%s is %v, the others' is %v, off by %.2g", what, got, want, off)
	}
}

// TestQuantus compares with Quantus and scikit-image.
func TestQuantus(t *testing.T) {
	r := others(t)
	p := Picture{r.Height, r.Width, 3, false}
	pixels, changed := p.Reduce(narrow(r.Gradient), Absolute), p.Reduce(narrow(r.Other), Absolute)
	near(t, "Gini", Gini(pixels), r.Quantus.Sparseness)
	near(t, "entropy", Entropy(pixels), r.Quantus.Complexity)
	near(t, "pointing", Hit(pixels, r.Region), r.Quantus.Pointing)
	near(t, "mass", Within(pixels, r.Region), r.Quantus.Mass)
	near(t, "Spearman", Spearman(pixels, changed), r.Quantus.Spearman)
	near(t, "SSIM", SSIM(unit(pixels), unit(changed), r.Width), r.Quantus.SSIM)
	near(t, "histogram", HistogramEntropy(pixels), r.Quantus.Discrete)
	near(t, "infidelity", Infidelity(r.Quantus.Said, r.Quantus.Lost), r.Quantus.Infidelity)
	largest := 0.0
	for _, m := range r.Quantus.Maps {
		largest = max(largest, change(narrow(r.Gradient), narrow(m)))
	}
	near(t, "max-sensitivity", largest, r.Quantus.MaxSensitivity)
	for c := range 3 {
		for i, v := range Impute(p, narrow(r.X), c, r.Removed) {
			if want := r.Quantus.Imputed[c*len(r.Removed)+i]; math.Abs(v-want) > tolerances.Of("metrics of others").Value {
				t.Errorf("pixel %d of channel %d is imputed by %v, the others' %v", r.Removed[i], c, v, want)
			}
		}
	}
}

// TestXplique compares insertion and deletion, of scores and of probabilities.
func TestXplique(t *testing.T) {
	r := others(t)
	p := Picture{r.Height, r.Width, 3, false}
	for _, kind := range []string{"", "_softmax"} {
		s := &Subject{Picture: p, Settings: NewSettings(), X: narrow(r.X), Relevance: p.Reduce(narrow(r.Gradient), Absolute)}
		s.Perturb = Xplique
		s.Scores = func(_ context.Context, n int, write func(k int, into []float32)) ([]Outcome, error) {
			at, all := slices.Clone(s.X), make([]Outcome, n)
			for k := range all {
				write(k, at)
				scores := r.scores(at)
				if all[k].Score = float64(scores[r.Target]); kind != "" {
					all[k].Score = probability("softmax", scores, r.Target)
				}
			}
			return all, nil
		}
		near(t, "insertion"+kind, measured(t, insertion, s)[0], r.Xplique["insertion"+kind])
		near(t, "deletion"+kind, measured(t, deletion, s)[0], r.Xplique["deletion"+kind])
	}
}

// scores is the formula of tools/metrics.
func (r recorded) scores(x []float32) []float32 {
	scores, sum := make([]float32, len(r.V)), 0.0
	for _, v := range x {
		sum += float64(v)
	}
	for c := range scores {
		score := sum * sum / 100 * r.V[c]
		for i, v := range x {
			score += r.W[c*len(x)+i] * math.Tanh(float64(v))
		}
		scores[c] = float32(score)
	}
	return scores
}
