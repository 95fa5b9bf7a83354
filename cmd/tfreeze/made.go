package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tfreeze/explain"
	"tfreeze/methods"
)

// A made is what one map was made with: the parameters that it depends on, and its
// target, by their names in explain.json.
type made map[string]any

const madeTarget = "target"

// matters says of the parameters that not every map depends on which do.
var matters = map[string]func(methods.Method, explain.Variant) bool{
	"methods":         func(methods.Method, explain.Variant) bool { return false },
	"variants":        func(methods.Method, explain.Variant) bool { return false },
	"views":           func(methods.Method, explain.Variant) bool { return false },
	"percentile":      func(_ methods.Method, v explain.Variant) bool { return v != explain.Plain },
	"activations":     func(_ methods.Method, v explain.Variant) bool { return v != explain.Plain },
	"steps":           onPath,
	"path":            onPath,
	"samples":         noisy,
	"stdev":           noisy,
	"seed":            noisy,
	"noise":           noisy,
	"noise_sha256":    noisy,
	"signed":          noisy,
	"baseline":        func(m methods.Method, _ explain.Variant) bool { return m.Baseline },
	"baseline_sha256": func(m methods.Method, _ explain.Variant) bool { return m.Baseline },
	"epsilon":         func(m methods.Method, _ explain.Variant) bool { return m.Name == "elrp" },
}

func onPath(m methods.Method, _ explain.Variant) bool { return m.PointMethod != "" && m.Baseline }

func noisy(m methods.Method, _ explain.Variant) bool { return m.PointMethod != "" && !m.Baseline }

// of are the parameters that a map depends on, but for its target.
func (p parameters) of(k kind) (made, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	all := made{}
	if err := decodeJSON(raw, &all); err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(key string, _ any) bool { return !k.dependsOn(key) })
	delete(all, madeTarget)
	// Noise that is given has samples of its own.
	if all["noise"] != nil {
		for _, key := range []string{"samples", "stdev", "seed"} {
			delete(all, key)
		}
	}
	return all, nil
}

// at adds the target.
func (m made) at(target int) made {
	m = maps.Clone(m)
	m[madeTarget] = json.Number(fmt.Sprint(target))
	return m
}

// A kind is what maps there are of an input.
type kind struct {
	method  methods.Method
	variant explain.Variant
}

// String is how the files of such a map begin.
func (k kind) String() string { return k.method.Name + "." + string(k.variant) }

func (k kind) dependsOn(key string) bool {
	matter := matters[key]
	return matter == nil || matter(k.method, k.variant)
}

// differences are the parameters that maps of both kinds depend on, and that are
// not the same for both: "percentile 80, now 70".
func differences(k kind, m made, kNow kind, now made) []string {
	both := maps.Clone(m)
	maps.Copy(both, now)
	var all []string
	for _, key := range slices.Sorted(maps.Keys(both)) {
		then, today := inJSON(m[key]), inJSON(now[key])
		if then != today && k.dependsOn(key) && kNow.dependsOn(key) {
			all = append(all, difference(key, then, today))
		}
	}
	return all
}

func difference(key, then, now string) string {
	if file, ok := strings.CutSuffix(key, "_sha256"); ok {
		return "another file of " + file
	}
	return fmt.Sprintf("%s %s, now %s", key, then, now)
}

// inJSON is how explain.json has a parameter.
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

// decodeJSON keeps all digits of numbers.
func decodeJSON(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}
