package page

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"tfreeze"
	"tfreeze/internal/nearest"
	"tfreeze/internal/npy"
	"tfreeze/methods"
	"tfreeze/serve"
	"tfreeze/targets"
)

// An asked is a map that a request asks for.
type asked struct {
	method     string
	variant    tfreeze.Variant
	percentile float64
	target     string
}

// askedOf reads a request for a map of a model.
func askedOf(r *http.Request, about tfreeze.About) (asked, error) {
	q := r.URL.Query()
	a := asked{method: q.Get("method"), variant: tfreeze.Variant(q.Get("variant")), target: q.Get("target"), percentile: methods.Percentile.Of(methods.Values{})}
	if a.method == "" || a.variant == "" {
		return a, wrong("method, variant", "both are needed")
	}
	if !slices.Contains(about.Methods, a.method) {
		return a, wrong("method", "%w", nearest.Unknown("method", a.method, about.Methods))
	}
	if targets.HasMask(a.target, about.Labels) {
		return a, wrong("target", "a mask is a file, which a request cannot name")
	}
	if p := q.Get("percentile"); p != "" {
		var err error
		if a.percentile, err = strconv.ParseFloat(p, 64); err != nil {
			return a, wrong("percentile", "%q is not a number", p)
		}
	}
	return a, nil
}

func wrong(field, format string, args ...any) error {
	return &serve.Error{Status: http.StatusBadRequest, Field: field, Err: fmt.Errorf(format, args...)}
}

// options ask for the map. Each other option has its default.
func (a asked) options() tfreeze.ExplainOptions {
	return tfreeze.ExplainOptions{
		Methods: []string{a.method}, Variants: []tfreeze.Variant{a.variant}, Target: a.target, Options: methods.With(methods.Percentile.Is(a.percentile)),
	}
}

// explain computes a map in turn.
func (h *handler) explain(r *http.Request, s *session) (*tfreeze.Result, error) {
	a, err := askedOf(r, s.open.About())
	if err != nil {
		return nil, err
	}
	var result *tfreeze.Result
	err = h.server.Do(r.Context(), func(ctx context.Context) (err error) {
		result, err = s.at.Explain(ctx, a.options())
		return err
	})
	return result, err
}

// mapOf sends a map in 16 bits.
func (h *handler) mapOf(w http.ResponseWriter, r *http.Request, s *session) error {
	if fresh(w, r, "map") {
		return nil
	}
	result, err := h.explain(r, s)
	if err != nil {
		return err
	}
	m := result.Maps[0]
	drawn, err := m.Image()
	if err != nil {
		return err
	}
	signed, absolute, err := drawn.Sums()
	if err != nil {
		return err
	}
	p := Planes{Height: drawn.Shape[0], Width: drawn.Shape[1], Signed: signed, Absolute: absolute}
	p.About = About{Score: result.Score, Target: result.Target, Milliseconds: m.Duration.Seconds() * 1000, Delta: m.ConvergenceDelta, Zero: m.Zero}
	return p.write(w)
}

// array sends a map as explain writes it.
func (h *handler) array(w http.ResponseWriter, r *http.Request, s *session) error {
	result, err := h.explain(r, s)
	if err != nil {
		return err
	}
	m := result.Maps[0]
	shape := make([]int, len(m.Shape))
	for i, d := range m.Shape {
		shape[i] = int(d)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", m.Method+"."+string(m.Variant)+".npy"))
	return npy.Write(w, shape, m.Values)
}

// fresh sets the ETag of an answer that depends on the request's query alone, as that
// names a session. It reports whether the client has the answer already.
func fresh(w http.ResponseWriter, r *http.Request, kind string) bool {
	tag := etag(kind, r.URL.Query())
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	if r.Header.Get("If-None-Match") != tag {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}
