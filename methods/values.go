package methods

import "maps"

// Values hold the chosen values of options. The zero Values are the defaults. A copy is
// independent of the original.
type Values struct{ chosen map[string]any }

// A Setting is an option and the value chosen for it.
type Setting struct {
	name  string
	value any
}

// With returns the defaults with some options changed.
func With(settings ...Setting) Values { return Values{}.With(settings...) }

// Set chooses values.
func (v *Values) Set(settings ...Setting) { *v = v.With(settings...) }

// With returns a copy with some options changed.
func (v Values) With(settings ...Setting) Values {
	chosen := maps.Clone(v.chosen)
	if chosen == nil {
		chosen = map[string]any{}
	}
	for _, s := range settings {
		chosen[s.name] = s.value
	}
	return Values{chosen}
}

// Without returns a copy in which some options have their defaults.
func (v Values) Without(options ...*Choice) Values {
	chosen := maps.Clone(v.chosen)
	for _, c := range options {
		delete(chosen, c.Name)
	}
	return Values{chosen}
}

// Check refuses a value that no method accepts for any input.
func (v Values) Check() error {
	for _, c := range Options() {
		if err := c.wrong(v); err != nil {
			return err
		}
	}
	return nil
}

// Fits refuses an array that does not fit inputs with that many elements.
func (v Values) Fits(elements int) error {
	for _, c := range Options() {
		if err := c.misfit(v, elements); err != nil {
			return err
		}
	}
	return nil
}
