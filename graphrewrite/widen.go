package graphrewrite

import (
	"errors"
	"fmt"
	"slices"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// Widen makes a graph compute in float64 what it computes in float32:
//
//	w = Const() {dtype=float}        ->   w    = Const() {dtype=float}
//	                                      wide = Cast(w) {SrcT=float, DstT=double}
//	y = MatMul(x, w) {T=float}       ->   y    = MatMul(x, wide) {T=double}
//
// Constants and the nodes of stay, such as variables that are restored from a file, keep
// their type, and are cast where they are read. Ops that TensorFlow has for float32 alone
// are first replaced by others (see composer). The types of all nodes must be known. If a
// node that depends on from still computes in less than float64, the error names it; the
// graph must then not be used.
//
// Widen returns the tensor to feed in place of from: from itself, or a placeholder if its
// op has no double.
func Widen(g *Graph, from Output, stay map[*Node]bool, defs OpDefs) (Output, error) {
	w := &widener{g: g, defs: defs, from: from, stay: stay, outputs: map[*Node][]DataType{}, casts: map[Output]Output{}}
	if err := w.run(); err != nil {
		return Output{}, err
	}
	if wide, ok := w.casts[from]; ok && wide.Node.Op == "Placeholder" {
		from = wide
	}
	return from, w.check(from)
}

func (w *widener) run() error {
	w.composeSelections()
	if err := w.compose(); err != nil {
		return err
	}
	nodes, err := w.g.Sorted()
	if err != nil {
		return err
	}
	for _, step := range []func(*Node) error{w.widen, w.join} {
		for _, n := range nodes {
			if err := step(n); err != nil {
				return &Error{Pass: "widen", Node: n.Name, Op: n.Op, Err: err}
			}
		}
	}
	return nil
}

type widener struct {
	g    *Graph
	defs OpDefs
	from Output
	stay map[*Node]bool
	// outputs holds the types that the outputs of nodes have now.
	outputs map[*Node][]DataType
	// casts maps tensors that keep their type to their wide forms.
	casts map[Output]Output
}

// widen gives a node the type double wherever its op allows that.
func (w *widener) widen(n *Node) error {
	def := w.defs(n.Op)
	if def == nil {
		return errors.New("the op is not known")
	}
	if !w.stays(n, def) {
		for _, a := range def.GetAttr() {
			if wide := wider(a, n.Attr[a.GetName()]); wide != nil {
				n.replaceAttr(a.GetName(), wide)
			}
		}
	}
	types, err := argTypes(n, def, def.GetOutputArg())
	if err != nil {
		return err
	}
	w.outputs[n] = types
	n.Types = slices.Clone(n.Types)
	for i := range n.Types {
		if i < len(types) && n.Types[i].DType == Float {
			n.Types[i].DType = types[i]
		}
	}
	return nil
}

// stays reports whether a node keeps its type: it restores, holds or reads weights, calls a
// function, whose body is not widened, or takes the bits of a number apart.
func (w *widener) stays(n *Node, def *opdefpb.OpDef) bool {
	if w.stay[n] || n.Op == "Const" || n.Op == "Bitcast" {
		return true
	}
	for _, a := range def.GetAttr() {
		if a.GetType() == "func" || a.GetType() == "list(func)" {
			return true
		}
	}
	return slices.ContainsFunc(n.Inputs, func(in Output) bool { return in.DType() == Resource && w.stay[holder(in.Node)] })
}

// holder returns the node that a resource comes from.
func holder(n *Node) *Node {
	for len(n.Inputs) > 0 && (n.Op == "Identity" || n.is(enters|switches)) {
		n = n.Inputs[0].Node
	}
	return n
}

// replaceAttr sets an attribute in a new map: other nodes may share the old one.
func (n *Node) replaceAttr(name string, v *attrpb.AttrValue) {
	own := make(map[string]*attrpb.AttrValue, len(n.Attr)+1)
	for key, value := range n.Attr {
		own[key] = value
	}
	own[name] = v
	n.Attr = own
}

// wider returns an attribute with double in place of float; nil if it holds no float, or
// the op does not allow double there.
func wider(a *opdefpb.OpDef_AttrDef, v *attrpb.AttrValue) *attrpb.AttrValue {
	if v == nil {
		v = a.GetDefaultValue()
	}
	allowed := a.GetAllowedValues().GetList().GetType()
	if len(allowed) > 0 && !slices.Contains(allowed, Double) {
		return nil
	}
	switch a.GetType() {
	case "type":
		if v.GetType() == Float {
			return attrValue(Double)
		}
	case "list(type)":
		types := slices.Clone(v.GetList().GetType())
		if !slices.Contains(types, Float) {
			return nil
		}
		for i, t := range types {
			if t == Float {
				types[i] = Double
			}
		}
		return attrValue(types)
	}
	return nil
}

// argTypes returns the element types of the tensors of input or output arguments.
func argTypes(n *Node, def *opdefpb.OpDef, args []*opdefpb.OpDef_ArgDef) ([]DataType, error) {
	attr := func(name string) *attrpb.AttrValue {
		if v := n.Attr[name]; v != nil {
			return v
		}
		i := slices.IndexFunc(def.GetAttr(), func(a *opdefpb.OpDef_AttrDef) bool { return a.GetName() == name })
		if i < 0 {
			return nil
		}
		return def.GetAttr()[i].GetDefaultValue()
	}
	var types []DataType
	for _, a := range args {
		if list := a.GetTypeListAttr(); list != "" {
			types = append(types, attr(list).GetList().GetType()...)
			continue
		}
		t, count := a.GetType(), int64(1)
		if a.GetTypeAttr() != "" {
			t = attr(a.GetTypeAttr()).GetType()
		}
		if a.GetNumberAttr() != "" {
			count = attr(a.GetNumberAttr()).GetI()
		}
		if count < 0 || count > MaxNodes {
			return nil, fmt.Errorf("it has %d tensors %q", count, a.GetName())
		}
		types = append(types, slices.Repeat([]DataType{t}, int(count))...)
	}
	return types, nil
}

// join casts the inputs of a node to the types that it takes now.
func (w *widener) join(n *Node) error {
	def := w.defs(n.Op)
	wanted, err := argTypes(n, def, def.GetInputArg())
	if err != nil {
		return err
	}
	for i, in := range n.Inputs {
		given := w.outputs[in.Node]
		if i >= len(wanted) || in.Index >= len(given) {
			continue
		}
		if given, want := given[in.Index], wanted[i]; given != want && isReal(given) && isReal(want) {
			n.Inputs[i] = w.cast(in, given, want)
		}
	}
	return nil
}

func isReal(t DataType) bool { return t == Float || t == Double }

func (w *widener) cast(o Output, from, to DataType) Output {
	if c, ok := w.casts[o]; ok {
		return c
	}
	s, typ := Scope{Graph: w.g, Prefix: o.Node.Name}, Type{to, o.Shape()}
	var c Output
	if o == w.from && to == Double {
		c = s.Op("Placeholder", "wide", typ, Attrs{"dtype": to, "shape": typ.Shape})
	} else {
		c = s.Op("Cast", "wide", typ, Attrs{"SrcT": from, "DstT": to, "Truncate": false}, o)
	}
	w.casts[o], w.outputs[c.Node] = c, []DataType{to}
	return c
}

// check returns an error for the first node, by name, that from's numbers reach and that
// is not computed in float64. It does not follow integers, such as shapes.
func (w *widener) check(from Output) error {
	readers := map[*Node][]*Node{}
	for _, n := range w.g.nodes {
		for _, in := range n.Inputs {
			if given := w.outputs[in.Node]; in.Index < len(given) && (isNarrow(given[in.Index]) || given[in.Index] == Double) {
				readers[in.Node] = append(readers[in.Node], n)
			}
		}
	}
	ours := map[*Node]bool{}
	for _, c := range w.casts {
		ours[c.Node] = true
	}
	var narrow *Node
	for n := range follow(readers, from.Node) {
		if !ours[n] && slices.ContainsFunc(w.outputs[n], isNarrow) {
			narrow = firstByName(narrow, n)
		}
	}
	if narrow == nil {
		return nil
	}
	return &Error{Pass: "widen", Node: narrow.Name, Op: narrow.Op, Err: errors.New("it is not computed in float64")}
}

// isNarrow reports whether a type has fewer digits than double.
func isNarrow(t DataType) bool { return t == Float || t == Half || t == BFloat16 }
