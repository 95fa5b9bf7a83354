package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
	"tfreeze/serve"
	"tfreeze/testdata"
)

// A modelInfo is what the page shows of a model before there is a photo.
type modelInfo struct {
	Name string `json:"name"`
	// Path is what the command line that does the same is given.
	Path     string            `json:"path"`
	Methods  []methodInfo      `json:"methods"`
	Variants []serving.Variant `json:"variants"`
	// Unfrozen says why there are plain maps alone.
	Unfrozen string `json:"unfrozen,omitempty"`
}

// A methodInfo describes a method. One that takes a single gradient follows the slider.
type methodInfo struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Live    bool   `json:"live"`
}

// models lists the models, and what else the page needs to begin.
func (h *handler) models(w http.ResponseWriter, _ *http.Request) error {
	var all []modelInfo
	for _, m := range h.server.Models() {
		info, err := infoOf(m)
		if err != nil {
			return err
		}
		all = append(all, info)
	}
	maps, err := colormaps()
	if err != nil {
		return err
	}
	limits := h.server.Limits()
	return writeJSON(w, map[string]any{
		"models": all, "samples": sampleNames, "percentile": methods.Percentile.Of(methods.Values{}), "colormaps": maps,
		"limits": map[string]any{"body": limits.Body, "pixels": limits.Pixels, "sessions": h.sessions.most, "memory": h.sessions.memory},
	})
}

// colormaps are 256 colours a map, as rrggbb.
func colormaps() (map[string]string, error) {
	maps := map[string]string{}
	for _, name := range []string{"inferno", "viridis"} {
		c, err := report.FindColormap(name)
		if err != nil {
			return nil, err
		}
		for i := range 256 {
			at := c.At(float32(i) / 255)
			maps[name] += fmt.Sprintf("%02x%02x%02x", at.R, at.G, at.B)
		}
	}
	return maps, nil
}

func infoOf(m *serve.Model) (modelInfo, error) {
	open, release := m.Hold()
	defer release()
	about := open.About()
	info := modelInfo{Name: m.Name(), Path: about.Path, Variants: serving.Variants, Unfrozen: about.Unfrozen}
	if about.Unfrozen != "" {
		info.Variants = []serving.Variant{serving.Plain}
	}
	chosen, err := methods.Select(about.Methods)
	for _, m := range chosen {
		info.Methods = append(info.Methods, methodInfo{m.Name, m.Summary, m.PointMethod == "" && m.Served() && !m.Moves()})
	}
	return info, err
}

// modelOf finds a model by its name. The first is that of no name.
func (h *handler) modelOf(name string) (*serve.Model, error) {
	all := h.server.Models()
	i := slices.IndexFunc(all, func(m *serve.Model) bool { return name == "" || m.Name() == name })
	if i < 0 {
		return nil, notFound("model", "there is no model %q", name)
	}
	return all[i], nil
}

func notFound(field, format string, args ...any) error {
	return &serve.Error{Status: http.StatusNotFound, Field: field, Err: fmt.Errorf(format, args...)}
}

// sampleNames are the photos that ship, in testdata/photos.
var sampleNames = []string{"chelsea", "coffee"}

func sampleOf(name string) ([]byte, error) {
	if !slices.Contains(sampleNames, name) {
		return nil, notFound("sample", "there is no photo %q; those that ship are %q", name, sampleNames)
	}
	return testdata.Photos.ReadFile("photos/" + name + ".png")
}

// sample sends a photo that ships.
func (h *handler) sample(w http.ResponseWriter, r *http.Request) error {
	raw, err := sampleOf(r.PathValue("name"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, err = w.Write(raw)
	return err
}

func writeJSON(w http.ResponseWriter, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(append(raw, '\n')) // the client may have gone
	return nil
}
