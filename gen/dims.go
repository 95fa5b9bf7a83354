package gen

// nameDims names the dimensions of what the signatures take and give.
func (b *builder) nameDims() {
	for i := range b.signatures {
		s := &b.signatures[i]
		s.Dims = map[string][]string{"heatmap": {"batch", "height", "width"}, "score": {"batch"}, "attribution": b.inputDims()}
		for key, o := range s.Inputs {
			if o == b.subject.Input {
				s.Dims[key] = b.inputDims()
			}
		}
		for key, o := range s.Outputs {
			if o == b.subject.Logits || o == b.subject.Output {
				s.Dims[key] = []string{"batch", "classes"}
			}
		}
		if _, given := s.Inputs["target"]; !given {
			s.Dims["target"] = []string{"batch"}
		}
	}
}

func (b *builder) inputDims() []string {
	if len(b.subject.Input.Shape()) == 4 {
		return []string{"batch", "height", "width", "channels"}
	}
	return []string{"batch"}
}
