package graphrewrite

// constBool returns the value of a boolean that constants alone decide.
func constBool(o Output) (value, ok bool) {
	v, ok := number(o)
	return v != 0, ok
}
