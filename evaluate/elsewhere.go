package evaluate

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// only the metric of a name holds.
func is(name string) func(Metric) bool { return func(m Metric) bool { return m.Name == name } }

// grid measures the maps of a grid of images.
func (r *imageRun) grid(ctx context.Context) error {
	needs := func(k Key) bool { return len(r.missing(k, is(gridPointing.Name))) > 0 }
	controls := slices.DeleteFunc(controlKeys(r.name), func(k Key) bool { return !needs(k) })
	if len(controls) == 0 && !r.any(needs) {
		return nil
	}
	x, at, err := r.gridInput()
	if err != nil {
		return err
	}
	record := func(k Key, values []float32) error {
		share := math.NaN()
		if x != nil {
			share = r.picture.InCell(r.picture.Reduce(values, Signed), at)
		}
		return r.record(k, []Metric{gridPointing}, [][]float64{{share}})
	}
	if x == nil {
		for _, k := range append(controls, r.keys(needs)...) {
			if err := record(k, nil); err != nil {
				return err
			}
		}
		return nil
	}
	for _, k := range controls {
		if err := record(k, control(k.Method, r.subject(x))); err != nil {
			return err
		}
	}
	return r.maps(ctx, r.Explainer, x, needs, func(m made) error { return record(m.Key, m.Values) })
}

// keys lists those of the maps that are asked for, for which needs holds.
func (r *imageRun) keys(needs func(Key) bool) (all []Key) {
	for _, a := range r.asks() {
		for _, m := range a.request.Methods {
			for _, v := range a.request.Variants {
				if k := a.key(r.name, m.Name, v); needs(k) {
					all = append(all, k)
				}
			}
		}
	}
	return all
}

func (r *imageRun) any(needs func(Key) bool) bool { return len(r.keys(needs)) > 0 }

func controlKeys(image string) (all []Key) {
	for _, name := range Controls {
		all = append(all, Key{Image: image, Method: name, Variant: Control, Percentile: none})
	}
	return all
}

// gridInput makes the grid of the image and the next three of other classes, and says in
// which cell the image is. It is nil if there are no such three.
func (r *imageRun) gridInput() (x []float32, at int, err error) {
	others := []int{r.index}
	for step := 1; step < len(r.Inputs) && len(others) < side*side; step++ {
		k := (r.index + step) % len(r.Inputs)
		if !slices.ContainsFunc(others, func(o int) bool { return r.places[o].Target == r.places[k].Target }) {
			others = append(others, k)
		}
	}
	if len(others) < side*side {
		return nil, 0, nil
	}
	random := rand.New(rand.NewPCG(r.subject(nil).Seed, forGrid))
	at = random.IntN(side * side)
	others[0], others[at] = others[at], others[0]
	var images [side * side][]float32
	for i, k := range others {
		in := r.Inputs[k]
		if err := in.Load(); err != nil {
			return nil, 0, err
		}
		images[i] = in.X
		if k != r.index {
			defer in.Drop()
		}
	}
	return r.picture.grid(images), at, nil
}

// randomised compares the maps with those of the network with permuted weights.
func (r *imageRun) randomised(ctx context.Context) error {
	holds := func(m Metric) bool { return m.Name == mprt.Name || m.Name == efficientMPRT.Name }
	needs := func(k Key) bool { return len(r.missing(k, holds)) > 0 }
	if !r.any(needs) {
		return nil
	}
	if r.permuted == nil {
		var err error
		if r.permuted, err = r.Permuted(r.seed()); err != nil {
			return err
		}
	}
	cascades := map[Key]*cascade{}
	for _, n := range append([]int{0}, steps(len(r.permuted.Layers()), r.Settings.Layers)...) {
		e, err := r.permuted.Permuted(n)
		if err != nil {
			return err
		}
		if err := r.maps(ctx, e, r.in.X, needs, func(m made) error {
			relevance := r.picture.Reduce(m.Values, r.Settings.Pixels)
			if c := cascades[m.Key]; c != nil {
				c.step(relevance)
			} else {
				cascades[m.Key] = newCascade(relevance, r.picture.Width)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for _, k := range r.keys(needs) {
		c, of := cascades[k], r.missing(k, holds)
		values := make([][]float64, len(of))
		for i, m := range of {
			if values[i] = c.efficient(); m.Name == mprt.Name {
				values[i] = c.mprt()
			}
		}
		if err := r.record(k, of, values); err != nil {
			return err
		}
	}
	return nil
}
