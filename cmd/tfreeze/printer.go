package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

// A printer tells the user how the work goes: a bar on a terminal, results on
// stdout.
type printer struct {
	out, err io.Writer
	terminal bool
	mutex    sync.Mutex
	bar      *progressbar.ProgressBar
}

func newPrinter(c *cli.Context) *printer {
	p := &printer{out: c.App.Writer, err: c.App.ErrWriter}
	if f, ok := c.App.ErrWriter.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// progress returns what Explain calls, for any of the inputs, after each run of the
// network.
func (p *printer) progress(all []*inputs.Input) func(done, total int) {
	if !p.terminal {
		return nil
	}
	what := all[0].Name
	if len(all) > 1 {
		what = fmt.Sprintf("%d inputs", len(all))
	}
	runs := 0
	return func(_, total int) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		if p.bar == nil {
			p.bar = progressbar.NewOptions(total*len(all), progressbar.OptionSetWriter(p.err),
				progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish(),
				progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true))
		}
		runs++
		p.bar.Set(runs)
	}
}

// clear makes room for a line of text, until the next run.
func (p *printer) clear() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.bar != nil {
		p.bar.Clear()
		p.bar = nil
	}
}

func (p *printer) result(in *inputs.Input, r *explain.Result, d *inputDir) {
	fmt.Fprintf(p.out, "input     %s\n", in.Path)
	if in.Size != "" {
		fmt.Fprintf(p.out, "size      %s\n", in.Size)
	}
	p.notes(in.Notes())
	for i, c := range d.record.Predictions {
		mark := " "
		if c.Class == r.Target {
			mark = "*"
		}
		fmt.Fprintf(p.out, "  %s %d. %s  score %.4g%s\n", mark, i+1, className(c.Class, c.Label), c.Score, chance(d.output.record.Model.Activation, c.Probability))
	}
	fmt.Fprintf(p.out, "explains  class %s, score %.6g\n", className(r.Target, labelOf(d.labels, r.Target)), r.Score)
	for _, a := range r.Attributions {
		if a.Zero != "" {
			fmt.Fprintf(p.out, "zero      %s, %s: the map is 0 everywhere: %s\n", a.Method, a.Variant, oneLine(a.Zero))
		}
	}
	if d.figure != "" {
		fmt.Fprintf(p.out, "figure    %s\n", d.figure)
	} else {
		fmt.Fprintf(p.out, "maps      %s\n", d.dir)
	}
	if why := d.notDrawn(); why != "" {
		fmt.Fprintf(p.out, "          %s\n", why)
	}
}

func (p *printer) notes(what string, notes []string) {
	if notes != nil {
		fmt.Fprintf(p.out, "%-9s %s\n", what, strings.Join(notes, "; "))
	}
}

// failures lists the inputs that failed.
func (p *printer) failures(f inputs.Failures, total int) {
	p.clear()
	printFailures(p.err, f, total)
}

func className(class int, label string) string {
	if label == "" {
		return fmt.Sprint(class)
	}
	return fmt.Sprintf("%d %s", class, label)
}

// chance is a class's share of all, if a Softmax gives one, or the p of a Sigmoid.
func chance(activation string, p *float64) string {
	switch {
	case p == nil:
		return ""
	case activation == savedmodels.Softmax:
		return fmt.Sprintf("  %.1f%%", *p*100)
	}
	return fmt.Sprintf("  p %.4g", *p)
}
