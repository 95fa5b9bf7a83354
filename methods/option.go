package methods

import (
	"fmt"
	"reflect"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// An Option is an option of the methods, with its default. Is makes a Setting, and Of
// reads the chosen value:
//
//	r.Options.Set(methods.Steps.Is(50), methods.Epsilon.Is(1e-3))
//	steps := methods.Steps.Of(r.Options)
type Option[T Kind] struct{ *Choice }

// A Kind is the type of an option's values. An array holds the elements of inputs, one
// input after the other.
type Kind interface {
	float64 | int | uint64 | bool | string | []float32 | References
}

// A Choice is an Option without its type: all that flags, files and signatures need to
// know about it.
type Choice struct {
	// Name is the name of the flag, of the key in explain.json and of the signatures'
	// input.
	Name string
	// Usage is the flag's help. The name for the value is in backquotes.
	Usage string
	// Meaning says in a clause what the value is, for the comments of Go bindings.
	Meaning string
	// Default is the default value, of the option's type.
	Default any
	// Names lists the values of an option that allows only a few. It is nil if other
	// values are possible.
	Names []string
	// Array is set if the values are arrays.
	Array *Array
	// Freezing reports whether every frozen map depends on the option, and no plain
	// map. Any other option concerns the methods that list it.
	Freezing bool
	// Served says how signatures take the option. It is nil if they do not.
	Served *serving.Parameter

	// Words are values of an option of numbers that have a name, and WordUsage is the end
	// of the flag's help that says what they mean.
	Words     map[string]int
	WordUsage string

	check func(Values) error
	// idle, if not nil, reports whether no map depends on the option, for other options
	// leave it without effect.
	idle func(Values) bool
	// otherwise, if not nil, may return another default, which other options ask for.
	otherwise func(Values) any
}

// An Array says what the arrays of an option hold.
type Array struct {
	// Samples reports whether the array holds any number of inputs, [S, ...], instead
	// of one.
	Samples bool
	// Replaces lists the options that have no effect if the array is given.
	Replaces []*Choice
}

// newOption makes an option of its default value and a Choice. check returns an error
// for a bad value; it is nil if every value is good.
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

// serve fills in what the option's type implies for signatures.
func (c *Choice) serve(value any) {
	switch v := value.(type) {
	case float64:
		c.Served.Default = v
	case int:
		c.Served.Type, c.Served.Default = gr.Int32, float64(v)
	case bool:
		c.Served.Type = gr.Bool
		if v {
			c.Served.Default = 1
		}
	case uint64:
		c.Served.Type, c.Served.Default = gr.Int64, float64(v)
	}
}

// Argument returns the option's value in a graph that serves it.
func (c *Choice) Argument(a serving.Arguments) gr.Output { return a[c.Name].Value }

// Of returns the chosen value, or the default.
func (o Option[T]) Of(v Values) T {
	if value, ok := o.In(v).(T); ok {
		return value
	}
	return o.Default.(T)
}

// Is chooses a value.
func (o Option[T]) Is(value T) Setting { return o.Value(value) }

// Value chooses a value that must have the option's type. Values.Check refuses any
// other type.
func (c *Choice) Value(value any) Setting { return Setting{c.Name, value} }

// In returns the chosen value, or the default.
func (c *Choice) In(v Values) any {
	if value, ok := v.chosen[c.Name]; ok {
		return value
	}
	if c.otherwise != nil {
		if value := c.otherwise(v); value != nil {
			return value
		}
	}
	return c.Default
}

// Idle reports whether other options leave this one without effect.
func (c *Choice) Idle(v Values) bool { return c.idle != nil && c.idle(v) }

// Word is a value's name, or the value itself.
func (c *Choice) Word(value any) any {
	for word, n := range c.Words {
		if n == value {
			return word
		}
	}
	return value
}

// Arrays are the arrays that are chosen.
func (c *Choice) Arrays(v Values) [][]float32 {
	var arrays [][]float32
	switch value := c.In(v).(type) {
	case []float32:
		if value != nil {
			arrays = append(arrays, value)
		}
	case References:
		for _, r := range value {
			if r.Values != nil {
				arrays = append(arrays, r.Values)
			}
		}
	}
	return arrays
}

// TakesArrays reports whether values are arrays, or hold some.
func (c *Choice) TakesArrays() bool {
	_, references := c.Default.(References)
	return c.Array != nil || references
}

// wrong returns an error if the chosen value is bad.
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

// misfit returns an error if the chosen array does not fit inputs with that many
// elements.
func (c *Choice) misfit(v Values, elements int) error {
	if all, ok := c.In(v).(References); ok {
		return all.misfit(elements)
	}
	array, _ := c.In(v).([]float32)
	n := len(array)
	switch {
	case array == nil:
		return nil
	case c.Array.Samples && (n == 0 || n%elements != 0):
		return fmt.Errorf("the %s has %d elements, which is not a multiple of the input's %d", c.Name, n, elements)
	case !c.Array.Samples && n != elements:
		return fmt.Errorf("the %s has %d elements, the input %d", c.Name, n, elements)
	}
	return nil
}
