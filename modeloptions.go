package tfreeze

import (
	"cmp"
	"fmt"
	"regexp"

	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// ModelOptions say which model to read, what to explain, and how an image becomes its
// input. The zero value infers everything from the model's files.
type ModelOptions struct {
	// Tag is the tag of the MetaGraph in a SavedModel. If empty, it is serve, or the
	// only one.
	Tag string
	// Arch names a network of TF-slim to build, for instance vgg_16; the path is then
	// empty. Checkpoint holds its weights. It can also replace the checkpoint beside a
	// MetaGraph.
	Arch, Checkpoint string
	// Signature names the model's signature to explain. If empty, it is
	// serving_default, or the only one.
	Signature string
	// Function names a function of a SavedModel's objects, such as net.score, to be
	// explained instead of a signature. If empty, and the model has no signatures, it is
	// the only function.
	Function string
	// Input is the tensor to explain, and Output the tensor with the scores of the
	// classes. Each is a key of the signature, or a name like "node:0". If empty, they
	// are inferred.
	Input, Output string
	// Shape is the shape of one input, without the dimension of the batch, where the
	// model leaves it open. Only a network with a loop over such a dimension needs it.
	Shape []int64
	// Score is Logit by default, or Probability.
	Score Score
	// Activations limits freezing to the nodes whose names it matches. If nil, all
	// activations are frozen.
	Activations *regexp.Regexp
	// Layer names the features that methods of one layer explain, such as FEM: the node or
	// the tensor of images [N,H,W,C]. If empty, they are those of the last convolution.
	Layer string
	// Exact keeps the plain gradient rules and the network's own ops. It is slower, and
	// rounds more like Python.
	Exact bool
	// Feeds are the values of the model's other inputs, keyed by the signature's key or
	// by the tensor's name. A value is a bool, a number, an Array, or a string, which
	// is parsed as the tensor's type requires.
	Feeds map[string]any
	// Preprocess names the way in which pixels become the input: vgg, caffe-bgr,
	// inception, torch, unit or none. If empty, the model's files say. Recipe, if not
	// nil, is used instead of these.
	Preprocess string
	Recipe     *Recipe
	// Labels is a file with the name of one class per line. If empty, the model's own
	// labels are used.
	Labels string
	// Size is the size of images where the network leaves it open. Its zero value means
	// the size in the model's files, or the image's own. Resize is for images of other
	// proportions. If empty, it is Crop.
	Size   Size
	Resize Resize
	// AsStored leaves the image of a File as it is stored, and ignores its EXIF
	// orientation.
	AsStored bool
	// Methods names the methods that Explain can use: grad, guided_backprop, elrp,
	// integrated_gradients, smoothgrad and deeplift, which are the paper's six,
	// together "all"; or grad_x_input, saliency, smooth_guided_backprop,
	// deeplift_maxpool, vargrad. Nil means the six. If Generate wrote the model without
	// one of these, nil means all that the model has.
	Methods []string
	// Variants are those that Explain can use; nil means all.
	Variants []Variant
	// Criteria are the kinds of methods.Criterion that Explain can use, such as
	// "activation"; nil means all. A model that was opened without "contribution" lacks
	// the gradients that it takes.
	Criteria []string
	// Threads bounds TensorFlow's threads; 0 is one thread per core.
	Threads int
}

// Check refuses options that are wrong for every model.
func (o ModelOptions) Check() error {
	if _, err := o.gen(); err != nil {
		return err
	}
	if _, err := o.feeds(); err != nil {
		return err
	}
	if _, err := o.recipe(); err != nil {
		return err
	}
	for _, v := range o.Variants {
		if _, err := serving.ParseVariants(string(v)); err != nil {
			return err
		}
	}
	if o.Resize != "" {
		if _, err := inputs.ParseResize(string(o.Resize)); err != nil {
			return err
		}
	}
	return tensorflow.Options{Threads: o.Threads}.Check()
}

func (o ModelOptions) fitting() inputs.Fitting {
	return inputs.Fitting{Size: o.Size, Resize: o.Resize, AsStored: o.AsStored}
}

// read reads a model, and records how an image becomes its input.
func (o ModelOptions) read(path string) (*savedmodels.Model, error) {
	m, err := savedmodels.Load(savedmodels.Source{Path: path, Tag: o.Tag, Function: o.Function, Arch: o.Arch, Checkpoint: o.Checkpoint})
	if err != nil {
		return nil, err
	}
	r, err := o.recipe()
	if err != nil {
		return nil, err
	}
	if r != nil {
		if old := m.Card.Preprocess; old != nil {
			r.Size = cmp.Or(r.Size, old.Size)
		}
		m.Card.Preprocess = r
	}
	return m, nil
}

// recipe returns the chosen way from pixels to the input. It is nil if the model's
// files decide.
func (o ModelOptions) recipe() (*Recipe, error) {
	switch {
	case o.Recipe != nil && o.Preprocess != "":
		return nil, fmt.Errorf("choose either the preprocessing %s or a recipe, not both", o.Preprocess)
	case o.Recipe != nil:
		return new(*o.Recipe), o.Recipe.Validate()
	case o.Preprocess == "":
		return nil, nil
	}
	r, err := savedmodels.FindRecipe(o.Preprocess)
	return &r, err
}

// gen returns the options for making a model frozen-aware.
func (o ModelOptions) gen() (gen.Options, error) {
	g := gen.Options{Signature: o.Signature, Input: o.Input, Output: o.Output, Activations: o.Activations, Exact: o.Exact, Variants: o.Variants, Shape: o.Shape, Layer: o.Layer}
	var err error
	if g.Score, err = gen.ParseScore(string(o.Score)); err != nil {
		return g, err
	}
	g.Methods, err = selected(o.Methods)
	return g, err
}

// selected returns the methods with these names, or the paper's six if there are none.
func selected(names []string) ([]methods.Method, error) {
	if len(names) == 0 {
		names = []string{"all"}
	}
	return methods.Select(names)
}

// A NoEffectError reports an option that says what to explain, for a model of which
// Generate has decided that.
type NoEffectError struct{ Option, Model string }

func (e NoEffectError) Error() string {
	return fmt.Sprintf("%s has no effect on %s, which gen wrote: give it to gen", e.Option, e.Model)
}

// checkGenerated refuses options that have no effect on a model that gen wrote.
func (o ModelOptions) checkGenerated(m *savedmodels.Model) error {
	for _, option := range []struct {
		name  string
		given bool
	}{
		{"signature", o.Signature != ""}, {"function", o.Function != ""}, {"input", o.Input != ""}, {"output", o.Output != ""},
		{"score", o.Score != ""}, {"activations", o.Activations != nil}, {"exact", o.Exact}, {"shape", o.Shape != nil}, {"layer", o.Layer != "" && o.Layer != m.Card.Generated.Layer},
	} {
		if option.given {
			return NoEffectError{option.name, m.Path}
		}
	}
	return nil
}
