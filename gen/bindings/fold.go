package bindings

import (
	"maps"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
)

// shortOf returns the name under which a signature gets its method. A signature that
// takes options shares its method with the one that takes the same inputs without
// options: TensorFlow's servers must be given every input of a signature, but Go may
// leave some out. For any other signature it is its own name.
func shortOf(all []gr.Signature, s gr.Signature) string {
	short := strings.TrimSuffix(s.Name, serving.WithOptions)
	for _, other := range all {
		if other.Name == short && short != s.Name && maps.Equal(other.Outputs, s.Outputs) && maps.Equal(other.Inputs, required(s)) {
			return short
		}
	}
	return s.Name
}

// required returns the inputs that have no default.
func required(s gr.Signature) map[string]gr.Output {
	in := map[string]gr.Output{}
	for key, o := range s.Inputs {
		if !optional(o) {
			in[key] = o
		}
	}
	return in
}

// folded returns the signatures that have a method of their own, and the short name of
// each.
func folded(all []gr.Signature) (own []gr.Signature, short []string) {
	shared := map[string]bool{}
	for _, s := range all {
		if name := shortOf(all, s); name != s.Name {
			shared[name] = true
		}
	}
	for _, s := range all {
		if !shared[s.Name] {
			own, short = append(own, s), append(short, shortOf(all, s))
		}
	}
	return own, short
}
