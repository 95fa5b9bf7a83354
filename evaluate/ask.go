package evaluate

import (
	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// An ask is a request for the maps of a percentile, and the variant of its rows if that is
// not the request's own.
type ask struct {
	percentile float64
	as         string
	request    explain.Request
}

// A made map is of a method, a variant and a percentile.
type made struct {
	Key
	explain.Attribution
}

// asks lists what makes all maps: the plain ones, those of each percentile, and those of
// its control, as many nodes as mask lets pass, drawn at random.
func (r *run) asks() []ask {
	base := r.Request
	base.Methods = r.Methods
	var all []ask
	frozen := 0
	for _, v := range r.Variants {
		if v == serving.Plain {
			one := base
			one.Variants = []serving.Variant{v}
			all = append(all, ask{none, "", one})
		} else {
			frozen++
		}
	}
	if frozen == 0 {
		return all
	}
	for _, p := range r.Percentiles {
		one := base
		one.Variants, one.Options = nil, base.Options.With(methods.Percentile.Is(p))
		for _, v := range r.Variants {
			if v != serving.Plain {
				one.Variants = append(one.Variants, v)
			}
		}
		random := one
		random.Variants = []serving.Variant{serving.Mask}
		random.Options = one.Options.With(methods.Criterion.Is(r.randomly()))
		all = append(all, ask{p, "", one}, ask{p, RandomMask, random})
	}
	return all
}

// key is that of an attribution's rows, without a metric.
func (a ask) key(image, method string, v serving.Variant) Key {
	k := Key{Image: image, Method: method, Variant: string(v), Percentile: a.percentile}
	if a.as != "" {
		k.Variant = a.as
	}
	return k
}

// only leaves the methods and variants for which needs holds, and reports whether any is
// left.
func (a ask) only(needs func(method string, v serving.Variant) bool) (ask, bool) {
	var chosen []methods.Method
	variants := map[serving.Variant]bool{}
	for _, m := range a.request.Methods {
		some := false
		for _, v := range a.request.Variants {
			if needs(m.Name, v) {
				some, variants[v] = true, true
			}
		}
		if some {
			chosen = append(chosen, m)
		}
	}
	var left []serving.Variant
	for _, v := range a.request.Variants {
		if variants[v] {
			left = append(left, v)
		}
	}
	a.request.Methods, a.request.Variants = chosen, left
	return a, len(chosen) > 0
}
