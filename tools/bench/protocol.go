package main

// A request asks a process for one run of a task.
type request struct {
	Task    string `json:"task"`
	Batch   *int   `json:"batch,omitempty"`
	Steps   *int   `json:"steps,omitempty"`
	Samples *int   `json:"samples,omitempty"`
}

// An answer tells how long the run took, inside the process, and how much of
// the processors' time: on a machine that others use too, that is the steadier
// of the two. The first answer, to no request, names the tasks that there are,
// and may say more of the side.
type answer struct {
	Ready   []string `json:"ready,omitempty"`
	Note    string   `json:"note,omitempty"`
	Seconds float64  `json:"seconds"`
	CPU     float64  `json:"cpu"`
	Error   string   `json:"error,omitempty"`
}
