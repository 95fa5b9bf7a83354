// Package tfreeze explains what a TensorFlow model sees in an image. It draws heatmaps
// made clear by Activation Freezing.
//
// # Getting started
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
// checkpoint of TF-slim, or a directory that Generate wrote. An input is an [Image], an
// [Array] or a [File]. A [Result] holds the scores, a signed [Map] for each method and
// variant, and the thresholds of the layers. It draws heatmaps and figures.
//
//   - [Model.ExplainFiles] explains many files, and writes a directory as the command does.
//   - [Generate] makes a frozen-aware SavedModel, to be served, or opened many times.
//   - [Inspect] says what would be frozen in a model, and what is missing.
//   - [Verify] checks that a frozen-aware model still computes what the original does.
//
// Options are structs. Their zero values are those of the original experiment. The
// options of the methods are variables of package methods:
//
//	o := tfreeze.ExplainOptions{Options: methods.With(methods.Percentile.Is(70), methods.Steps.Is(50))}
//
// Any other number for which 0 is a meaningful value is a pointer.
//
// # Terms
//
// An activation is the op after a linear layer. Freezing holds its weak values constant:
// in each layer, those below the threshold, which is a percentile of the layer's
// positive values at the input. A variant says how to freeze. Plain freezes nothing,
// threshold compares wherever the network runs, and mask decides at the input alone. An
// attribution, or map, has the input's shape; its sign says whether an element speaks
// for the class or against it. A heatmap is a picture of a map. The target is the class
// explained, and the score its output: the logit, or the probability on request. The
// baseline is the reference input of integrated gradients and DeepLIFT.
//
// The method is Satoshi Hara's, "Enhancing Visual Explanation of Deep Neural Networks by
// Activation Freezing". docs/explanation in this repository says how it works.
//
// # The process
//
// The TensorFlow C library is opened when it is first needed: from $TENSORFLOW_DIR/lib,
// else beside the program, else where the system's loader looks. Building needs cgo, the
// library's headers (CGO_CFLAGS=-I$TENSORFLOW_DIR/include), and any library that
// satisfies -ltensorflow; an empty one will do (CGO_LDFLAGS=-L.../tools/setup/link).
//
// This package leaves the process alone: its environment, its signals, stderr. A program
// may set what the command sets, with os.Setenv before the first call, or outside:
//
//   - TF_CPP_MIN_LOG_LEVEL=3 keeps TensorFlow from writing to stderr, save for a line or
//     two when it loads.
//   - TF_ENABLE_ONEDNN_OPTS=1 makes it use oneDNN's kernels on every processor, and not
//     only on those with AVX-512 VNNI. It is up to four times faster, and gives the same
//     bits as the command.
package tfreeze

// Version is the version of tfreeze.
const Version = "0.1.0"
