package graphrewrite

import (
	"fmt"
	"maps"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

type attributes = map[string]*attrpb.AttrValue

// fill gives values to the attributes that a function leaves open, those of the
// functions that its nodes call among them. Where none is open, all are shared.
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

// value is what the call gives for an attribute that is left open, else the
// attribute itself.
func (b *body) value(name string, a *attrpb.AttrValue) (*attrpb.AttrValue, error) {
	if open := a.GetPlaceholder(); open != "" {
		if v := b.attr[open]; v != nil {
			return v, nil
		}
		return nil, fmt.Errorf("its attribute %s is left open by the call", formatName(name))
	}
	f := a.GetFunc()
	if f == nil || !anyOpen(f.GetAttr()) {
		return a, nil
	}
	attrs, err := b.fill(f.GetAttr())
	return &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: &attrpb.NameAttrList{Name: f.GetName(), Attr: attrs}}}, err
}

// anyOpen reports whether one of the attributes, or of those within, is left open.
func anyOpen(attrs attributes) bool {
	for _, a := range attrs {
		if a.GetPlaceholder() != "" || anyOpen(a.GetFunc().GetAttr()) {
			return true
		}
	}
	return false
}

// countAttrs counts attributes, and those of functions within.
func countAttrs(attrs attributes) int {
	n := len(attrs)
	for _, a := range attrs {
		n += countAttrs(a.GetFunc().GetAttr())
	}
	return n
}
