package graphrewrite

import (
	"strings"
	"testing"
)

const convolution = `Conv2D(%, k) {T=float data_format="NHWC" padding="SAME" strides=[1, 1, 1, 1]} -> float[?,4,4,2]
`

// TestLastFeatures: the features of the last convolution with pixels are its activation,
// behind bias, batch norm and a sum; without one, they end behind its own layer.
func TestLastFeatures(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"activation":      {"c = CONV(x)\nb = BiasAdd(c, w) -> float[?,4,4,2]\na = Relu(b) -> float[?,4,4,2]\nm = MaxPool(a) -> float[?,2,2,2]\ny = Reshape(m, s) -> float[?,8]", "a:0"},
		"residual":        {"c = CONV(x)\nn = FusedBatchNormV3(c, w, w, w, w) -> float[?,4,4,2]\nr = AddV2(n, x) -> float[?,4,4,2]\na = Relu(r) -> float[?,4,4,2]\nm = MaxPool(a) -> float[?,2,2,2]\ny = Reshape(m, s) -> float[?,8]", "a:0"},
		"no activation":   {"c = CONV(x)\nb = BiasAdd(c, w) -> float[?,4,4,2]\nr = AddV2(b, x) -> float[?,4,4,2]\ny = Reshape(r, s) -> float[?,32]", "b:0"},
		"two readers":     {"c = CONV(x)\nb = BiasAdd(c, w) -> float[?,4,4,2]\na = Relu(b) -> float[?,4,4,2]\nj = ConcatV2(b, a, s) -> float[?,4,4,4]\nm = MaxPool(j) -> float[?,2,2,4]\ny = Reshape(m, s) -> float[?,16]", "a:0"},
		"last of two":     {"c = CONV(x)\na = Relu(c) -> float[?,4,4,2]\nd = CONV(a)\ny = Reshape(d, s) -> float[?,32]", "d:0"},
		"fully connected": {"c = CONV(x)\na = Relu(c) -> float[?,4,4,2]\nd = Conv2D(a, k) {data_format=\"NHWC\"} -> float[?,1,1,9]\ny = Reshape(d, s) -> float[?,9]", "a:0"},
		"channels first":  {"c = Conv2D(x, k) {data_format=\"NCHW\"} -> float[?,9,1,1]\ny = Reshape(c, s) -> float[?,9]", ""},
		"none":            {"a = Relu(x) -> float[?,4,4,2]\ny = Reshape(a, s) -> float[?,32]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := "x = Placeholder() {dtype=float} -> float[?,4,4,2]\nk = Placeholder() {dtype=float} -> float[3,3,2,2]\n" +
				"w = Placeholder() {dtype=float} -> float[2]\ns = Placeholder() {dtype=int32} -> int32[2]\n"
			for _, line := range strings.Split(c.body, "\n") {
				if at := strings.Index(line, "CONV("); at >= 0 {
					line = line[:at] + strings.TrimSuffix(strings.Replace(convolution, "%", line[at+5:len(line)-1], 1), "\n")
				}
				text += line + "\n"
			}
			g, err := Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			x, y := g.Node("x").Out(0), g.Node("y").Out(0)
			found, _, err := g.Activations(x, y)
			if err != nil {
				t.Fatal(err)
			}
			got, err := g.LastFeatures(x, y, found)
			switch {
			case err != nil:
				t.Fatal(err)
			case c.want == "" && got.Node != nil:
				t.Errorf("got %v, want none", got)
			case c.want != "" && (got.Node == nil || got.String() != c.want || got.Layout != ChannelsLast):
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}
