package gen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestHelp says what would help against nodes that stop the gradient.
func TestHelp(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a batch normalisation in training mode", `
moment = Placeholder() {dtype=float shape=shape[3]}
conv = Relu(x) {T=float}
pool = AvgPool(conv) {T=float ksize=[1, 2, 2, 1] strides=[1, 2, 2, 1] padding="SAME"}
norm = FusedBatchNormV3(pool, moment, moment, moment, moment) {T=float U=float is_training=true}
pooled = Mean(norm, sides) {T=float Tidx=int32 keep_dims=false}
y = Relu(pooled) {T=float}`, []string{
			"export the model for inference: its batch normalisation is in training mode",
			"--input norm:0 explains the part of the network that is behind it",
			"--output pool:0 explains the part of the network up to it",
		}},
		{"quantised", `
low = Const() {dtype=float value=float[]{0}}
high = Const() {dtype=float value=float[]{1}}
part = Relu(x) {T=float}
bits = QuantizeV2(part, low, high) {T=quint8 mode="MIN_COMBINED" round_mode="HALF_AWAY_FROM_ZERO"}
back = Dequantize(bits, bits:1, bits:2) {T=quint8 mode="MIN_COMBINED"}
y = Mean(back, sides) {T=float Tidx=int32 keep_dims=false}`, []string{
			"give the model from before quantisation (docs/how-to/convert.md)",
			"--input back:0 explains the part of the network that is behind it",
		}},
		{"nothing", `y = Mean(x, sides) {T=float Tidx=int32 keep_dims=false}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := gr.Parse(strings.NewReader("x = Placeholder() {dtype=float shape=shape[?,4,4,3]}\nsides = Const() {dtype=int32 value=int32[2]{1, 2}}\n" + strings.TrimSpace(c.text) + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			i, err := Inspect(&savedmodels.Model{Graph: g}, Options{Input: "x", Output: "y"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, i.Help); diff != "" || (len(i.Missing) > 0) != (c.want != nil) {
				t.Errorf("missing %v, help (-want +got)\n%s", i.Missing, diff)
			}
		})
	}
}
