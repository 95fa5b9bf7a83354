package main

// A row is one line of the report: a task that two sides run.
type row struct {
	name, what string
	ours       side
	theirs     side
	// goal and want are the ratios that must hold, and that we want; without
	// either, the row has none.
	goal, want float64
	quantity   quantity
	// flop and theirFlop are the floating-point operations of a rate's two tasks.
	flop, theirFlop float64
}

// A quantity is what a row compares.
type quantity string

const (
	// seconds are compared as theirs / ours.
	seconds quantity = ""
	// peak is the most memory held, in bytes, compared as theirs / ours.
	peak quantity = "peak"
	// rate is floating-point operations in a second, compared as ours / theirs:
	// a share. A sample of it is the best of several runs.
	rate quantity = "rate"
)

// runs is of how many runs a sample is the best.
func (q quantity) runs() int {
	if q == rate {
		return 3
	}
	return 1
}

// A side is a process, and what it is asked to do. A side without a task is a
// whole process, run anew each time.
type side struct {
	name string
	argv []string
	task *request
	env  []string
}
