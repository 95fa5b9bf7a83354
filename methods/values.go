package methods

import "maps"

// Values are what is chosen of the options; the zero Values are the defaults. A copy is
// independent of what it is a copy of.
type Values struct{ chosen map[string]any }

// A Setting is an option and the value chosen for it.
type Setting struct {
	name  string
	value any
}

// With are the defaults with some options chosen differently.
func With(settings ...Setting) Values { return Values{}.With(settings...) }

// Set chooses.
func (v *Values) Set(settings ...Setting) { *v = v.With(settings...) }

// With are the values with some of them chosen differently.
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

// Without are the values with some options at their defaults.
func (v Values) Without(options ...*Choice) Values {
	chosen := maps.Clone(v.chosen)
	for _, c := range options {
		delete(chosen, c.Name)
	}
	return Values{chosen}
}

// Check finds a value that no method takes, whatever the input.
func (v Values) Check() error {
	for _, c := range Options() {
		if err := c.wrong(v); err != nil {
			return err
		}
	}
	return nil
}

// Fits finds an array that does not go with inputs of that many elements.
func (v Values) Fits(elements int) error {
	for _, c := range Options() {
		if c.Array == nil {
			continue
		}
		if err := c.misfit(v, elements); err != nil {
			return err
		}
	}
	return nil
}
