package serve

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"tfreeze"
)

// Vertex has the paths that Vertex gives a container: AIP_PREDICT_ROUTE and
// AIP_HEALTH_ROUTE. Empty ones are not served.
type Vertex struct{ Predict, Health string }

// A vertexRequest is that of Vertex's predict and explain.
type vertexRequest struct {
	Instances  []json.RawMessage `json:"instances"`
	Parameters parameters        `json:"parameters"`
	Override   json.RawMessage   `json:"explanationSpecOverride"`
	// Snake is Override as Python's clients write it.
	Snake json.RawMessage `json:"explanation_spec_override"`
}

// vertexRoutes answers at the paths of a container.
func (s *Server) vertexRoutes(h http.Handler) http.Handler {
	v := s.options.Vertex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case v.Health != "" && r.URL.Path == v.Health && r.Method == http.MethodGet:
			s.live(w, r)
		case v.Predict != "" && r.URL.Path == v.Predict && r.Method == http.MethodPost:
			r.SetPathValue("model", s.models[0].name)
			s.of(s.vertexPredict)(w, r)
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// endpoint answers POST /v1/projects/P/locations/L/endpoints/M:VERB, as Vertex does.
func (s *Server) endpoint(w http.ResponseWriter, r *http.Request) {
	model, verb, _ := strings.Cut(r.PathValue("model"), ":")
	r.SetPathValue("model", model)
	s.byVerb(w, r, verb, s.vertexPredict, s.vertexExplain)
}

// vertexPredict answers with predictions, and with explanations if the request says how.
func (s *Server) vertexPredict(w http.ResponseWriter, r *http.Request, m *Model) error {
	return s.vertex(w, r, m, false)
}

func (s *Server) vertexExplain(w http.ResponseWriter, r *http.Request, m *Model) error {
	return s.vertex(w, r, m, true)
}

func (s *Server) vertex(w http.ResponseWriter, r *http.Request, m *Model, explains bool) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	request := &vertexRequest{}
	if err := unmarshal(body, request); err != nil {
		return err
	}
	open, release := m.Hold()
	defer release()
	c := s.newCall(m.name, open)
	if _, err := s.v1Inputs(c, &v1Request{Instances: request.Instances}); err != nil {
		return err
	}
	if err := c.setVertex(request); err != nil {
		return err
	}
	if explains && !c.explains() {
		c.options.Methods = c.about.Methods[:1]
	}
	all, err := s.answers(r.Context(), c)
	if err != nil {
		return err
	}
	defer since(s.metrics.postprocess, c.name, time.Now())
	answer := map[string]any{"deployedModelId": m.name, "predictions": predictionsOf(all)}
	if c.explains() {
		answer["explanations"] = c.explanations(all)
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func predictionsOf(all []answer) []json.RawMessage {
	var rows []json.RawMessage
	for _, a := range all {
		rows = append(rows, tensor{shape: a.scoresShape, data: a.scores}.nested())
	}
	return rows
}

// These are Vertex's Explanation and Attribution.
type (
	vertexExplanation struct {
		Attributions []vertexAttribution `json:"attributions"`
	}
	vertexAttribution struct {
		BaselineOutputValue *float64                   `json:"baselineOutputValue,omitempty"`
		InstanceOutputValue float32                    `json:"instanceOutputValue"`
		FeatureAttributions map[string]json.RawMessage `json:"featureAttributions"`
		OutputIndex         []int                      `json:"outputIndex"`
		OutputDisplayName   string                     `json:"outputDisplayName,omitempty"`
		ApproximationError  *float64                   `json:"approximationError,omitempty"`
		OutputName          string                     `json:"outputName"`
	}
)

// explanations are the answers in Vertex's form.
func (c *call) explanations(all []answer) []vertexExplanation {
	explanations := make([]vertexExplanation, len(all))
	for i, a := range all {
		for _, r := range a.results {
			explanations[i].Attributions = append(explanations[i].Attributions, attributionOf(featureOf(c.inputs[i].field), r))
		}
	}
	return explanations
}

// attributionOf is a map in Vertex's form. The score at the baseline follows from the
// convergence delta; the error is that delta, as a share of the scores' difference.
func attributionOf(feature string, r *tfreeze.Result) vertexAttribution {
	m := r.Maps[0]
	a := vertexAttribution{
		InstanceOutputValue: r.Score, OutputIndex: []int{r.Target}, OutputDisplayName: r.Label, OutputName: scoresName,
		FeatureAttributions: map[string]json.RawMessage{feature: tensor{shape: m.Shape, data: m.Values}.nested()},
	}
	sum := 0.0
	for _, v := range m.Values {
		sum += float64(v)
	}
	if m.Method == shapley {
		a.BaselineOutputValue = new(float64(r.Score) - sum) // each order sums to the difference
	}
	if m.ConvergenceDelta == nil {
		return a
	}
	difference := sum - *m.ConvergenceDelta
	a.BaselineOutputValue = new(float64(r.Score) - difference)
	if difference != 0 {
		a.ApproximationError = new(abs(*m.ConvergenceDelta / difference))
	}
	return a
}

func abs(x float64) float64 { return max(x, -x) }

// featureOf is the key of an instance {"KEY": ...}, or the name of the model's input.
func featureOf(field string) string {
	_, key, _ := strings.Cut(field, ".")
	if key = strings.TrimSuffix(strings.TrimSuffix(key, "b64"), "."); key != "" {
		return key
	}
	return inputName
}
