package main

import "slices"

// paperRow and stepsRow are the rows that extrapolated is made of.
const (
	paperRow = "vgg-paper"
	stepsRow = "vgg-ig-10"
)

// moreSteps is how often the ten gradients of stepsRow stand between paperRow and
// the paper's own experiment: 100 steps for 10, and 25 samples for 5, in both
// variants.
const moreSteps = 2 * ((100 - 10) + (25 - 5)) / 10

// extrapolated is the paper's experiment as it was run, with 100 steps and 25
// samples: pair by pair, what was measured and moreSteps times the gradients of a
// path. There is none unless both rows were measured.
func extrapolated(results []result) (m result, ok bool) {
	find := func(name string) int {
		return slices.IndexFunc(results, func(m result) bool { return m.Name == name })
	}
	paper, steps := find(paperRow), find(stepsRow)
	if paper < 0 || steps < 0 {
		return m, false
	}
	m = result{Name: paperRow + "-extrapolated", What: "VGG16, the paper's experiment, extrapolated to its 100 steps and 25 samples",
		Ours:   plus(results[paper].Ours, results[steps].Ours),
		Theirs: plus(results[paper].Theirs, results[steps].Theirs)}
	m.Ratios = m.ratios()
	return m, true
}

func plus(paper, steps []sample) []sample {
	sums := slices.Clone(paper)
	for i := range sums {
		sums[i].Seconds += moreSteps * steps[i].Seconds
		sums[i].CPU += moreSteps * steps[i].CPU
	}
	return sums
}
