package graphrewrite

import (
	"fmt"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
)

const everyAttribute = `a = Op() {b=true f=1.5 f0=-0.0 i=-3 imin=-9223372036854775808 inf=+Inf inn=-Inf l=[1, 2] lb=[true, false] le=[] lf=[1.0, 2.5] lfn=[func "h"{}, func "k"{n=1}] ls=["x", "y\xff"] lsh=[shape[1], shape[...]] lt=[float, int32] ltn=[int32[1]{1}, float[]{2.0}] n=none nan=NaN p=placeholder "N" s="q\"\n" sh=shape[?,3] sh0=shape[] sh_=shape[...] t=float[2]{1.0, -2.5} t0=float[0]{} t8=int8[1]{-8} t16=int16[2]{-300, 300} ti=int32[]{7} tl=int64[2]{9007199254740993, 9223372036854775807} tn=float[3]{NaN, +Inf, -Inf} ts=string[2]{"one", "\xfe\x00"} tu=uint8[1]{255} tb=bool[2]{true, false} td=double[1]{0.1} ty=float_ref tz=type#999} @"/device:CPU:0" -> float[?,3], int32[...], bool[]
b = Call(a, a:2, "odd name", "odd name":1, ^a, ^"odd name") {"an attr"=1 f=func "g"{T=float n=3}}
"odd name" = "An Op"() -> float[], float[]
none = NoOp() -> ` + `
`

func TestTextRoundTrip(t *testing.T) {
	g := parse(t, everyAttribute)
	text := format(t, g)
	if diff := cmp.Diff(text, format(t, parse(t, text))); diff != "" {
		t.Errorf("a second round differs (-first +second):\n%s", diff)
	}
	for _, part := range strings.Fields(everyAttribute) {
		if !strings.Contains(text, part) {
			t.Errorf("%s is lost in:\n%s", part, text)
		}
	}
	if n := g.Node("none"); n.Types == nil || g.Node("b").Types != nil {
		t.Error("no outputs and unknown outputs are told apart")
	}
}

