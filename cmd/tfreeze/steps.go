package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
)

var stepNumber = regexp.MustCompile(`/step_[0-9]+/`)

// stepLines are lines about nodes. Those about the nodes of several steps of an unrolled
// loop that differ only by the number of the step become one: "while/step_*/Tanh ...,
// 5 times".
type stepLines struct {
	order   []string
	times   map[string]int
	numbers map[string][]int
}

func (s *stepLines) add(node, text string) string {
	if s.times == nil {
		s.times, s.numbers = map[string]int{}, map[string][]int{}
	}
	line := fmt.Sprintf("%s %s", oneLine(stepNumber.ReplaceAllString(node, "/step_*/")), text)
	if s.times[line]++; s.times[line] == 1 {
		s.order = append(s.order, line)
	}
	return line
}

// number adds a line about the layer with a number, by which --freeze-layers knows it.
func (s *stepLines) number(n int, node, text string) {
	line := s.add(node, text)
	s.numbers[line] = append(s.numbers[line], n)
}

func (s *stepLines) print(w io.Writer) {
	for _, line := range s.order {
		text := "  "
		if all := s.numbers[line]; all != nil {
			text += ranges(all) + " "
		}
		if text += line; s.times[line] > 1 {
			text += fmt.Sprintf(", %d times", s.times[line])
		}
		fmt.Fprintln(w, text)
	}
}

// ranges writes increasing numbers as --freeze-layers takes them: "0,3-7".
func ranges(numbers []int) string {
	var parts []string
	for from := 0; from < len(numbers); {
		to := from + 1
		for to < len(numbers) && numbers[to] == numbers[to-1]+1 {
			to++
		}
		part := fmt.Sprint(numbers[from])
		if to > from+1 {
			part += fmt.Sprintf("-%d", numbers[to-1])
		}
		parts, from = append(parts, part), to
	}
	return strings.Join(parts, ",")
}
