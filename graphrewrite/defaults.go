package graphrewrite

import (
	"maps"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	"google.golang.org/protobuf/proto"
)

// FillDefaults gives every node the attributes that it leaves to the defaults of its
// op. TF2 does not save an attribute that has its default, and what reads attributes
// need not know the defaults.
//
//	s = SpaceToBatchND(x, b, p) {T=float}   ->   s = SpaceToBatchND(x, b, p) {T=float Tblock_shape=int32 Tpaddings=int32}
func (g *Graph) FillDefaults(defs OpDefs) {
	for _, n := range g.nodes {
		own := false
		for name, value := range defaultsOf(defs, n.Op) {
			if n.Attr[name] != nil {
				continue
			}
			// The map may belong to the graph's proto, or to the function that the node is from.
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

// StripDefaults removes what FillDefaults added, also from functions that were made of
// the graph since, and keeps the attributes that were there before: a TensorFlow that
// is older than an attribute refuses a graph that has it.
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

// eachAttributes visits the attributes of all nodes, in functions too.
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
