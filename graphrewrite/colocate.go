package graphrewrite

import (
	"maps"
	"slices"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// colocation is the attribute by which a node asks for the device of other nodes:
//
//	gather = ResourceGather(table, ids) {_class=["loc:@table"]}
const (
	colocation       = "_class"
	colocationPrefix = "loc:@"
)

// colocated returns a node's attributes with the names of the nodes that it is colocated
// with replaced by those that find gives. It drops the names that find does not know:
// TensorFlow refuses a graph that lacks such a node.
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

// node returns a node of the function's body, or the node that computes an argument.
func (b *body) node(name string) *Node {
	if n := b.nodes[name]; n != nil {
		return n
	}
	return b.args[name].Node
}
