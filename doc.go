// Package tfreeze explains what a TensorFlow model saw in an image, by heatmaps made
// clear by Activation Freezing.
//
// # What one can do
//
// Open a model and explain an image:
//
//	m, err := tfreeze.Open(ctx, "my_saved_model", tfreeze.ModelOptions{Preprocess: "inception"})
//	defer m.Close()
//	r, err := m.Explain(ctx, tfreeze.Image{Image: photo}, tfreeze.ExplainOptions{})
//	fmt.Println(r.Target, r.Label, r.Score) // 281 tabby 11.2
//	figure, err := r.Figure("")             // an image.Image
//
// A model is a SavedModel, a MetaGraph beside its checkpoint, a frozen GraphDef, a
// checkpoint of TF-slim, or what Generate wrote. An input is an [Image], an [Array] or
// a [File]. A [Result] has the scores, a signed [Map] for each method and variant, and
// the thresholds of the layers; it draws heatmaps and figures.
//
//   - [Model.ExplainFiles] explains many files, and writes a directory as the command does.
//   - [Generate] makes a frozen-aware SavedModel, to be served or opened many times.
//   - [Inspect] says what of a model would be frozen, and what is missing.
//   - [Verify] checks that a model, made frozen-aware, is still the model that it was.
//
// Options are structs whose zero value is the original experiment's. What a method is
// told is one of the variables of package methods:
//
//	o := tfreeze.ExplainOptions{Options: methods.With(methods.Percentile.Is(70), methods.Steps.Is(50))}
//
// Another number whose 0 means something is a pointer.
//
// # Words
//
// An activation is the op after a linear layer. Freezing holds it at its value where it
// is weak: in each layer, below a percentile of the positive activations at the input,
// the threshold. A variant says how: plain freezes nothing, threshold compares wherever
// the network runs, and mask decides at the input alone. An attribution, or map, has
// the input's shape; its sign says whether an element speaks for the class. A heatmap is
// its picture. The target is the class explained, and the score its output: a logit,
// unless the probability is asked for. The baseline is the reference input of
// integrated gradients and DeepLIFT.
//
// Satoshi Hara, "Enhancing Visual Explanation of Deep Neural Networks by Activation
// Freezing", has the idea; docs/explanation of this repository says how it works.
//
// # The process
//
// The TensorFlow C library is opened when it is first needed: from $TENSORFLOW_DIR/lib,
// else beside the program, else where the system's loader looks. Building needs cgo, the
// library's headers (CGO_CFLAGS=-I$TENSORFLOW_DIR/include), and something to link
// -ltensorflow with, of which nothing is used (CGO_LDFLAGS=-L.../tools/setup/link).
//
// This package leaves the process alone: its environment, its signals, stderr. What the
// command sets, a program may set before the first call, by os.Setenv or outside:
//
//   - TF_CPP_MIN_LOG_LEVEL=3 keeps TensorFlow from writing to stderr, but for a line or
//     two when it loads.
//   - TF_ENABLE_ONEDNN_OPTS=1 has it use oneDNN's kernels on every processor, not only
//     on those with AVX-512 VNNI: up to four times faster, and the bits of the command.
package tfreeze

// Version is that of tfreeze.
const Version = "0.1.0"
