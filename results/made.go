package results

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// A Made holds the parameters on which one map depends, and its target, by their names
// in Parameters. Numbers are json.Number.
type Made map[string]any

const madeTarget = "target"

// of returns the parameters on which a map depends, save its target.
func (p Parameters) of(k kind) (Made, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	all := Made{}
	if err := decodeJSON(raw, &all); err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(key string, _ any) bool { return !k.dependsOn(key) })
	delete(all, madeTarget)
	for _, option := range k.method.Options {
		if option.Idle(p.Options.Values) {
			delete(all, option.Name)
		}
	}
	for name := range p.Options.SHA256 {
		if option := methods.OptionOf(name); option.Array != nil {
			for _, replaced := range option.Array.Replaces {
				delete(all, replaced.Name)
			}
		}
	}
	return all, nil
}

// Makes returns the parameters on which a map depends, save its target.
func (p Parameters) Makes(method string, v serving.Variant) (Made, error) {
	found, err := methods.Select([]string{method})
	if err != nil {
		return nil, err
	}
	return p.of(kind{found[0], v})
}

// Of adds what is explained of an input.
func (m Made) Of(in *Input) Made {
	m = maps.Clone(m)
	if m[madeTarget] = json.Number(fmt.Sprint(in.Target)); in.Element != "" {
		m[madeTarget] = strings.TrimSpace(in.Element + " " + in.MaskSHA256)
	}
	return m
}

// at adds the target: the number of a class, or a text.
func (m Made) at(t targets.Target) Made {
	m = maps.Clone(m)
	if class, ok := t.IsClass(); ok {
		m[madeTarget] = json.Number(fmt.Sprint(class))
		return m
	}
	text := t.String()
	if mask := t.Mask(); mask != nil {
		text += " " + mask.SHA256()
	}
	m[madeTarget] = text
	return m
}

// A kind is a kind of map: a method and a variant.
type kind struct {
	method  methods.Method
	variant serving.Variant
}

// String returns the beginning of the names of its files.
func (k kind) String() string { return k.method.Name + "." + string(k.variant) }

// dependsOn reports whether such a map depends on a parameter.
func (k kind) dependsOn(key string) bool {
	switch key {
	case "methods", "variants", "views", "colormap", "opacity":
		return false
	case "layer":
		return k.method.FromLayer
	case "activations":
		return k.variant != serving.Plain
	}
	option := methods.OptionOf(strings.TrimSuffix(key, hashSuffix))
	return option == nil || k.method.DependsOn(option, k.variant)
}

// differences lists the parameters on which maps of both kinds depend, and which
// differ: "percentile 80, now 70".
func differences(k kind, m Made, kNow kind, now Made) []string {
	both := maps.Clone(m)
	maps.Copy(both, now)
	var all []string
	for _, key := range slices.Sorted(maps.Keys(both)) {
		then, today := inJSON(m.value(key)), inJSON(now.value(key))
		if then != today && k.dependsOn(key) && kNow.dependsOn(key) {
			all = append(all, difference(key, then, today))
		}
	}
	return all
}

// value is that of a parameter. An option of freezing that a file lacks has its default:
// the file was written before there was one.
func (m Made) value(key string) any {
	if c := methods.OptionOf(key); m[key] == nil && c != nil && c.Freezing {
		return c.Default
	}
	return m[key]
}

func difference(key, then, now string) string {
	if file, ok := strings.CutSuffix(key, hashSuffix); ok {
		return "another file of " + file
	}
	return fmt.Sprintf("%s %s, now %s", key, then, now)
}

// inJSON returns a parameter as explain.json writes it.
func inJSON(v any) string {
	if v == nil {
		return "none"
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

// Number is a parameter that is a number.
func (m Made) Number(name string) (float64, error) {
	n, ok := m[name].(json.Number)
	if !ok {
		return 0, fmt.Errorf("%s is no number", name)
	}
	return n.Float64()
}
