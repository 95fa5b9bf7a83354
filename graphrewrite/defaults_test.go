package graphrewrite

import (
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// withDefaults defines Pool, whose format is NHWC by default, and Unpool, whose format is
// NCHW.
func withDefaults(op string) *opdefpb.OpDef {
	format := map[string]string{"Pool": "NHWC", "Unpool": "NCHW"}[op]
	if format == "" {
		return nil
	}
	return &opdefpb.OpDef{Name: op, Attr: []*opdefpb.OpDef_AttrDef{
		{Name: "T", Type: "type"},
		{Name: "format", Type: "string", DefaultValue: defaultFormats[format]},
	}}
}

var defaultFormats = map[string]*attrpb.AttrValue{"NHWC": attrValue("NHWC"), "NCHW": attrValue("NCHW")}

// TestDefaults: StripDefaults removes what FillDefaults added. It keeps what the file
// said, and what was passed to an op with another default.
func TestDefaults(t *testing.T) {
	const before = `x = Placeholder() {dtype=float}
said = Pool(x) {T=float format="NHWC"}
unsaid = Pool(x) {T=float}
without = Pool(x)
`
	g := parse(t, before)
	shared := g.Node("unsaid").Attr
	g.FillDefaults(withDefaults)
	const filled = `x = Placeholder() {dtype=float}
said = Pool(x) {T=float format="NHWC"}
unsaid = Pool(x) {T=float format="NHWC"}
without = Pool(x) {format="NHWC"}
`
	if got := format(t, g); got != filled {
		t.Errorf("filled:\n%s", got)
	}
	if len(shared) != 1 {
		t.Error("the attributes that the file had were changed")
	}
	unsaid := g.Node("unsaid")
	n := Scope{Graph: g}.Node("Unpool", "un", nil, Attrs{"format": unsaid.Attr["format"]}, unsaid.Out(0))
	function := parseFunction(t, "f", "v = Arg() {type=float}\np = Pool(v)\nr = Result(p:y:0) {type=float}")
	function.NodeDef[0].Attr = attributes{"format": unsaid.Attr["format"]}
	g.addFunction(function)

	g.StripDefaults(withDefaults)
	if got, want := n.String(), `un = Unpool(unsaid) {format="NHWC"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(function.NodeDef[0].Attr) != 0 {
		t.Errorf("the function keeps %v", function.NodeDef[0].Attr)
	}
	delete(g.nodes, "un")
	if got := format(t, g); got != before {
		t.Errorf("stripped:\n%s", got)
	}
}
