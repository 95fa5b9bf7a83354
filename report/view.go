package report

import "tfreeze/internal/nearest"

// A View draws a picture of a map.
type View struct {
	// Name is the view's name in commands and files.
	Name string
	// Draw makes the picture. It clips where the original does.
	Draw func(Map) (Heatmap, error)
}

// Views lists all views. The first is the default.
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

// ViewNames lists the names of all views.
func ViewNames() []string {
	names := make([]string, len(Views))
	for i, v := range Views {
		names[i] = v.Name
	}
	return names
}
