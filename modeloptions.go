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

// ModelOptions say which model is meant, what of it is explained, and how an image
// becomes its input. The zero value infers all that the model's files say.
type ModelOptions struct {
	// Tag is that of the MetaGraph in a SavedModel; empty is serve, or the only one.
	Tag string
	// Arch builds a network of TF-slim, vgg_16 for instance; the path is then empty.
	// Checkpoint has its weights, or replaces the one beside a MetaGraph.
	Arch, Checkpoint string
	// Signature names the model's signature to explain; empty is serving_default, or
	// the only one.
	Signature string
	// Input is the tensor that is attributed to, and Output has the classes' scores: by
	// the signature's key, or as "node:0". Empty ones are inferred.
	Input, Output string
	// Score is Logit, unless it is Probability.
	Score Score
	// Activations narrows what is frozen to the nodes whose names it matches.
	Activations *regexp.Regexp
	// Exact keeps to the plain gradient rules and to the network's own ops: slower, and
	// nearer to Python's rounding.
	Exact bool
	// Feeds are the values of the model's other inputs, by the signature's key or the
	// tensor's name: a bool, a number, a string, which is read as the tensor's type
	// asks for, or an Array.
	Feeds map[string]any
	// Preprocess names how pixels become the input: vgg, caffe-bgr, inception, torch,
	// unit or none; empty is what the model's files say. Recipe, if not nil, is one of
	// your own in place of these.
	Preprocess string
	Recipe     *Recipe
	// Labels is a file with a class's name per line; empty is the model's own.
	Labels string
	// Size is what images are made where the network leaves it open; the zero value is
	// what the model's files say, or the image's own. Resize is for images of other
	// proportions; empty is Crop.
	Size   Size
	Resize Resize
	// AsStored takes a File as it is stored, and does not turn it upright.
	AsStored bool
	// Methods are those that Explain may be asked for, by name: grad,
	// guided_backprop, elrp, integrated_gradients, smoothgrad, deeplift, which are the
	// paper's six, together "all", or grad_x_input, saliency, smooth_guided_backprop,
	// deeplift_maxpool. Nil is the six, or all that a model has that Generate wrote
	// without one of these.
	Methods []string
	// Variants are those that Explain may be asked for; nil is all.
	Variants []Variant
	// Threads bounds TensorFlow's threads; 0 is one per core.
	Threads int
}

// Check finds options that are wrong whatever the model.
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

// read reads a model, and notes how an image becomes its input.
func (o ModelOptions) read(path string) (*savedmodels.Model, error) {
	m, err := savedmodels.Load(savedmodels.Source{Path: path, Tag: o.Tag, Arch: o.Arch, Checkpoint: o.Checkpoint})
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

// recipe says how pixels become the input, nil if the model's files do.
func (o ModelOptions) recipe() (*Recipe, error) {
	switch {
	case o.Recipe != nil && o.Preprocess != "":
		return nil, fmt.Errorf("the preprocessing %s and a recipe are both given", o.Preprocess)
	case o.Recipe != nil:
		return new(*o.Recipe), o.Recipe.Validate()
	case o.Preprocess == "":
		return nil, nil
	}
	r, err := savedmodels.FindRecipe(o.Preprocess)
	return &r, err
}

// gen are the options for a model that is made frozen-aware.
func (o ModelOptions) gen() (gen.Options, error) {
	g := gen.Options{Signature: o.Signature, Input: o.Input, Output: o.Output, Activations: o.Activations, Exact: o.Exact}
	var err error
	if g.Score, err = gen.ParseScore(string(o.Score)); err != nil {
		return g, err
	}
	g.Methods, err = selected(o.Methods)
	return g, err
}

// selected are the methods of these names, the paper's six without any.
func selected(names []string) ([]methods.Method, error) {
	if len(names) == 0 {
		names = []string{"all"}
	}
	return methods.Select(names)
}

// A NoEffectError is that an option says what of a model is explained, which Generate
// has decided for this one.
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
		{"signature", o.Signature != ""}, {"input", o.Input != ""}, {"output", o.Output != ""},
		{"score", o.Score != ""}, {"activations", o.Activations != nil}, {"exact", o.Exact},
	} {
		if option.given {
			return NoEffectError{option.name, m.Path}
		}
	}
	return nil
}
