package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"net/http"

	"tfreeze"
	"tfreeze/results"
	"tfreeze/serve"
)

// top is the number of classes to click on.
const top = 5

// photo runs the network at a photo, and keeps the run as a session.
func (h *handler) photo(w http.ResponseWriter, r *http.Request) error {
	raw, err := h.sent(w, r)
	if err != nil {
		return err
	}
	m, err := h.modelOf(r.URL.Query().Get("model"))
	if err != nil {
		return err
	}
	open, release := m.Hold()
	defer release()
	s := &session{model: m, open: open}
	if err := h.server.Do(r.Context(), func(ctx context.Context) error { return s.run(ctx, raw) }); err != nil {
		return inPhoto(err)
	}
	h.sessions.add(s)
	return writeJSON(w, s.describe())
}

// inPhoto says that an error is the photo's, unless it is one of the queue or the client.
func inPhoto(err error) error {
	var e *serve.Error
	if errors.As(err, &e) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return wrong("photo", "%w", err)
}

// sent reads the photo, and refuses one that is too large.
func (h *handler) sent(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if name := r.URL.Query().Get("sample"); name != "" {
		return sampleOf(name)
	}
	limits := h.server.Limits()
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limits.Body))
	if err != nil {
		return nil, err
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err == nil && int64(config.Width)*int64(config.Height) > int64(limits.Pixels) {
		return nil, inPhoto(fmt.Errorf("%d x %d pixels are too many: the limit is %d million", config.Width, config.Height, limits.Pixels/1_000_000))
	}
	return raw, nil // the reader says what is wrong with another kind
}

// run runs the network at a photo, and sorts its layers.
func (s *session) run(ctx context.Context, raw []byte) error {
	var err error
	if s.at, err = s.open.At(ctx, tfreeze.Encoded(raw)); err != nil {
		return err
	}
	if _, err = s.at.Layers(0); err != nil {
		return err
	}
	method := s.open.About().Methods[0]
	if s.result, err = s.at.Explain(ctx, tfreeze.ExplainOptions{Methods: []string{method}, Variants: []tfreeze.Variant{tfreeze.Plain}}); err != nil {
		return err
	}
	if s.result.Picture == nil {
		return errors.New("the model's input is no picture")
	}
	s.result.Maps = nil
	size := s.result.Picture.Bounds().Size()
	s.bytes = s.at.Bytes() + int64(4*size.X*size.Y) + int64(4*len(s.result.Scores))
	return nil
}

// A sessionInfo describes a session. Of scores with positions, only what is explained by
// default can be.
type sessionInfo struct {
	Session     string            `json:"session"`
	Model       string            `json:"model"`
	Width       int               `json:"width"`
	Height      int               `json:"height"`
	Predictions []classPrediction `json:"predictions"`
	Megabytes   float64           `json:"megabytes"`
}

// A classPrediction is a class to click on.
type classPrediction struct {
	results.Prediction
	// Target is what requests of its maps say.
	Target string `json:"target"`
	Name   string `json:"name"`
}

func (s *session) describe() sessionInfo {
	size := s.result.Picture.Bounds().Size()
	info := sessionInfo{Session: s.id, Model: s.model.Name(), Width: size.X, Height: size.Y, Megabytes: math.Round(float64(s.bytes)/1e5) / 10}
	if len(s.result.ScoresShape) != 1 {
		info.Predictions = []classPrediction{{Name: s.result.Explained + " " + s.result.Label, Prediction: results.Prediction{Class: s.result.Target, Label: s.result.Label, Score: s.result.Score}}}
		return info
	}
	for _, p := range s.result.Top(top) {
		info.Predictions = append(info.Predictions, classPrediction{p, tfreeze.Class(p.Class), results.ClassName(p.Class, p.Label)})
	}
	return info
}

// predictions describes the session once more.
func (h *handler) predictions(w http.ResponseWriter, _ *http.Request, s *session) error {
	return writeJSON(w, s.describe())
}

// picture sends what the network sees.
func (h *handler) picture(w http.ResponseWriter, r *http.Request, s *session) error {
	if fresh(w, r, "picture") {
		return nil
	}
	w.Header().Set("Content-Type", "image/png")
	return png.Encode(w, s.result.Picture)
}
