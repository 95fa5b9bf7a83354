package graphrewrite

import (
	"fmt"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// A Loop runs a part of a graph several times.
type Loop struct {
	// Name begins the names of the functions.
	Name string
	// Times is the number of rounds, int32 [].
	Times Output
	// Round is a placeholder for the number of the current round, int32 [], from 0.
	Round Output
	// State are placeholders for the tensors that one round passes to the next. Start
	// are their first values, and Next the values after a round.
	State, Start, Next []Output
	// Parallel is the number of rounds that may run at once, as far as they do not need
	// each other's results; 0 means one.
	Parallel int
}

// Loop moves the nodes between the loop's placeholders and its Next into a function,
// adds a While that runs it, and returns the last state. Nodes that do not depend on the
// placeholders stay outside, and run once.
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
	body.returnCaptured(2 + len(l.State))
	condition := loopCondition(l.Name+"_condition", body.def.GetSignature().GetInputArg())
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
		// As TF2 sets it: a session expands the body into its graph, and runs it with the
		// kernels of all other nodes.
		"_lower_using_switch_merge": true, "parallel_iterations": max(1, l.Parallel),
	}, inputs...)
	n.Control = body.control
	return n
}

// returnCaptured makes a body return the tensors that it captured, which follow its first n
// arguments: a While needs a result for each argument.
func (e *Outlined) returnCaptured(n int) {
	for i, arg := range e.def.Signature.InputArg[n:] {
		key := fmt.Sprintf("captured_%d", i)
		e.def.Signature.OutputArg = append(e.def.Signature.OutputArg, &opdefpb.OpDef_ArgDef{Name: key, Type: arg.GetType()})
		e.def.Ret[key] = arg.GetName()
	}
}

// loopCondition returns the condition of a loop, a function: its first argument is less than
// its second.
func loopCondition(name string, args []*opdefpb.OpDef_ArgDef) *functionpb.FunctionDef {
	less := &Node{}
	less.set(Attrs{"T": Int32})
	return &functionpb.FunctionDef{
		Signature: &opdefpb.OpDef{Name: name, InputArg: args, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "more", Type: Bool}}},
		NodeDef:   []*nodepb.NodeDef{{Name: "less", Op: "Less", Input: []string{args[0].GetName(), args[1].GetName()}, Attr: less.Attr}},
		Ret:       map[string]string{"more": "less:z:0"},
	}
}
