package report

import "tfreeze/internal/nearest"

// A View is a way to make a picture of a map.
type View struct {
	// Name is how commands and files call it.
	Name string
	// Draw makes the picture, clipped where the original clips.
	Draw func(Map) (Heatmap, error)
}

// Views lists the views; the first is the one that pictures have unless another
// is chosen.
var Views = []View{
	{"grayscale", clippedAt(DefaultPercentile, Grayscale)},
	{"diverging", clippedAt(DefaultPercentile, Diverging)},
	{"signed", clippedAt(DefaultPercentile, Signed)},
	{"signed_mean", clippedAt(100, SignedMean)},
}

func clippedAt(percentile float64, draw func(Map, float64) (Heatmap, error)) func(Map) (Heatmap, error) {
	return func(m Map) (Heatmap, error) { return draw(m, percentile) }
}

// SelectViews finds views by name, each once, in the order of the names.
func SelectViews(names []string) ([]View, error) {
	var chosen []View
	seen := map[string]bool{}
	for _, name := range names {
		v, err := view(name)
		if err != nil {
			return nil, err
		}
		if !seen[name] {
			chosen = append(chosen, v)
		}
		seen[name] = true
	}
	return chosen, nil
}

func view(name string) (View, error) {
	for _, v := range Views {
		if v.Name == name {
			return v, nil
		}
	}
	return View{}, nearest.Unknown("view", name, ViewNames())
}

// ViewNames lists the names of Views.
func ViewNames() []string {
	names := make([]string, len(Views))
	for i, v := range Views {
		names[i] = v.Name
	}
	return names
}
