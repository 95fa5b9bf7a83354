package plan

import (
	"fmt"
	"io"
	"strings"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// Format writes the plan as text, one step a line: what it makes, of what, and the live
// elements with their rows and slots; behind them what each of its outputs reads, and what
// gradients do to what it reads; and last the stages, each as the parts of live elements in
// their order:
//
//	relu = conv(input) pairs 12: 1@r9/s0/g2 4@r10/s1/g3
//	  1 <- input[0] input[2]
//	  back input: 0 first,last 2 first,last
//	streamed: input 0-2, relu 0-2
//	  back: relu 0-2, relu to input 0-2, input 0-2
//
// r, s and g are the row, and the slots of state and gradient. Of a convolution's outputs,
// pairs say how many elements they read.
func (p *Plan) Format(w io.Writer) error {
	names := p.names()
	fmt.Fprintf(w, "rows %d, slots %d, pairs %d\n", p.Rows, p.Slots, p.Pairs)
	fmt.Fprintf(w, "input: %s\n", p.elements(p.Net.Input))
	for k := range p.Steps {
		s := &p.Steps[k]
		var in []string
		for _, t := range s.In {
			in = append(in, names[t])
		}
		fmt.Fprintf(w, "%s = %s(%s) pairs %d: %s\n", names[s.Out], s.Kind, strings.Join(in, ", "), s.Pairs, p.elements(s.Out))
		for i, e := range p.Tensors[s.Out].Elements {
			if s.Kind != network.Conv {
				fmt.Fprintf(w, "  %d <-%s\n", e, p.membersText(s, i, names))
			}
		}
		for _, b := range s.Back {
			fmt.Fprintf(w, "  back %s:%s\n", names[b.Tensor], p.arrivalsText(b))
		}
	}
	for i := range p.Stages {
		p.formatStage(w, &p.Stages[i], names)
	}
	_, err := fmt.Fprintln(w)
	return err
}

func (p *Plan) formatStage(w io.Writer, s *Stage, names []string) {
	how := "whole"
	if s.Streams {
		how = "streamed"
	}
	var forward, backward []string
	for _, part := range s.Forward {
		forward = append(forward, p.partText(part, names))
	}
	for _, part := range s.Backward {
		backward = append(backward, p.partText(part, names))
	}
	fmt.Fprintf(w, "%s: %s\n  back: %s\n", how, strings.Join(forward, ", "), strings.Join(backward, ", "))
}

// partText names what a part makes; going back, what it completes or leads to.
func (p *Plan) partText(part Part, names []string) string {
	made := p.Net.Input
	if part.Step >= 0 {
		made = p.Steps[part.Step].Out
	}
	if part.Back >= 0 {
		return fmt.Sprintf("%s to %s %d-%d", names[made], names[p.Steps[part.Step].Back[part.Back].Tensor], part.From, part.To)
	}
	return fmt.Sprintf("%s %d-%d", names[made], part.From, part.To)
}

// names are the nodes that make the tensors.
func (p *Plan) names() []string {
	names := make([]string, len(p.Tensors))
	names[p.Net.Input] = "input"
	for _, s := range p.Steps {
		names[s.Out] = s.Name
	}
	return names
}

// elements are the live ones of a tensor, with row and slot.
func (p *Plan) elements(t int) string {
	l := &p.Tensors[t]
	var all []string
	for i, e := range l.Elements {
		all = append(all, fmt.Sprintf("%d@r%d/s%d/g%d", e, l.Row[i], l.Slot[i], l.Grad[i]))
	}
	return strings.Join(all, " ")
}

func (p *Plan) membersText(s *Step, i int, names []string) string {
	var b strings.Builder
	for _, m := range s.members(i) {
		switch {
		case m.Input < 0:
			fmt.Fprintf(&b, " constant%+g", m.More)
			continue
		case s.Kind == network.Max:
			fmt.Fprintf(&b, " %s[%d]%+g", names[s.In[m.Input]], p.Tensors[s.In[m.Input]].Elements[m.Index], m.More)
			continue
		}
		fmt.Fprintf(&b, " %s[%d]", names[s.In[m.Input]], p.Tensors[s.In[m.Input]].Elements[m.Index])
		if s.Kind != network.View {
			fmt.Fprintf(&b, "*%g", s.Weights[m.Weight])
		}
	}
	return b.String()
}

// arrivalsText tells of each element which gradient it is that arrives.
func (p *Plan) arrivalsText(b Back) string {
	var t strings.Builder
	for i, e := range p.Tensors[b.Tensor].Elements {
		fmt.Fprintf(&t, " %d", e)
		for _, bit := range []struct {
			set  bool
			name string
		}{{b.How[i]&kernels.Adds == 0, "first"}, {b.How[i]&kernels.Closes != 0, "last"}, {b.How[i]&kernels.Gated != 0, "gated"}, {b.How[i]&kernels.Differentiated != 0, "differentiated"}} {
			if bit.set {
				fmt.Fprintf(&t, ",%s", bit.name)
			}
		}
	}
	return t.String()
}
