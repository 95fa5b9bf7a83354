package plan

import "tfreeze/internal/pruned/network"

// A scheduler finds an order of parts in which each has what it reads.
type scheduler struct {
	*Plan
	// stage is that of each step, and maker the step of each tensor, -1 for the input.
	stage, maker []int
	// made and complete are how many rows of pixels of each tensor have their states, and
	// all of their gradients.
	made, complete []int
	// ways are those of each step to its inputs. arrivals are those by which gradients reach
	// each tensor, in the order in which they are added: later steps first.
	ways     [][]*way
	arrivals [][]arrival
	parts    []Part
}

// A way takes gradients to the input of a step; done is how many rows of it are.
type way struct{ step, back, done int }

// An arrival is a way, and where the rows of a tensor are in what it leads to.
type arrival struct {
	*way
	owner owner
}

func (p *Plan) scheduler(stages []Stage) *scheduler {
	n := len(p.Tensors)
	s := &scheduler{p, make([]int, len(p.Steps)), make([]int, n), make([]int, n), make([]int, n), make([][]*way, len(p.Steps)), make([][]arrival, n), nil}
	s.maker[p.Net.Input] = -1
	for i := range stages {
		for k := stages[i].from; k < stages[i].to; k++ {
			s.stage[k], s.maker[p.Steps[k].Out] = i, k
		}
	}
	for k := len(p.Steps) - 1; k >= 0; k-- {
		for b := range p.Steps[k].Back {
			w := &way{step: k, back: b}
			s.ways[k] = append(s.ways[k], w)
			for _, o := range p.Tensors[p.Steps[k].Back[b].Tensor].owners {
				s.arrivals[o.tensor] = append(s.arrivals[o.tensor], arrival{w, o})
			}
		}
	}
	return s
}

// schedule orders the parts of each stage.
func (p *Plan) schedule() {
	p.Stages = p.stages()
	s := p.scheduler(p.Stages)
	for i := range p.Stages {
		st := &p.Stages[i]
		for k := st.to - 1; k >= st.from; k-- {
			s.make(p.Steps[k].Out, p.Shape(p.Steps[k].Out).H)
		}
		if i == 0 { // what the network does not read
			s.make(p.Net.Input, p.Shape(p.Net.Input).H)
		}
		st.Forward, s.parts = s.parts, nil
	}
	for i := len(p.Stages) - 1; i >= 0; i-- {
		s.back(&p.Stages[i])
		p.Stages[i].Backward, s.parts = s.parts, nil
	}
}

// make makes the first rows of a tensor.
func (s *scheduler) make(t, rows int) {
	k := s.maker[t]
	for ; s.made[t] < rows; s.made[t]++ {
		row := s.made[t]
		if k < 0 {
			s.emit(Part{Step: k, Back: -1}, t, row, row+1)
			continue
		}
		step := &s.Steps[k]
		for i, in := range step.In {
			if m := s.maker[in]; m < 0 && s.stage[k] == 0 || m >= 0 && s.stage[m] == s.stage[k] {
				_, to := s.reads(step, i, row)
				s.make(in, to)
			}
		}
		if step.Kind != network.View {
			s.emit(Part{Step: k, Back: -1}, t, row, row+1)
		}
	}
}

// back takes gradients through a stage.
func (s *scheduler) back(st *Stage) {
	for row := 0; st.from == 0 && st.Streams && row < s.Shape(s.Net.Input).H; row++ {
		s.finish(s.Net.Input, row+1)
	}
	for k := st.from; k < st.to; k++ {
		if !st.Streams {
			s.finish(s.Steps[k].Out, s.Shape(s.Steps[k].Out).H)
		}
		for _, w := range s.ways[k] {
			s.arrive(w, s.Shape(s.to(w)).H)
		}
	}
	for k := st.from; k < st.to; k++ {
		s.finish(s.Steps[k].Out, s.Shape(s.Steps[k].Out).H)
	}
	if st.from == 0 {
		s.finish(s.Net.Input, s.Shape(s.Net.Input).H)
	}
}

// finish completes the gradients of the first rows of a tensor that holds its own.
func (s *scheduler) finish(t, rows int) {
	if s.complete[t] >= rows || s.isView(t) {
		return
	}
	for _, a := range s.arrivals[t] {
		s.arrive(a.way, a.owner.shown(rows, s.Shape(s.to(a.way)).H))
	}
	s.emit(Part{Step: s.maker[t], Back: -1}, t, s.complete[t], rows)
	s.complete[t] = rows
}

func (s *scheduler) isView(t int) bool {
	k := s.maker[t]
	return k >= 0 && s.Steps[k].Kind == network.View
}

// to is the tensor that a way leads to.
func (s *scheduler) to(w *way) int { return s.Steps[w.step].Back[w.back].Tensor }

// arrive takes gradients to the first rows of the tensor that a way leads to: behind those
// of later steps, when those of the step's output are complete.
func (s *scheduler) arrive(w *way, rows int) {
	t, step := s.to(w), &s.Steps[w.step]
	for ; w.done < rows; w.done++ {
		for _, o := range s.Tensors[t].owners {
			_, held := o.held(w.done, w.done+1, s.Shape(o.tensor).H)
			for _, before := range s.arrivals[o.tensor] {
				if before.way == w {
					break
				}
				s.arrive(before.way, before.owner.shown(held, s.Shape(s.to(before.way)).H))
			}
		}
		_, to := s.readBy(step, t, w.done)
		s.finish(step.Out, to)
		s.emit(Part{Step: w.step, Back: w.back}, t, w.done, w.done+1)
	}
}

// emit adds a part that is rows of pixels of a tensor, or makes the last one longer.
func (s *scheduler) emit(p Part, t, from, to int) {
	w, start := s.Shape(t).W, s.Tensors[t].Start
	p.from, p.to, p.From, p.To = from, to, int(start[from*w]), int(start[to*w])
	if p.From == p.To {
		return
	}
	if n := len(s.parts); n > 0 {
		if last := &s.parts[n-1]; last.Step == p.Step && last.Back == p.Back && last.To == p.From {
			last.to, last.To = to, p.To
			return
		}
	}
	s.parts = append(s.parts, p)
}
