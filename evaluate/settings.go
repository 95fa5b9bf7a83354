package evaluate

import (
	"fmt"
	"slices"
	"strings"
)

// Settings are those of the metrics. NewSettings has the published ones. run.json records
// them.
type Settings struct {
	// Pixels makes one number of the channels of a pixel.
	Pixels Reduction `json:"pixels"`
	// Score is what insertion, deletion and ROAD read: Probability, Softmax or Logit.
	Score string `json:"score"`
	// Perturb is how insertion and deletion change the image: RISE or Xplique.
	Perturb string `json:"perturb"`
	// StepPixels is the number of pixels that insertion and deletion change at once. 0 is
	// a 224th of the picture, as RISE has it; Xplique takes a tenth.
	StepPixels int `json:"step_pixels"`
	// Percentages are ROAD's, of the pixels that are removed; Noise is the standard
	// deviation of what is added to the imputed pixels.
	Percentages []float64 `json:"road_percentages"`
	Noise       float64   `json:"road_noise"`
	// Probes is the number of random points of max-sensitivity and of infidelity.
	Probes int `json:"probes"`
	// Radius bounds what max-sensitivity adds to an element, as a share of the range of
	// the input.
	Radius float64 `json:"radius"`
	// Square is the side of infidelity's squares, as a share of the picture's shorter side.
	Square float64 `json:"square"`
	// Layers is the number of steps in which MPRT randomises the layers; 0 is one for each.
	Layers int `json:"mprt_layers"`
}

// What Score and Perturb may be.
const (
	// Probability is that of the Softmax or Sigmoid behind the scores, Softmax that of the
	// scores themselves, and Logit the explained score.
	Probability = "probability"
	Softmax     = "softmax"
	Logit       = "logit"
	RISE        = "rise"
	Xplique     = "xplique"
)

// Perturbs lists what Settings.Perturb may be, and Scorings what Settings.Score may be.
var (
	Perturbs = []string{RISE, Xplique}
	Scorings = []string{Probability, Softmax, Logit}
)

// NewSettings returns the published settings.
func NewSettings() Settings {
	return Settings{
		Pixels: Absolute, Score: Probability, Perturb: RISE,
		Percentages: []float64{10, 20, 30, 40, 50, 60, 70, 80, 90}, Noise: 0.01,
		Probes: 10, Radius: 0.02, Square: 0.125,
	}
}

// Check refuses settings that are wrong for every image.
func (s Settings) Check() error {
	switch {
	case !slices.Contains(Reductions, s.Pixels):
		return fmt.Errorf("pixels %q: give %s", s.Pixels, list(Reductions))
	case !slices.Contains(Scorings, s.Score):
		return fmt.Errorf("score %q: give %s", s.Score, list(Scorings))
	case !slices.Contains(Perturbs, s.Perturb):
		return fmt.Errorf("perturb %q: give %s", s.Perturb, list(Perturbs))
	case s.StepPixels < 0:
		return fmt.Errorf("%d pixels a step: give 1 or more, or 0 for a 224th of the picture", s.StepPixels)
	case s.Probes < 1:
		return fmt.Errorf("%d probes: give 1 or more", s.Probes)
	case !(s.Radius > 0 && s.Radius <= 1):
		return fmt.Errorf("radius %v: give a share of the input's range above 0, up to 1", s.Radius)
	case !(s.Square > 0 && s.Square <= 1):
		return fmt.Errorf("square %v: give a share of the picture's side above 0, up to 1", s.Square)
	case s.Layers < 0:
		return fmt.Errorf("%d steps of layers: give 1 or more, or 0 for all", s.Layers)
	case s.Noise < 0:
		return fmt.Errorf("noise %v: give 0 or more", s.Noise)
	}
	for _, p := range s.Percentages {
		if !(p > 0 && p < 100) {
			return fmt.Errorf("%v %% of the pixels removed: give more than 0 and less than 100", p)
		}
	}
	return nil
}

func list[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}
