package graphrewrite

import (
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// wideOps defines the ops in the cases of Widen: their attributes, and the attribute that
// is the type of each input and output.
func wideOps(op string) *opdefpb.OpDef {
	type arg = opdefpb.OpDef_ArgDef
	t, float, resource := &arg{Name: "t", TypeAttr: "T"}, &arg{Name: "f", Type: Float}, &arg{Name: "r", Type: Resource}
	of := func(attr string) *arg { return &arg{Name: "d", TypeAttr: attr} }
	types := func(names ...string) (attrs []*opdefpb.OpDef_AttrDef) {
		for _, name := range names {
			attrs = append(attrs, &opdefpb.OpDef_AttrDef{Name: name, Type: "type"})
		}
		return attrs
	}
	lists := []*opdefpb.OpDef_AttrDef{{Name: "T", Type: "list(type)"}}
	// An attribute that was stripped has its default.
	out := []*opdefpb.OpDef_AttrDef{{Name: "T", Type: "type"}, {Name: "to", Type: "type", DefaultValue: attrValue(Float)}}
	narrow := []*opdefpb.OpDef_AttrDef{{Name: "T", Type: "type", AllowedValues: attrValue([]DataType{Half, Float})}}
	called := []*opdefpb.OpDef_AttrDef{{Name: "f", Type: "func"}, {Name: "T", Type: "type"}}
	defs := map[string]*opdefpb.OpDef{
		"Placeholder":      {Attr: types("dtype"), OutputArg: []*arg{of("dtype")}},
		"Const":            {Attr: types("dtype"), OutputArg: []*arg{of("dtype")}},
		"Relu":             {Attr: types("T"), InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Identity":         {Attr: types("T"), InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Rsqrt":            {Attr: types("T"), InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Square":           {Attr: types("T"), InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Mean":             {Attr: types("T", "Tidx"), InputArg: []*arg{t, of("Tidx")}, OutputArg: []*arg{t}},
		"MatMul":           {Attr: types("T"), InputArg: []*arg{t, t}, OutputArg: []*arg{t}},
		"Mul":              {Attr: types("T"), InputArg: []*arg{t, t}, OutputArg: []*arg{t}},
		"Sub":              {Attr: types("T"), InputArg: []*arg{t, t}, OutputArg: []*arg{t}},
		"AddV2":            {Attr: types("T"), InputArg: []*arg{t, t}, OutputArg: []*arg{t}},
		"Reshape":          {Attr: types("T", "Tshape"), InputArg: []*arg{t, of("Tshape")}, OutputArg: []*arg{t}},
		"IdentityN":        {Attr: lists, InputArg: []*arg{{Name: "l", TypeListAttr: "T"}}, OutputArg: []*arg{{Name: "l", TypeListAttr: "T"}}},
		"Round":            {Attr: narrow, InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Count":            {Attr: out, InputArg: []*arg{t}, OutputArg: []*arg{of("to")}},
		"Call":             {Attr: called, InputArg: []*arg{t}, OutputArg: []*arg{t}},
		"Resized":          {Attr: types("T"), InputArg: []*arg{t}, OutputArg: []*arg{float}},
		"VarHandleOp":      {Attr: types("dtype"), OutputArg: []*arg{resource}},
		"ReadVariableOp":   {Attr: types("dtype"), InputArg: []*arg{resource}, OutputArg: []*arg{of("dtype")}},
		"AssignVariableOp": {Attr: types("dtype"), InputArg: []*arg{resource, of("dtype")}},
		"Greater":          {Attr: types("T"), InputArg: []*arg{t, t}, OutputArg: []*arg{{Name: "z", Type: Bool}}},
		"Cast":             {Attr: types("SrcT", "DstT"), InputArg: []*arg{of("SrcT")}, OutputArg: []*arg{of("DstT")}},
		"SelectV2":         {Attr: types("T"), InputArg: []*arg{{Name: "c", Type: Bool}, t, t}, OutputArg: []*arg{t}},
		"NoOp":             {},
	}
	if defs[op] == nil {
		return nil
	}
	defs[op].Name = op
	return defs[op]
}
