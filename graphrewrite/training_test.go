package graphrewrite

import "testing"

// TestInTraining: a batch normalisation without the attribute is in training mode, the
// default of TensorFlow's op.
func TestInTraining(t *testing.T) {
	for text, want := range map[string]bool{
		"FusedBatchNorm(x) {is_training=true}":    true,
		"FusedBatchNorm(x) {is_training=false}":   false,
		"FusedBatchNorm(x)":                       true,
		"FusedBatchNormV2(x) {epsilon=0.1}":       true,
		"FusedBatchNormV3(x) {is_training=false}": false,
		"Relu(x) {is_training=true}":              false,
		"Relu(x)":                                 false,
	} {
		if got := parse(t, "x = Placeholder()\ny = "+text).Node("y").InTraining(); got != want {
			t.Errorf("%s: in training is %t", text, got)
		}
	}
}

// TestSignsOfTraining: what a switch is for shows in what one of its branches does
// and the other does not; the plainest sign is named.
func TestSignsOfTraining(t *testing.T) {
	const given = inferenceGiven + `s = Placeholder() {dtype=bool shape=shape[]} -> bool[]
first = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]
last = Const() {dtype=int32 value=int32[1]{-1}} -> int32[1]
square = SquaredDifference(x, zero) {T=float} -> float[4]
batch = Mean(square, first) {T=float Tidx=int32 keep_dims=true} -> float[1]
layer = Mean(square, last) {T=float Tidx=int32 keep_dims=true} -> float[1]
norm = Mul(x, batch) {T=float} -> float[4]
rownorm = Mul(x, layer) {T=float} -> float[4]
never = Const() {dtype=bool value=bool[]{false}} -> bool[]
`
	drops := dropoutOf("drops", "never", false)
	for chosen, want := range map[string]string{
		"norm, x":        "false, its true branch computes the statistics of the batch",
		"x, norm":        "true, its false branch computes the statistics of the batch",
		"rownorm, x":     "",
		"drops, x":       "false, its true branch drops out",
		"drops, norm":    "",
		"norm, drops":    "",
		"drops, drops":   "",
		"drops/by, x":    "false, its true branch drops out",
		"drops/by, norm": "false, its true branch drops out",
	} {
		g := parse(t, given+drops+"drops/by = Mul(drops, batch) {T=float} -> float[4]\ny = SelectV2(s, "+chosen+") {T=float} -> float[4]")
		got := ""
		for _, f := range FoldInference(g, inferenceOf(g)) {
			got = f.Value + ", " + f.Why
		}
		if got != want {
			t.Errorf("y = SelectV2(s, %s): %q, want %q", chosen, got, want)
		}
	}
}
