package graphrewrite

import (
	"fmt"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// A Loop runs a part of a graph several times.
type Loop struct {
	// Name is what the functions' names begin with.
	Name string
	// Times is how often, int32 [].
	Times Output
	// Round is a placeholder for the number of the round, int32 [], from 0.
	Round Output
	// State are placeholders for what one round hands to the next, Start is what
	// the first is given, and Next what a round makes of it.
	State, Start, Next []Output
	// Parallel is how many rounds may be under way at once, as far as one does
	// not need what the one before it hands on; 0 is one.
	Parallel int
}

// Loop moves what lies between the loop's placeholders and its Next into a
// function, adds a While that runs it, and returns the last state. What does not
// change from round to round is computed once, outside.
func (s Scope) Loop(l Loop, defs OpDefs) ([]Output, error) {
	count := Type{Int32, Shape{}}
	times := s.Op("Placeholder", "times", count, Attrs{"dtype": Int32, "shape": Shape{}})
	next := s.Op("AddV2", "next", count, Attrs{"T": Int32}, l.Round, s.Const("one", Tensor(nil, int32(1))))
	body, err := Outline(s.Graph, Function{
		Name: l.Name + "_body",
		Args: append([]Output{l.Round, times}, l.State...), Results: append([]Output{next, times}, l.Next...),
	}, defs)
	if err != nil {
		return nil, err
	}
	body.handOn(2 + len(l.State))
	condition := whether(l.Name+"_condition", body.def.GetSignature().GetInputArg())
	s.Graph.addFunction(condition)
	inputs := append([]Output{s.Const("first", Tensor(nil, int32(0))), l.Times}, l.Start...)
	inputs = append(inputs, body.captured...)
	n := s.while(l, body, condition, inputs)
	last := make([]Output, len(l.State))
	for i := range last {
		last[i] = n.Out(2 + i)
	}
	return last, nil
}

func (s Scope) while(l Loop, body *Outlined, condition *functionpb.FunctionDef, inputs []Output) *Node {
	op := "StatelessWhile"
	if body.def.GetSignature().GetIsStateful() {
		op = "While"
	}
	types, shapes := make([]Type, len(inputs)), make([]Shape, len(inputs))
	for i, in := range inputs {
		types[i], shapes[i] = in.Type(), in.Shape()
	}
	for i, o := range l.State {
		types[2+i], shapes[2+i] = o.Type(), o.Shape()
	}
	n := s.Node(op, "", types, Attrs{
		"T": dtypes(body.def.GetSignature().GetInputArg()), "output_shapes": shapes,
		"body": functionAttr(body.def.GetSignature().GetName()), "cond": functionAttr(condition.GetSignature().GetName()),
		// As TF2 has it: the body becomes part of the graph when a session or a
		// function is made of that, and its kernels are those of the rest.
		"_lower_using_switch_merge": true, "parallel_iterations": max(1, l.Parallel),
	}, inputs...)
	n.Control = body.control
	return n
}

// handOn makes a body return what it captured, behind its first n arguments, as
// a While wants it.
func (e *Outlined) handOn(n int) {
	for i, arg := range e.def.Signature.InputArg[n:] {
		key := fmt.Sprintf("captured_%d", i)
		e.def.Signature.OutputArg = append(e.def.Signature.OutputArg, &opdefpb.OpDef_ArgDef{Name: key, Type: arg.GetType()})
		e.def.Ret[key] = arg.GetName()
	}
}

// whether is the condition of a loop: its first argument is less than its
// second.
func whether(name string, args []*opdefpb.OpDef_ArgDef) *functionpb.FunctionDef {
	less := &Node{}
	less.set(Attrs{"T": Int32})
	return &functionpb.FunctionDef{
		Signature: &opdefpb.OpDef{Name: name, InputArg: args, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "more", Type: Bool}}},
		NodeDef:   []*nodepb.NodeDef{{Name: "less", Op: "Less", Input: []string{args[0].GetName(), args[1].GetName()}, Attr: less.Attr}},
		Ret:       map[string]string{"more": "less:z:0"},
	}
}
