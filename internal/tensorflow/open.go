package tensorflow

import (
	"fmt"
	"maps"
)

// Weights say how a graph's variables and tables get their values. If File is not
// empty, it is fed to the string tensor Feed. Then the nodes Target, Init and Derive
// run in this order; an empty one is skipped. Assets are paths that are fed, too, to
// those of their tensors that the graph has.
type Weights struct {
	Feed, File, Target, Init, Derive string
	Assets                           map[string]string
}

// Open opens a session on a serialized GraphDef and restores its weights. With nil
// weights it restores nothing.
func Open(graphDef []byte, w *Weights, o Options) (*Session, error) {
	return OpenWithValues(graphDef, w, nil, o)
}

// OpenWithValues opens a session as Open does, and feeds tensors by name to the node
// Target, which would read them from File.
func OpenWithValues(graphDef []byte, w *Weights, values map[string]*Tensor, o Options) (*Session, error) {
	s, err := NewSession(graphDef, o)
	if err != nil || w == nil {
		return s, err
	}
	if err := s.restore(w, values); err != nil {
		s.Close()
		return nil, fmt.Errorf("restoring the weights: %w", err)
	}
	return s, nil
}

func (s *Session) restore(w *Weights, values map[string]*Tensor) error {
	assets := map[string]*Tensor{}
	for name, path := range w.Assets {
		if _, err := s.output(name); err != nil {
			continue
		}
		var err error
		if assets[name], err = String(path); err != nil {
			return err
		}
	}
	feeds := maps.Clone(assets)
	maps.Copy(feeds, values)
	if w.Feed != "" {
		file, err := String(w.File)
		if err != nil {
			return err
		}
		feeds[w.Feed] = file
	}
	for _, step := range []struct {
		target string
		feeds  map[string]*Tensor
	}{{w.Target, feeds}, {w.Init, assets}, {w.Derive, assets}} {
		if step.target == "" {
			continue
		}
		if _, err := s.Run(step.feeds, nil, step.target); err != nil {
			return err
		}
	}
	return nil
}
