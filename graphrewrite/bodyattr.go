package graphrewrite

import (
	"fmt"
	"maps"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

type attributes = map[string]*attrpb.AttrValue

// fill replaces the attributes that a function leaves open, nested ones included, by the
// call's values. If none is open, it returns attrs itself.
func (b *body) fill(attrs attributes) (attributes, error) {
	filled, own := attrs, false
	for name, a := range attrs {
		v, err := b.value(name, a)
		if err != nil {
			return nil, err
		}
		if v != a && !own {
			filled, own = maps.Clone(attrs), true
		}
		if own {
			filled[name] = v
		}
	}
	return filled, nil
}

// value returns the call's value for an attribute that is left open, and any other
// attribute unchanged.
func (b *body) value(name string, a *attrpb.AttrValue) (*attrpb.AttrValue, error) {
	if open := a.GetPlaceholder(); open != "" {
		if v := b.attr[open]; v != nil {
			return v, nil
		}
		return nil, fmt.Errorf("the call gives no value for its attribute %s", formatName(name))
	}
	f := a.GetFunc()
	if f == nil || !anyOpen(f.GetAttr()) {
		return a, nil
	}
	attrs, err := b.fill(f.GetAttr())
	return &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: &attrpb.NameAttrList{Name: f.GetName(), Attr: attrs}}}, err
}

// anyOpen reports whether an attribute, or one nested in it, is left open.
func anyOpen(attrs attributes) bool {
	for _, a := range attrs {
		if a.GetPlaceholder() != "" || anyOpen(a.GetFunc().GetAttr()) {
			return true
		}
	}
	return false
}

// countAttrs counts attributes, nested ones included.
func countAttrs(attrs attributes) int {
	n := len(attrs)
	for _, a := range attrs {
		n += countAttrs(a.GetFunc().GetAttr())
	}
	return n
}
