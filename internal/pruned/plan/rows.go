package plan

import "tfreeze/internal/pruned/network"

// An owner holds rows that a tensor shows: its row y of pixels is the tensor's y + by or,
// if a view has another shape, any.
type owner struct {
	tensor, by int
	whole      bool
}

// reads are the rows of pixels from..to-1 of a step's i-th input that a row of its output
// reads.
func (p *Plan) reads(s *Step, i, row int) (from, to int) {
	h := p.Shape(s.In[i]).H
	switch {
	case s.Kind == network.View && p.reorders(s):
		return 0, h
	case s.Kind == network.View:
		return clamp(row-s.At[i][0], row-s.At[i][0]+1, h)
	case s.alongRows():
		if h != p.Shape(s.Out).H {
			return 0, h
		}
		return row, row + 1
	}
	w := s.Window
	first := row*w.SH - w.Top
	return clamp(first, first+(w.KH-1)*w.DH+1, h)
}

// readBy are the rows of a step's output that read a row of an input.
func (p *Plan) readBy(s *Step, t, row int) (from, to int) {
	h := p.Shape(s.Out).H
	switch {
	case s.alongRows() && p.Shape(t).H != h:
		return 0, h
	case s.alongRows():
		return row, row + 1
	}
	w := s.Window
	last := row + w.Top
	first := last - (w.KH-1)*w.DH
	return clamp((first+w.SH-1)/w.SH, last/w.SH+1, h)
}

// alongRows reports whether each row of a step's output is of that row of an input; of one
// with another number of rows, as means and what repeats have, it is of all.
func (s *Step) alongRows() bool {
	return s.Kind == network.Add || s.Kind == network.Product || s.Kind == network.Reduce
}

// reorders reports whether a view's rows of pixels are no rows of its inputs.
func (p *Plan) reorders(s *Step) bool { return s.Turned != nil || p.Shape(s.Out) != s.box() }

// clamp cuts a range to 0..n.
func clamp(from, to, n int) (int, int) {
	from, to = min(max(from, 0), n), min(max(to, 0), n)
	return from, max(from, to)
}

// shown is how many rows of a tensor there are up to the n-th of an owner's.
func (o owner) shown(n, h int) int {
	if o.whole {
		return h
	}
	_, to := clamp(0, n+o.by, h)
	return to
}

// held are the rows of an owner of h rows that the rows from..to-1 of a tensor are.
func (o owner) held(from, to, h int) (int, int) {
	if o.whole {
		return 0, h
	}
	return clamp(from-o.by, to-o.by, h)
}

// ownersOf are the tensors that hold what a step makes: its output or, of a view, what it
// shows. One that is shown twice is there once: such a view cannot be read.
func (p *Plan) ownersOf(s *Step) []owner {
	if s.Kind != network.View {
		return []owner{{tensor: s.Out}}
	}
	var all []owner
	seen := map[int]bool{}
	for i, t := range s.In {
		for _, o := range p.Tensors[t].owners {
			if !seen[o.tensor] {
				all = append(all, owner{o.tensor, o.by + s.At[i][0], o.whole || p.reorders(s)})
			}
			seen[o.tensor] = true
		}
	}
	return all
}
