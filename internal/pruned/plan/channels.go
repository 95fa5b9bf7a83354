package plan

import "tfreeze/internal/pruned/network"

// Channels are the channels of each tensor that may be needed, whatever varies; nil is all.
// It looks back from the score to the last convolutions, of which the score of one class
// needs one channel.
func (p *Plan) Channels() [][]bool {
	needed, known := make([][]bool, len(p.Tensors)), make([]bool, len(p.Tensors))
	target := make([]bool, p.Shape(p.Net.Score).C)
	target[p.target%len(target)] = true
	for k := len(p.Steps) - 1; k >= 0; k-- {
		s := &p.Steps[k]
		from := needed[s.Out]
		if k == len(p.Steps)-1 {
			from = target
		} else if !p.keepsChannels(s) {
			from = nil
		}
		for _, t := range s.In {
			own := from
			if p.Shape(t).C != p.Shape(s.Out).C && k < len(p.Steps)-1 {
				own = nil
			}
			needed[t] = join(needed[t], own, known[t])
			known[t] = true
		}
	}
	return needed
}

// keepsChannels reports whether each channel of a step's output reads that channel alone.
func (p *Plan) keepsChannels(s *Step) bool {
	switch s.Kind {
	case network.Average, network.Add, network.Max, network.Reduce, network.Product:
		return true
	case network.View:
		in, out := p.Shape(s.In[0]), p.Shape(s.Out)
		return len(s.In) == 1 && s.At[0] == [3]int{} && in.C == out.C && in.Elements() == out.Elements()
	}
	return false
}

// join is what either needs, where before is known to be needed.
func join(before, more []bool, known bool) []bool {
	if !known {
		return more
	}
	if before == nil || more == nil {
		return nil
	}
	both := make([]bool, len(before))
	for i := range both {
		both[i] = before[i] || more[i]
	}
	return both
}
