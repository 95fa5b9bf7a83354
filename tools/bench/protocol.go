package main

// A request asks a process for one run of a task.
type request struct {
	Task    string `json:"task"`
	Batch   *int   `json:"batch,omitempty"`
	Steps   *int   `json:"steps,omitempty"`
	Samples *int   `json:"samples,omitempty"`
	N       *int   `json:"n,omitempty"`
}

// An answer tells how long the run took, inside the process, and how much of
// the processors' time: on a machine that others use too, that is the steadier
// of the two.
type answer struct {
	Ready   []string `json:"ready,omitempty"`
	Seconds float64  `json:"seconds"`
	CPU     float64  `json:"cpu"`
	Error   string   `json:"error,omitempty"`
}
