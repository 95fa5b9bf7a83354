package main

import (
	"fmt"
	"io"
	"regexp"
)

var stepNumber = regexp.MustCompile(`/step_[0-9]+/`)

// stepLines are lines about nodes. Those about the nodes of several steps of an unrolled
// loop that differ only by the number of the step become one: "while/step_*/Tanh ...,
// 5 times".
type stepLines struct {
	order []string
	times map[string]int
}

func (s *stepLines) add(node, text string) {
	if s.times == nil {
		s.times = map[string]int{}
	}
	line := fmt.Sprintf("  %s %s", oneLine(stepNumber.ReplaceAllString(node, "/step_*/")), text)
	if s.times[line]++; s.times[line] == 1 {
		s.order = append(s.order, line)
	}
}

func (s *stepLines) print(w io.Writer) {
	for _, line := range s.order {
		if n := s.times[line]; n > 1 {
			line = fmt.Sprintf("%s, %d times", line, n)
		}
		fmt.Fprintln(w, line)
	}
}
