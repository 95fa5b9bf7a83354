package graphrewrite

import (
	"maps"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	"google.golang.org/protobuf/proto"
)

// FillDefaults gives every node the attributes that it leaves to the default of
// its op, so that all that reads them finds them: TF2 saves none that has its
// default.
//
//	s = SpaceToBatchND(x, b, p) {T=float}   ->   s = SpaceToBatchND(x, b, p) {T=float Tblock_shape=int32 Tpaddings=int32}
func (g *Graph) FillDefaults(defs OpDefs) {
	for _, n := range g.nodes {
		own := false
		for name, value := range defaultsOf(defs, n.Op) {
			if n.Attr[name] != nil {
				continue
			}
			// The graph's proto, and the function that the node is from, have the attributes too.
			if !own {
				n.Attr, own = cloned(n.Attr), true
			}
			n.Attr[name] = value
		}
	}
}

func cloned(attrs attributes) attributes {
	if attrs == nil {
		return attributes{}
	}
	return maps.Clone(attrs)
}

// StripDefaults takes away what FillDefaults gave, in the functions that were made
// of the graph too, and leaves the attributes that were there before: a TensorFlow
// that is older than an attribute refuses a graph that has it.
func (g *Graph) StripDefaults(defs OpDefs) {
	given := map[*attrpb.AttrValue]bool{}
	g.eachAttributes(func(op string, _ attributes) {
		for _, value := range defaultsOf(defs, op) {
			given[value] = true
		}
	})
	g.eachAttributes(func(op string, attrs attributes) {
		defaults := defaultsOf(defs, op)
		maps.DeleteFunc(attrs, func(name string, value *attrpb.AttrValue) bool {
			return given[value] && proto.Equal(value, defaults[name])
		})
	})
}

// eachAttributes visits the attributes of all nodes, those of functions too.
func (g *Graph) eachAttributes(visit func(op string, attrs attributes)) {
	for _, n := range g.nodes {
		visit(n.Op, n.Attr)
	}
	for _, f := range g.Library.GetFunction() {
		for _, nd := range f.GetNodeDef() {
			visit(nd.GetOp(), nd.GetAttr())
		}
	}
}

func defaultsOf(defs OpDefs, op string) attributes {
	defaults := attributes{}
	for _, a := range defs(op).GetAttr() {
		if value := a.GetDefaultValue(); value != nil {
			defaults[a.GetName()] = value
		}
	}
	return defaults
}
