package graphrewrite

// SinglePrecision returns a tensor in float32: itself, or a Cast of it.
func SinglePrecision(s Scope, o Output) Output {
	if o.DType() == Float || !IsFloating(o.DType()) {
		return o
	}
	return s.cast(o, Float)
}

func (s Scope) cast(o Output, to DataType) Output {
	return s.Op("Cast", "", Type{to, o.Shape()}, Attrs{"SrcT": o.DType(), "DstT": to, "Truncate": false}, o)
}

// TakeSinglePrecision makes a graph read a tensor of another floating type by way of one
// in float32, and returns that; a tensor in float32 is returned as it is. A placeholder
// becomes the Cast that reads another one, so that its name and type stay for those who
// feed it:
//
//	x = Placeholder() {dtype=half}   ->   x/float32 = Placeholder() {dtype=float}
//	                                      x         = Cast(x/float32) {SrcT=float DstT=half}
//
// Any other tensor is cast there and back for its readers.
func TakeSinglePrecision(g *Graph, x Output) Output {
	if x.DType() == Float || !IsFloating(x.DType()) {
		return x
	}
	s := Scope{Graph: g, Prefix: x.Node.Name}
	if x.Node.Op == "Placeholder" {
		given := s.Op("Placeholder", "float32", Type{Float, x.Shape()}, Attrs{"dtype": Float, "shape": x.Shape()})
		g.Become(x.Node, s.cast(given, x.DType()).Node)
		return given
	}
	uses := g.Uses()[x.Node]
	given := s.Op("Cast", "float32", Type{Float, x.Shape()}, Attrs{"SrcT": x.DType(), "DstT": Float, "Truncate": false}, x)
	back := s.cast(given, x.DType())
	for _, u := range uses {
		if u.Node.Inputs[u.Input] == x {
			u.Node.Inputs[u.Input] = back
		}
	}
	return given
}
