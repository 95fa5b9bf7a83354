package serve

import (
	"net/http"

	"tfreeze"
)

// live answers that the server is up. Its models were opened before it listened.
func (s *Server) live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]bool{"live": true, "ready": true})
}

// about answers GET /v2.
func (s *Server) about(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"name": "tfreeze", "version": tfreeze.Version, "extensions": []string{"binary_tensor_data"}})
}

// ready answers that a model is ready: it was opened.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request, m *Model) error {
	writeJSON(w, http.StatusOK, map[string]any{"name": m.name, "ready": true})
	return nil
}

type tensorMetadata struct {
	Name     string  `json:"name"`
	Datatype string  `json:"datatype"`
	Shape    []int64 `json:"shape"`
}

type modelMetadata struct {
	Name     string           `json:"name"`
	Versions []string         `json:"versions"`
	Platform string           `json:"platform"`
	Inputs   []tensorMetadata `json:"inputs"`
	Outputs  []tensorMetadata `json:"outputs"`
	// Parameters lists what Open Inference Protocol leaves to servers.
	Parameters map[string]any `json:"parameters"`
}

// metadata answers GET /v2/models/M.
func (s *Server) metadata(w http.ResponseWriter, _ *http.Request, m *Model) error {
	open, version, release := m.holdVersion()
	defer release()
	writeJSON(w, http.StatusOK, s.describe(m.name, version, open.About()))
	return nil
}

func (s *Server) describe(name, version string, about tfreeze.About) modelMetadata {
	return modelMetadata{
		Name: name, Versions: []string{version}, Platform: "tensorflow_tfreeze",
		Inputs: []tensorMetadata{{inputName, "FP32", append([]int64{-1}, about.Shape...)}},
		Outputs: []tensorMetadata{
			{scoresName, "FP32", []int64{-1, -1}},
			{"attribution", "FP32", append([]int64{-1}, about.Shape...)},
			{"score", "FP32", []int64{-1}},
			{"target", "INT64", []int64{-1}},
		},
		Parameters: map[string]any{"methods": about.Methods, "outputs": outputNames(), "parameters": parameterNames(), "labels": len(about.Labels)},
	}
}

// inputName is what the model's input is called in metadata. A request may call it as it
// likes.
const inputName = "input"

// list answers GET /v1/models.
func (s *Server) list(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"models": s.names()})
}

// status answers GET /v1/models/M, as KServe and as TensorFlow Serving do.
func (s *Server) status(w http.ResponseWriter, _ *http.Request, m *Model) error {
	_, version, release := m.holdVersion()
	defer release()
	type of map[string]any
	writeJSON(w, http.StatusOK, of{
		"name": m.name, "ready": true,
		"model_version_status": []of{{"version": version, "state": "AVAILABLE", "status": of{"error_code": "OK", "error_message": ""}}},
	})
	return nil
}
