package graphrewrite

// constBool finds the value of a boolean that only constants decide; what a
// folded Switch hands on is its input.
func constBool(o Output) (value, ok bool) {
	v, ok := number(o)
	return v != 0, ok
}
