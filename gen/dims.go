package gen

// nameDims names the dimensions of the signatures' inputs and outputs.
func (b *builder) nameDims() {
	for i := range b.signatures {
		s := &b.signatures[i]
		s.Dims = map[string][]string{"heatmap": {"batch", "height", "width"}, "score": {"batch"}, "attribution": b.sides()}
		if a := s.Outputs["attribution"]; !a.IsZero() && len(a.Shape()) != len(b.subject.Input.Shape()) {
			s.Dims["attribution"] = s.Dims["heatmap"]
		}
		for key, o := range s.Inputs {
			if o == b.subject.Input {
				s.Dims[key] = b.sides()
			}
		}
		for key, o := range s.Outputs {
			if (o == b.subject.Logits || o == b.subject.Output) && len(o.Shape()) == 2 {
				s.Dims[key] = []string{"batch", "classes"}
			}
		}
		if _, given := s.Inputs["target"]; !given {
			s.Dims["target"] = []string{"batch"}
		}
	}
}
