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
