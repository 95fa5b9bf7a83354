package tensorflow

import "fmt"

// Weights say how a graph's variables get their values: feed the path File to
// the string tensor Feed, unless that is empty, and run the node Target.
type Weights struct {
	Feed, File, Target string
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
	_, err := s.Run(feeds, nil, w.Target)
	return err
}
