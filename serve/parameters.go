package serve

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
	"tfreeze/targets"
)

// parameters are those of a request, by their names. A value is a string, a bool, a
// number, or the JSON of an array.
type parameters map[string]any

// UnmarshalJSON reads the parameters of JSON.
func (p *parameters) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	*p = parameters{}
	for name, value := range members {
		if c := first(value); c == '[' || c == '{' {
			(*p)[name] = value
			continue
		}
		var scalar any
		d := json.NewDecoder(strings.NewReader(string(value)))
		d.UseNumber()
		if err := d.Decode(&scalar); err != nil {
			return err
		}
		if scalar != nil {
			(*p)[name] = scalar
		}
	}
	return nil
}

// A parameter is one that is no option of a method.
type parameter struct {
	name string
	set  func(c *call, text string) error
}

// own lists them.
var own = []parameter{
	{"method", (*call).setMethod},
	{"variant", (*call).setVariant},
	{"target", (*call).setTarget},
	{"top_k", (*call).setTop},
	{"view", (*call).setView},
	{"engine", (*call).setEngine},
}

// ignored lists the parameters of the protocols that mean nothing here.
var ignored = []string{"binary_data_output", "priority", "sequence_id", "sequence_start", "sequence_end", "headers", "content_type", "timeout", "confidence_threshold"}

// parameterNames lists all that a request may have.
func parameterNames() []string {
	var names []string
	for _, p := range own {
		names = append(names, p.name)
	}
	for _, o := range methods.Options() {
		names = append(names, o.Name)
	}
	return names
}

// fieldOf names a parameter in errors.
func fieldOf(name string) string { return "parameters." + name }

// set sets what the parameters say. A method comes first: others depend on it.
func (c *call) set(p parameters) error {
	for _, one := range own {
		value, ok := p[one.name]
		if !ok {
			continue
		}
		if _, array := value.(json.RawMessage); array {
			return wrong(fieldOf(one.name), "give a text or a number")
		}
		if err := one.set(c, fmt.Sprint(value)); err != nil {
			return wrongly(fieldOf(one.name), err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if slices.ContainsFunc(own, func(one parameter) bool { return one.name == name }) || slices.Contains(ignored, name) {
			continue
		}
		o := methods.OptionOf(name)
		if o == nil {
			return wrongly(fieldOf(name), nearest.Unknown("parameter", name, parameterNames()))
		}
		if err := c.setOption(o, p[name]); err != nil {
			return wrongly(fieldOf(name), err)
		}
	}
	return nil
}

func (c *call) setMethod(name string) error {
	if !slices.Contains(c.about.Methods, name) {
		return nearest.Unknown("method", name, c.about.Methods)
	}
	c.options.Methods = []string{name}
	return nil
}

func (c *call) setVariant(name string) error {
	all, err := serving.ParseVariants(name)
	if err == nil && len(all) > 1 {
		err = fmt.Errorf("give one variant, not %d", len(all))
	}
	c.options.Variants = all
	return err
}

// setTarget refuses a mask: its file would be the server's.
func (c *call) setTarget(text string) error {
	if targets.HasMask(text, c.about.Labels) {
		return fmt.Errorf("target %s: a mask is a file, which a request cannot name", text)
	}
	_, err := targets.Parse(text, c.about.Labels)
	c.options.Target = text
	return err
}

func (c *call) setTop(text string) error {
	k, err := strconv.Atoi(text)
	if err != nil || k < 1 || k > c.limits.Targets {
		return fmt.Errorf("%s classes: give a number from 1 to %d", text, c.limits.Targets)
	}
	c.top = k
	return nil
}

func (c *call) setView(name string) error {
	views, err := report.SelectViews([]string{name}, report.Look{})
	if err != nil {
		return err
	}
	if c.view = name; views[0].OverPhoto() {
		c.over = name
	}
	return nil
}

func (c *call) setEngine(name string) error {
	c.options.Engine = explain.Engine(name)
	if !slices.Contains(explain.Engines, c.options.Engine) {
		return nearest.Unknown("engine", name, explain.EngineNames())
	}
	return nil
}

// setOption sets an option of methods or of freezing.
func (c *call) setOption(o *methods.Choice, value any) error {
	if raw, ok := value.(json.RawMessage); ok {
		return c.setArray(o, raw)
	}
	text := fmt.Sprint(value)
	if o == methods.Baseline.Choice {
		return c.setBaselines(text)
	}
	if o.TakesArrays() {
		return fmt.Errorf("give an array")
	}
	v, err := optionOf(o, text)
	if err != nil {
		return err
	}
	if err := c.limits.allow(o, v); err != nil {
		return err
	}
	c.options.Options.Set(o.Value(v))
	if chosen, err := methods.CriterionOf(c.options.Options); err == nil && chosen.Kind == methods.FromFile {
		return fmt.Errorf("criterion %s: masks are files, which a request cannot name", text)
	}
	return methods.With(o.Value(v)).Check()
}

// setArray sets an option that is an array. Baselines may also be a list of names.
func (c *call) setArray(o *methods.Choice, raw json.RawMessage) error {
	var names []string
	if json.Unmarshal(raw, &names) == nil && o == methods.Baseline.Choice {
		return c.setBaselines(strings.Join(names, ","))
	}
	if !o.TakesArrays() || first(raw) != '[' {
		return fmt.Errorf("give a text or a number, not an array or an object")
	}
	shape, values, err := parseNumbers(raw, fieldOf(o.Name))
	if err != nil {
		return err
	}
	return c.setNumbers(o, shape, values)
}

// setNumbers sets the noise or a baseline.
func (c *call) setNumbers(o *methods.Choice, shape []int64, values []float32) error {
	array := tfreeze.Array{Shape: shape, Values: values}
	if o != methods.Baseline.Choice {
		c.options.Noise = array
		return nil
	}
	c.options.Baselines = append(c.options.Baselines, array)
	return nil
}

func (c *call) setBaselines(list string) error {
	for _, name := range strings.Split(list, ",") {
		if _, err := methods.ParseReference(strings.TrimSpace(name)); err != nil {
			return err
		}
		c.options.Baselines = append(c.options.Baselines, tfreeze.Named(strings.TrimSpace(name)))
	}
	return nil
}

// optionOf reads a value of the option's type.
func optionOf(o *methods.Choice, text string) (any, error) {
	switch o.Default.(type) {
	case float64:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", text)
		}
		return v, nil
	case int:
		return wholeOf(o, text)
	case uint64:
		v, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a whole number of 0 or more", text)
		}
		return v, nil
	case bool:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return v, nil
	}
	return text, nil
}

// wholeOf reads a whole number, or a word for one.
func wholeOf(o *methods.Choice, text string) (any, error) {
	if v, ok := o.Words[text]; ok {
		return v, nil
	}
	v, err := strconv.Atoi(text)
	if err != nil || o.Words != nil && o.Word(v) != any(v) {
		return nil, fmt.Errorf("%q is not a whole number%s", text, map[bool]string{true: ", nor " + strings.Join(slices.Sorted(maps.Keys(o.Words)), ", ")}[o.Words != nil])
	}
	return v, nil
}
