package bindings

import (
	"fmt"
	"maps"
	"slices"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// The templates use these names at package level, and every Model has these methods.
var (
	reserved = []string{
		"Model", "Open", "Tensor", "Element", "Explanation", "Images", "Height", "Width", "Fingerprint",
		"Class", "Classes", "TopClass", "Place", "Every", "Layer", "Bool", "String", "Float32", "Float64", "Int8", "Int16", "Int32", "Int64",
		"Uint8", "Uint16", "Uint32", "Uint64",
	}
	reservedMethods = []string{"Close"}
	// The bodies of methods use these names, so that no parameter may hide them.
	reservedParams = []string{
		"ctx", "o", "m", "r", "err", "tf", "context", "args", "results", "given", "whole", "single", "optional", "targets", "places", "shared",
		"into", "intoSingle", "wanted", "all", "out", "layers", "fmt", "append", "len", "make", "nil", "error", "string", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16",
		"uint32", "uint64", "float32", "float64",
	}
)

// A collector fills in the Data of a model.
type collector struct {
	model *savedmodels.Model
	data  Data
	// taken holds the names at package level, and methods those of Model's methods.
	taken, methods names
}

// Collect gathers the data for the templates from a model that gen built.
func Collect(m *savedmodels.Model, packageName string) (*Data, error) {
	if err := CheckPackage(packageName); err != nil {
		return nil, err
	}
	labels, err := savedmodels.ReadLabels(m.Card.LabelsPath())
	if err != nil {
		return nil, err
	}
	c := &collector{model: m, taken: scope(reserved...), methods: scope(reservedMethods...)}
	c.data.Package = packageName
	if c.data.Fingerprint, err = fingerprint(m, labels.Raw); err != nil {
		return nil, err
	}
	own, short := folded(inOrder(m))
	for i, s := range own {
		c.signature(s, short[i])
	}
	c.data.Classes = classes(labels.Names, c.taken)
	c.classCount()
	c.example()
	return &c.data, c.images()
}

// signature adds a method with the given short name, unless a tensor's type has no
// counterpart in Go.
func (c *collector) signature(s gr.Signature, short string) {
	if why := unbindable(s); why != "" {
		c.data.Skipped = append(c.data.Skipped, why)
		return
	}
	b := Signature{Key: s.Name, Short: short, Method: c.methods.take(exported(short)), About: c.aboutSignature(short), Kind: kindOf(s)}
	c.inputs(&b, s)
	b.PerRun = perRun(s.Inputs[savedmodels.InputKey])
	if len(b.Options) > 0 || b.Kind == Explaining {
		b.OptionsType = c.taken.take(b.Method + "Options")
	}
	switch b.Kind {
	case Explaining:
		b.ResultType = "Explanation"
		c.data.Heatmaps = c.data.Heatmaps || !s.Outputs["heatmap"].IsZero()
		c.data.Pixels = c.data.Pixels || len(s.Outputs["attribution"].Shape()) == len(s.Inputs[savedmodels.InputKey].Shape())-1
		c.data.Relevance = c.data.Relevance || !s.Outputs[serving.FrozenRelevance].IsZero()
		c.data.BaselineScores = c.data.BaselineScores || !s.Outputs[serving.BaselineScore].IsZero()
	case Activations:
		b.ResultType = c.taken.take(b.Method + "Result")
		c.layers(s)
	default:
		b.ResultType = c.taken.take(b.Method + "Result")
		c.results(&b, s)
	}
	c.data.Signatures = append(c.data.Signatures, b)
}

// unbindable returns the reason why a signature cannot have a method: a tensor whose
// type has no counterpart in Go.
func unbindable(s gr.Signature) string {
	for _, tensors := range []map[string]gr.Output{s.Inputs, s.Outputs} {
		for _, key := range slices.Sorted(maps.Keys(tensors)) {
			if goType(tensors[key].DType()) == "" {
				return fmt.Sprintf("%q: no Go type for its tensor %q, a %s", s.Name, key, tensors[key].Type())
			}
		}
	}
	return ""
}

// explanation lists the outputs that an explaining signature has. There may be more: a
// heatmap if its inputs are images, and the scores at the baseline.
var explanation = map[string]typespb.DataType{
	"attribution": typespb.DataType_DT_FLOAT, "score": typespb.DataType_DT_FLOAT, "target": typespb.DataType_DT_INT32,
}

func kindOf(s gr.Signature) Kind {
	types := map[string]typespb.DataType{}
	for key, o := range s.Outputs {
		types[key] = o.DType()
	}
	in, ok := s.Inputs[savedmodels.InputKey]
	logits := types[savedmodels.LogitsKey]
	for _, key := range []string{"heatmap", serving.BaselineScore, serving.FrozenRelevance} {
		if types[key] == gr.Float {
			delete(types, key)
		}
	}
	switch {
	case !ok || in.DType() != gr.Float || in.Shape() != nil && len(in.Shape()) == 0:
		return Plain
	case maps.Equal(types, explanation):
		return Explaining
	case s.Name == savedmodels.SignatureActivations && logits == gr.Float:
		return Activations
	}
	return Plain
}

func perRun(input gr.Output) int64 {
	if input.IsZero() || len(input.Shape()) == 0 {
		return 1
	}
	return max(1, input.Shape()[0])
}

// inputs adds the parameters and options, sorted by key, but the input to explain
// first.
func (c *collector) inputs(b *Signature, s gr.Signature) {
	params, fields := scope(reservedParams...), scope("Batch")
	keys := slices.Sorted(maps.Keys(s.Inputs))
	if i := slices.Index(keys, savedmodels.InputKey); i >= 0 {
		keys = slices.Insert(slices.Delete(keys, i, i+1), 0, savedmodels.InputKey)
	}
	for _, key := range keys {
		o := s.Inputs[key]
		t := c.tensor(key, o)
		if optional(o) {
			c.option(&t, o.Shape(), b.Kind, fields)
			b.Options = append(b.Options, t)
			continue
		}
		if _, weighted := s.Inputs[serving.TargetWeights]; weighted && key == "target" && b.Kind == Explaining {
			t.Type, c.data.Positions = "[]Place", true
		}
		t.Name = params.take(local(key))
		b.Params = append(b.Params, t)
	}
}

func optional(o gr.Output) bool { return o.Node.Op == "PlaceholderWithDefault" }

// option names the field of an optional input, and gives it a type whose zero value
// means that the input is left out.
func (c *collector) option(t *Tensor, shape gr.Shape, k Kind, fields names) {
	t.Name = fields.take(exported(t.Key))
	switch {
	case k == Explaining && t.Key == "target" && t.Element == "int32" && (shape == nil || len(shape) == 1):
		delete(fields, t.Name)
		t.Name, t.Type = fields.take("Targets"), "[]Class"
	case t.Scalar:
		t.Type = "*" + t.Element
		if !slices.Contains(c.data.Used, t.Element) {
			c.data.Used = append(c.data.Used, t.Element)
			slices.Sort(c.data.Used)
		}
	}
}

func (c *collector) tensor(key string, o gr.Output) Tensor {
	t := Tensor{Key: key, Element: goType(o.DType()), Shape: shapeText(o.Shape()), Dims: dims(o.Shape()), About: meaning(key)}
	t.Type = "Tensor[" + t.Element + "]"
	if s := o.Shape(); s != nil && len(s) == 0 {
		t.Scalar, t.Type = true, t.Element
	}
	if optional(o) {
		t.Default = defaultOf(o)
	}
	c.data.Strings = c.data.Strings || t.Element == "string"
	return t
}

func (c *collector) results(b *Signature, s gr.Signature) {
	fields := scope()
	for _, key := range slices.Sorted(maps.Keys(s.Outputs)) {
		t := c.tensor(key, s.Outputs[key])
		t.Name = fields.take(exported(key))
		b.Results = append(b.Results, t)
	}
}

func (c *collector) layers(s gr.Signature) {
	for _, key := range slices.Sorted(maps.Keys(s.Outputs)) {
		if key != savedmodels.LogitsKey {
			c.data.Layers = append(c.data.Layers, Layer{Key: key, Name: c.taken.take("Layer" + joined(key))})
		}
	}
}
