package graphrewrite

import "testing"

// TestColocation: nodes of a function stay colocated, under the names that they and the
// arguments have in the graph. A name that is not in the function may belong to another
// node of the graph, and is dropped.
func TestColocation(t *testing.T) {
	g := parse(t, `a = Placeholder() {dtype=float}
lost = Placeholder() {dtype=float}
y = f(a)
z = Identity(y) {T=float _class=["loc:@y", "other"]}
`)
	g.Library = libraryOf(t, map[string]string{"f": `v = Arg() {type=float}
a = Neg(v) {T=float}
b = Neg(a:y:0) {T=float _class=["loc:@a", "loc:@v", "loc:@lost"]}
c = Neg(b:y:0) {T=float _class=["loc:@lost"]}
r = Result(c:y:0) {type=float}
`})
	if _, err := Inline(g, opDefs, g.Node("z")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"b": `b = Neg(y/a) {T=float _class=["loc:@y/a", "loc:@a"]}`,
		"c": `c = Neg(b) {T=float}`,
		"z": `z = Identity(y) {T=float _class=["loc:@y", "other"]}`,
	} {
		if got := g.Node(name).String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := len(g.Library.Function[0].NodeDef[1].Attr["_class"].GetList().GetS()); got != 3 {
		t.Errorf("the function that was read has %d classes left", got)
	}
}

// TestColocationAbsent: no node asks to be colocated with one that was pruned.
func TestColocationAbsent(t *testing.T) {
	g := parse(t, `x = Placeholder() {dtype=float}
y = Relu(x) {T=float _class=["loc:@x", "loc:@gone"]}
`)
	def, err := g.Proto()
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromProto(def)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := again.Node("y").String(), `y = Relu(x) {T=float _class=["loc:@x"]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestColocationOutlined: the nodes of a function's body are colocated with each other
// alone.
func TestColocationOutlined(t *testing.T) {
	g := parse(t, `w = Placeholder() {dtype=float} -> float[]
x = Placeholder() {dtype=float} -> float[]
y = Relu(x) {T=float _class=["loc:@w"]} -> float[]
z = Relu(y) {T=float _class=["loc:@w", "loc:@y"]} -> float[]
`)
	f, err := Outline(g, Function{Name: "f", Args: []Output{g.Node("x").Out(0)}, Results: []Output{g.Node("z").Out(0)}}, opDefs)
	if err != nil {
		t.Fatal(err)
	}
	for _, nd := range f.def.NodeDef {
		classes := nd.Attr["_class"].GetList().GetS()
		if nd.Name == "y" && len(classes) == 0 || nd.Name == "z" && len(classes) == 1 && string(classes[0]) == "loc:@y" {
			continue
		}
		t.Errorf("%s has the classes %q", nd.Name, classes)
	}
}

// TestDevices: only the device that every machine has stays.
func TestDevices(t *testing.T) {
	for device, want := range map[string]string{
		"": "", "/device:CPU:0": "/device:CPU:0", "/cpu:0": "/cpu:0", "/device:CPU:*": "/device:CPU:*", "/device:GPU:0": "", "/gpu:0": "",
		"/device:CPU:1": "", "/job:worker": "", "/job:localhost/replica:0/task:0/device:CPU:0": "", "/job:worker/task:3/cpu:0": "", "/device:TPU:0": "",
	} {
		g := parse(t, "x = Placeholder() {dtype=float}")
		g.Node("x").Device = device
		g.Library = libraryOf(t, map[string]string{"f": "v = Arg() {type=float}\na = Neg(v)\nr = Result(a:y:0) {type=float}"})
		inside := g.Library.Function[0].NodeDef[0]
		inside.Device = device
		g.ClearDevices()
		if g.Node("x").Device != want || inside.Device != want {
			t.Errorf("%q: got %q and, in a function, %q, want %q", device, g.Node("x").Device, inside.Device, want)
		}
	}
}
