package graphrewrite

import (
	"maps"
	"slices"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// colocation is the attribute by which a node asks to be placed where others are:
//
//	gather = ResourceGather(table, ids) {_class=["loc:@table"]}
const (
	colocation       = "_class"
	colocationPrefix = "loc:@"
)

// colocated are a node's attributes with the nodes that it is colocated with as
// find gives them. What find does not know is left out: TensorFlow refuses a graph
// that lacks such a node, and what is not there asks for no place.
func colocated(attrs attributes, find func(name string) *Node) attributes {
	list := attrs[colocation].GetList()
	if list == nil {
		return attrs
	}
	var kept [][]byte
	for _, class := range list.GetS() {
		name, isNode := strings.CutPrefix(string(class), colocationPrefix)
		if !isNode {
			kept = append(kept, class)
		} else if n := find(name); n != nil {
			kept = append(kept, []byte(colocationPrefix+n.Name))
		}
	}
	if slices.EqualFunc(kept, list.GetS(), slices.Equal) {
		return attrs
	}
	attrs = maps.Clone(attrs)
	if delete(attrs, colocation); len(kept) > 0 {
		attrs[colocation] = &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: &attrpb.AttrValue_ListValue{S: kept}}}
	}
	return attrs
}

// node finds a node of a function's body, or the one that gives an argument.
func (b *body) node(name string) *Node {
	if n := b.nodes[name]; n != nil {
		return n
	}
	return b.args[name].Node
}
