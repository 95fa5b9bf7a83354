package page

import (
	"net/http"

	"tfreeze/explain"
)

// The slider's percentiles are 0, 1/stepsPerPercent, ... 100.
const stepsPerPercent = 2

// A layerTable describes a layer at every percentile of the slider.
type layerTable struct {
	Name      string `json:"name"`
	Nodes     int    `json:"nodes"`
	Positives int    `json:"positives"`
	// Thresholds are nil if no activation is positive: then nothing passes.
	Thresholds []float32 `json:"thresholds"`
	Selected   []int     `json:"selected"`
}

// layers sends the layers' thresholds, and how many nodes reach them.
func (h *handler) layers(w http.ResponseWriter, r *http.Request, s *session) error {
	if fresh(w, r, "layers") {
		return nil
	}
	tables := []layerTable{}
	for step := range 100*stepsPerPercent + 1 {
		layers, err := s.at.Layers(float64(step) / stepsPerPercent)
		if err != nil {
			return err
		}
		if step == 0 {
			tables = make([]layerTable, len(layers))
		}
		for i, l := range layers {
			tables[i].add(l)
		}
	}
	return writeJSON(w, map[string]any{"stepsPerPercent": stepsPerPercent, "layers": tables})
}

func (t *layerTable) add(l explain.Layer) {
	t.Name, t.Nodes, t.Positives = l.Name, l.Nodes, l.Positives
	t.Selected = append(t.Selected, l.Selected)
	if l.Positives > 0 {
		t.Thresholds = append(t.Thresholds, l.Threshold)
	}
}
