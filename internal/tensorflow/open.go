package tensorflow

import "fmt"

// Weights say how a graph's variables get their values: feed the path File to
// the string tensor Feed, unless that is empty, and run the node Target; then
// run Derive. An empty Target or Derive is left out.
type Weights struct {
	Feed, File, Target, Derive string
}

// Open opens a session on a serialized GraphDef and restores its weights; nil
// weights restore nothing.
func Open(graphDef []byte, w *Weights, o Options) (*Session, error) {
	s, err := NewSession(graphDef, o)
	if err != nil || w == nil {
		return s, err
	}
	if err := s.restore(w); err != nil {
		s.Close()
		return nil, fmt.Errorf("restoring the weights: %w", err)
	}
	return s, nil
}

func (s *Session) restore(w *Weights) error {
	feeds := map[string]*Tensor{}
	if w.Feed != "" {
		file, err := String(w.File)
		if err != nil {
			return err
		}
		feeds[w.Feed] = file
	}
	if w.Target != "" {
		if _, err := s.Run(feeds, nil, w.Target); err != nil {
			return err
		}
	}
	if w.Derive == "" {
		return nil
	}
	_, err := s.Run(nil, nil, w.Derive)
	return err
}
