package methods

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// ownNet has an activation right behind another, a max-pool, and an activation that
// computes the score itself.
const ownNet = `
x = Placeholder() {dtype=float shape=shape[?,4,4,2]} -> float[?,4,4,2]
w = Placeholder() {dtype=float} -> float[8,3]
sizes = Const() {dtype=int32 value=int32[2]{-1, 8}} -> int32[2]
a = Relu(x) {T=float} -> float[?,4,4,2]
b = Tanh(a) {T=float} -> float[?,4,4,2]
p = MaxPool(b) {T=float data_format="NHWC" ksize=[1, 2, 2, 1] padding="VALID" strides=[1, 2, 2, 1]} -> float[?,2,2,2]
flat = Reshape(p, sizes) {T=float Tshape=int32} -> float[?,8]
u = MatMul(flat, w) {T=float} -> float[?,3]
y = Sigmoid(u) {T=float} -> float[?,3]`

// TestOwnTexts compares what methods with rules of their own emit for the frozen ownNet
// with testdata/own. It shows that b passes its gradient to the frozen a, that Guided
// Backprop differentiates the score's own activation while eps-LRP applies its rule
// there, and that DeepLIFT's rule for max-pools is used at p.
func TestOwnTexts(t *testing.T) {
	for _, m := range []Method{guidedBackprop, elrp, deepLIFTMaxPool} {
		t.Run(m.Name, func(t *testing.T) {
			g := graphtest.Parse(t, ownNet)
			x, y := g.Node("x").Out(0), g.Node("y").Out(0)
			found, _, err := g.Activations(x, y)
			if err != nil {
				t.Fatal(err)
			}
			frozen, err := gr.Freeze(g, found[:2])
			if err != nil {
				t.Fatal(err)
			}
			net, err := serving.NewNet(g, x, y, found, frozen)
			if err != nil {
				t.Fatal(err)
			}
			s, err := m.Emit(net)
			if err != nil {
				t.Fatal(err)
			}
			text := graphtest.Text(t, g, func(name string) bool { return graphtest.InScope(name, serving.Prefix+"/"+m.Name) })
			graphtest.Compare(t, "testdata/own/"+m.Name+".txt", text+"attribution = "+s.Outputs["attribution"].String()+"\n")
		})
	}
}
