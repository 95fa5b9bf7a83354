package serving

import (
	"fmt"
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Server makes a model that explains by itself: it adds signatures that find the
// thresholds and run the loops inside the graph.
type Server struct {
	*Net
	// Variants are those to serve besides Plain; nil means all.
	Variants []Variant
	defs     gr.OpDefs
	// percentile is an option of all frozen signatures.
	percentile Argument
	criterion  Criterion
	// thresholds and masks belong to the input, in the order of the Freezings. Those of
	// layers that do not freeze are zero.
	thresholds, masks []gr.Output
	heatmap           *gr.Outlined
	// frozen holds the copies of the gradients, one for each variant that freezes.
	frozen map[Variant]*gr.Copy
}

// NewServer adds the thresholds to a network's graph. defs must contain TensorFlow's
// ops. percentile describes the option of the frozen signatures.
func NewServer(n *Net, defs gr.OpDefs, percentile Parameter, c Criterion) (*Server, error) {
	s := &Server{Net: n, defs: defs, criterion: c, frozen: map[Variant]*gr.Copy{}}
	var err error
	if s.heatmap, err = heatmapFunction(n.scope.Sub("heatmap"), defs, n.channels()); err != nil {
		return nil, err
	}
	e := autodiff.Emitter{Scope: n.scope}
	s.percentile = percentile.emit(e, n.Input)
	find, err := thresholdFunction(n.scope.Sub("threshold"), defs)
	if err != nil {
		return nil, err
	}
	return s, s.choose(find)
}

// Serve adds a method and returns its signatures: METHOD, METHOD_frozen and, if the
// method runs the network at other points than the input, METHOD_frozen_mask. By a
// Criterion of masks alone, METHOD_frozen_mask takes the place of METHOD_frozen. These
// take the network's inputs alone, and the target if the scores have positions. The same names with _with_options take the target
// and the options, too. All return "attribution", "score" [N], "target" [N], the
// method's own outputs and, for images [N,H,W,C] or [N,C,H,W], "heatmap" [N,H,W] in
// 0..1.
func (s *Server) Serve(a Attribution) ([]gr.Signature, error) {
	prepare := s.single
	if a.Average != nil {
		prepare = s.averaged
	}
	outputs, options, err := prepare(a)
	if err != nil {
		return nil, err
	}
	maps.Copy(options, s.choices())
	var all []gr.Signature
	for _, variant := range s.variants(a) {
		out, err := outputs(variant)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name+variant.Suffix(), err)
		}
		if variant != Plain {
			options[s.percentile.Name] = s.percentile.Placeholder
		}
		all = append(all, s.signatures(a.Name+variant.Suffix(), out, options)...)
	}
	return all, nil
}

// signatures returns the two signatures of an attribution, without and with options,
// and adds the outputs that all methods share.
func (s *Server) signatures(name string, out, options map[string]gr.Output) []gr.Signature {
	out["score"], out["target"] = s.Score, s.Class
	if s.Alone != "" {
		s.alone(autodiff.Emitter{Scope: s.scope.Sub(name)}, out)
	}
	if shape := s.Input.Shape(); len(shape) == 4 && s.Layout.Of(shape[1:]) != "" {
		image := gr.Type{DType: gr.Float, Shape: slices.Delete(slices.Clone(shape), int(s.channels()), int(s.channels())+1)}
		out["heatmap"] = s.scope.Sub("heatmap").Call(name, s.heatmap, []gr.Type{image}, s.withChannels(out["attribution"]))[0]
	}
	in := s.required()
	chosen := maps.Clone(in)
	maps.Copy(chosen, options)
	return []gr.Signature{
		{Name: name, Inputs: in, Outputs: out},
		{Name: name + WithOptions, Inputs: chosen, Outputs: out},
	}
}

// single prepares a method that needs one evaluation. At the input the frozen network
// equals the original, so that only the way back from the score is emitted again:
//
//	a/freeze/pass -> GreaterEqual(a, threshold)
func (s *Server) single(a Attribution) (func(Variant) (map[string]gr.Output, error), map[string]gr.Output, error) {
	emitted, err := s.Emit(a)
	if err != nil {
		return nil, nil, err
	}
	delete(emitted.Outputs, "score")
	return func(variant Variant) (map[string]gr.Output, error) {
		out := maps.Clone(emitted.Outputs)
		if variant == Plain {
			return out, nil
		}
		c := s.copyOf(variant)
		for _, key := range slices.Sorted(maps.Keys(out)) {
			if err := c.Add(out[key]); err != nil {
				return nil, err
			}
			out[key] = c.Of(out[key])
		}
		return out, nil
	}, emitted.Inputs, nil
}

// copyOf returns the copy that the methods of one evaluation share in a variant.
func (s *Server) copyOf(variant Variant) *gr.Copy {
	if s.frozen[variant] != nil {
		return s.frozen[variant]
	}
	replaced := map[gr.Output]gr.Output{}
	for i, f := range s.Freezings {
		if !s.criterion.freezes(i) {
			continue
		}
		replaced[f.Pass], replaced[f.Output] = s.masks[i], f.Output
		if variant == Threshold {
			replaced[f.Threshold] = s.thresholds[i]
		}
	}
	c := gr.NewCopy(s.scope.Sub(variant.Suffix()[1:]), replaced)
	c.Trim = s.scope.Prefix + "/"
	s.frozen[variant] = c
	return c
}
