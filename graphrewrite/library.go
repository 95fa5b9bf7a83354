package graphrewrite

import (
	"slices"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
)

// addFunction does not change the library that was read: it makes another.
func (g *Graph) addFunction(def *functionpb.FunctionDef) {
	g.Library = &functionpb.FunctionDefLibrary{
		Function: append(slices.Clip(g.Library.GetFunction()), def),
		Gradient: g.Library.GetGradient(), RegisteredGradients: g.Library.GetRegisteredGradients(),
	}
}

// PruneLibrary drops the functions that no node of the graph names, directly or through
// other functions. It drops all gradients of functions too: they are for training.
func (g *Graph) PruneLibrary() {
	l := naming{functions: map[string]*functionpb.FunctionDef{}, named: map[string]bool{}}
	for _, f := range g.Library.GetFunction() {
		l.functions[f.GetSignature().GetName()] = f
	}
	for _, n := range g.nodes {
		l.node(n.Op, n.Attr)
	}
	kept := slices.DeleteFunc(slices.Clone(g.Library.GetFunction()), func(f *functionpb.FunctionDef) bool {
		return !l.named[f.GetSignature().GetName()]
	})
	if g.Library = nil; len(kept) > 0 {
		g.Library = &functionpb.FunctionDefLibrary{Function: kept}
	}
}

// naming collects the functions that nodes and functions name.
type naming struct {
	functions map[string]*functionpb.FunctionDef
	named     map[string]bool
}

func (l naming) node(op string, attrs map[string]*attrpb.AttrValue) {
	l.name(op)
	for _, a := range attrs {
		l.call(a.GetFunc())
		for _, f := range a.GetList().GetFunc() {
			l.call(f)
		}
	}
}

// call notes a function, and the functions in its attributes.
func (l naming) call(f *attrpb.NameAttrList) {
	if f != nil {
		l.node(f.GetName(), f.GetAttr())
	}
}

func (l naming) name(name string) {
	f := l.functions[name]
	if f == nil || l.named[name] {
		return
	}
	l.named[name] = true
	for _, n := range f.GetNodeDef() {
		l.node(n.GetOp(), n.GetAttr())
	}
}