// TestTextHoldsTheProto: the text, read back, gives an equal proto, and not only the same
// text.
func TestTextHoldsTheProto(t *testing.T) {
	attr := map[string]*attrpb.AttrValue{
		"text": attrValue("\xff\x00\n\""), "int": attrValue(-7), "float": attrValue(float32(0.1)), "bool": attrValue(false),
		"type": attrValue(Half), "unknown": attrValue(DataType(999)), "rank": attrValue(Shape(nil)), "shape": attrValue(Shape{-1, 2}),
		"ints": attrValue([]int{1, -2}), "texts": attrValue([]string{"", "x"}), "types": attrValue([]DataType{Float, Bool}),
		"shapes": attrValue([]Shape{nil, {}, {3}}), "empty": attrValue([]int(nil)), "words": attrValue(StringTensor(Shape{2}, "a", "\xff")),
		"given": {Value: &attrpb.AttrValue_Placeholder{Placeholder: "N"}}, "nothing": {},
		"call": {Value: &attrpb.AttrValue_Func{Func: &attrpb.NameAttrList{Name: "f g", Attr: map[string]*attrpb.AttrValue{"k": attrValue(1)}}}},
	}
	want := &graphpb.GraphDef{Node: []*nodepb.NodeDef{
		{Name: "#comment", Op: "X"},
		{Name: "a b\nc = X()", Op: "O p", Attr: attr, Device: "/d\"", Input: []string{"#comment", "#comment:3", "^#comment"}},
	}}
	g, err := FromProto(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse(t, format(t, g)).Proto()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, protocmp.Transform(), protocmp.IgnoreEmptyMessages()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNoShape: a tensor without a shape is a scalar.
func TestNoShape(t *testing.T) {
	tensor := &tensorpb.TensorProto{Dtype: Int32, IntVal: []int32{7}}
	if got, want := formatAttr(attrValue(tensor)), "int32[]{7}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestElided: different tensors have different hashes in the text, and Parse refuses them.
func TestElided(t *testing.T) {
	const want = `the tensor was printed as its hash alone: its elements are expected`
	seen := map[string]bool{}
	for _, tensor := range []*tensorpb.TensorProto{
		Tensor(Shape{33}, float32(1)), Tensor(Shape{33}, float32(2)), Tensor(Shape{1 << 40}, int64(1)), StringTensor(Shape{33}, "x"),
		StringTensor(Shape{1}, strings.Repeat("x", elideBytes+1)), StringTensor(Shape{1}, "x", "y"), Tensor(Shape{1}, int64(1), 2),
		{Dtype: Half, HalfVal: []int32{1}}, {Dtype: Float, TensorContent: []byte{1}}, {Dtype: Half, TensorContent: []byte{1, 2}},
	} {
		g := New()
		Scope{Graph: g}.Const("c", tensor)
		text := format(t, g)
		if seen[text] || len(text) > 300 {
			t.Errorf("the text is long or not its own: %s", text)
		}
		seen[text] = true
		if _, err := Parse(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), "line 1:") || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a = Op(":                                     `line 1:8: a name is expected at the end of the line`,
		"a":                                           `line 1:2: "=" is expected at the end of the line`,
		"  = Op()":                                    `line 1:3: a name is expected at "= Op()"`,
		"\n# x\na = Op() {T=flaot}":                   `line 3:13: a type or a value is expected at "flaot}"`,
		"a = Op() junk":                               `line 1:10: nothing more is expected at "junk"`,
		"a\tb = Op()":                                 `line 1:1: a name is expected at "a\tb = Op()"`,
		"a:1 = Op()":                                  `line 1:1: a name is expected at "a:1 = Op()"`,
		"a = Op() @cpu":                               `line 1:11: a quoted string is expected at "cpu"`,
		"a = Op() -> float":                           `line 1:18: "[" is expected at the end of the line`,
		"a = Op() -> float[-2]":                       `line 1:19: a dimension is expected at "-2]"`,
		"a = Op() -> float[... 2]":                    `line 1:23: "]" is expected at "2]"`,
		"a = Op() {v=1":                               `line 1:14: a name is expected at the end of the line`,
		`a = Op() {v="x`:                              `line 1:13: a quoted string is expected at "\"x"`,
		"a = Op() {v=[[1]]}":                          `line 1:14: an element of a list is expected at "[1]]}"`,
		"a = Op() {v=[1, none]}":                      `line 1:17: an element of a list is expected at "none]}"`,
		"a = Op() {v=99999999999999999999":            `line 1:13: an integer of 64 bits is expected at "99999999999999999999"`,
		"a = Op() {v=1e99}":                           `line 1:13: a type or a value is expected at "1e99}"`,
		"a = Op() {t=float[2]{1.0}}":                  `line 1:18: 1 values for 2 elements of type float`,
		"a = Op() {t=float[1]{1e99}}":                 `line 1:22: an element of type float is expected at "1e99}}"`,
		"a = Op() {t=int32[1]{1.5}}":                  `line 1:22: an element of type int32 is expected at "1.5}}"`,
		"a = Op() {t=int32[1]{3000000000}}":           `line 1:22: an element of type int32 is expected at "3000000000}}"`,
		"a = Op() {t=uint8[1]{256}}":                  `line 1:22: an element of type uint8 is expected at "256}}"`,
		"a = Op() {t=bool[1]{1}}":                     `line 1:21: an element of type bool is expected at "1}}"`,
		"a = Op() {t=half[1]{1}}":                     `line 1:21: an element of type half is expected at "1}}"`,
		"a = Op() {t=half[0]{}}":                      `line 1:17: a tensor of type half is not read here`,
		"a = Op() {t=float[99]{1}}":                   `line 1:18: a tensor of shape [99] is too large to read here`,
		"b = Op()\na = Op() {t=float[9]{sha256 00}}":  `line 2:22: the tensor was printed as its hash alone: its elements are expected`,
		"a = Op()\na = Op()":                          `line 2: node "a" (Op): the name is taken`,
		"\na = Op(b)":                                 `line 2: node "a" (Op): its input "b" is not in the graph`,
		"a = Op(^b)":                                  `line 1: node "a" (Op): its input "^b" is not in the graph`,
		"a = Op(a:x)":                                 `line 1:8: an input is expected at "a:x)"`,
		`a = Op("a":x)`:                               `line 1:8: an input is expected at "\"a\":x)"`,
		"a = Op(^a:0)":                                `line 1:9: an input is expected at "a:0)"`,
		"a = Op(^b, b)\nb = Op()":                     `line 1: node "a" (Op): its input "b" follows a control input`,
		"a = Op(b:1)\nb = Op() -> float[]":            `line 1: node "a" (Op): input 0: node "b" (Op) has no output 1`,
		"a = Op(b)\nb = Op(c)\nc = Op(^b)":            `line 2: node "b" (Op): the node depends on itself`,
		`"a:1" = Op()`:                                `line 1: node "a:1" (Op): a node's name must not begin with ^ or contain a colon`,
		`"" = Op()`:                                   `line 1: a node (Op) has no name`,
		`a = ""()`:                                    `line 1: node "a": the node has no op`,
		"a = Op()\n" + strings.Repeat("b", maxLine+1): `line 2: bufio.Scanner: token too long`,
	} {
		if _, err := Parse(strings.NewReader(text)); fmt.Sprint(err) != want {
			t.Errorf("%.60q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// TestDeepText: text that nests deeply is an error. A stack that overflows would end the
// program: nothing recovers from that.
func TestDeepText(t *testing.T) {
	for _, nest := range []string{"[", `func "f"{v=`, `[func "f"{v=`} {
		text := "a = Op() {v=" + strings.Repeat(nest, (maxLine-100)/len(nest))
		if _, err := Parse(strings.NewReader(text)); err == nil {
			t.Errorf("%s...: no error", nest)
		}
	}
	deep := "a = Op() {v=" + strings.Repeat(`func "f"{v=`, maxNesting) + "1" + strings.Repeat("}", maxNesting) + "}"
	parse(t, deep)
}

func FuzzParse(f *testing.F) {
	f.Add(everyAttribute)
	f.Add("a = Op(a:1, ^b)")
	f.Add("# c\n\n\"b c\" = Op(a:1, ^\"a\")\r\na = \"\\x00\"() {\"\"=[shape[?], shape[...]]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		once := format(t, g)
		if again := format(t, parse(t, once)); again != once {
			t.Errorf("%q becomes %q", once, again)
		}
		fuzzPasses(t, g)
	})
}
