package methods

import (
	"fmt"
	"reflect"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// An Option is what a method may be told, and its default. Is makes a Setting for
// Values, and Of reads what was chosen:
//
//	r.Options.Set(methods.Steps.Is(50), methods.Epsilon.Is(1e-3))
//	steps := methods.Steps.Of(r.Options)
type Option[T Kind] struct{ *Choice }

// A Kind is the type of an option's values. Arrays have the elements of inputs, one
// after the other.
type Kind interface {
	float64 | int | uint64 | bool | string | []float32
}

// A Choice is an Option of any type, with all that flags, files and signatures need to
// know of it.
type Choice struct {
	// Name is that of the flag, of the key in explain.json and of the input of
	// signatures.
	Name string
	// Usage is the flag's help, with the name of its value in backquotes.
	Usage string
	// Meaning is a clause that says what the value is, for the docs of Go bindings.
	Meaning string
	// Default has the option's type.
	Default any
	// Names are its values, if it is a choice among few names; or else nil.
	Names []string
	// Array is set if the values are arrays.
	Array *Array
	// Freezing reports whether every frozen map depends on it, and no plain one. Maps
	// depend on another option if their method lists it.
	Freezing bool
	// Served is how signatures take it; nil if they do not.
	Served *serving.Parameter

	check func(Values) error
}

// An Array says what an array is of.
type Array struct {
	// Absent is what flags and explain.json have where there is no array, which is the
	// default; empty if that is nothing.
	Absent string
	// Samples reports whether it holds any number of inputs, [S, ...], and not one.
	Samples bool
	// Replaces are the options that do not matter where it is given.
	Replaces []*Choice
}

// newOption makes an option of its default, what else is known of it, and a check of its
// values; nil if all are good.
func newOption[T Kind](value T, c Choice, check func(value T, all Values) error) Option[T] {
	o := Option[T]{&c}
	c.Default = value
	if check != nil {
		c.check = func(v Values) error { return check(o.Of(v), v) }
	}
	if c.Served != nil {
		c.Served.Name = c.Name
		c.serve(value)
	}
	return o
}

// serve fills in how signatures take the option what follows from its type.
func (c *Choice) serve(value any) {
	switch v := value.(type) {
	case float64:
		c.Served.Default = v
	case int:
		c.Served.Type, c.Served.Default = gr.Int32, float64(v)
	case uint64:
		c.Served.Type, c.Served.Default = gr.Int64, float64(v)
	}
}

// Argument is the option's value in a graph that serves it.
func (c *Choice) Argument(a serving.Arguments) gr.Output { return a[c.Name].Value }

// Of is what is chosen, or else the default.
func (o Option[T]) Of(v Values) T {
	if value, ok := v.chosen[o.Name].(T); ok {
		return value
	}
	return o.Default.(T)
}

// Is chooses a value.
func (o Option[T]) Is(value T) Setting { return o.Value(value) }

// Value chooses a value, which must have the option's type; Values.Check refuses others.
func (c *Choice) Value(value any) Setting { return Setting{c.Name, value} }

// In is what is chosen, or else the default.
func (c *Choice) In(v Values) any {
	if value, ok := v.chosen[c.Name]; ok {
		return value
	}
	return c.Default
}

// Given reports whether an array is chosen.
func (c *Choice) Given(v Values) bool {
	array, ok := c.In(v).([]float32)
	return ok && array != nil
}

// wrong is what is wrong with the value that is chosen.
func (c *Choice) wrong(v Values) error {
	value := c.In(v)
	if reflect.TypeOf(value) != reflect.TypeOf(c.Default) {
		return fmt.Errorf("%s takes a value of type %T, not %T", c.Name, c.Default, value)
	}
	if name, ok := value.(string); ok && c.Names != nil && !slices.Contains(c.Names, name) {
		return nearest.Unknown(c.Name, name, c.Names)
	}
	if c.check == nil {
		return nil
	}
	return c.check(v)
}

// misfit is what is wrong with an array for inputs of that many elements.
func (c *Choice) misfit(v Values, elements int) error {
	array, _ := c.In(v).([]float32)
	n := len(array)
	switch {
	case array == nil:
		return nil
	case c.Array.Samples && (n == 0 || n%elements != 0):
		return fmt.Errorf("the %s has %d elements, which is no multiple of the input's %d", c.Name, n, elements)
	case !c.Array.Samples && n != elements:
		return fmt.Errorf("the %s has %d elements, the input %d", c.Name, n, elements)
	}
	return nil
}
