package main

// A request asks a process for one run of a task.
type request struct {
	Task    string `json:"task"`
	Batch   *int   `json:"batch,omitempty"`
	Steps   *int   `json:"steps,omitempty"`
	Samples *int   `json:"samples,omitempty"`
	N       *int   `json:"n,omitempty"`
}

// An answer tells how long the run took, inside the process.
type answer struct {
	Ready   []string `json:"ready,omitempty"`
	Seconds float64  `json:"seconds"`
	Error   string   `json:"error,omitempty"`
}
