package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"tfreeze"
	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/results"
	"tfreeze/savedmodels"
)

// A printer shows the user how the work goes: a bar on a terminal, and results on
// stdout.
type printer struct {
	out, err io.Writer
	terminal bool
	model    tfreeze.About
	// bar is nil while no run is in progress. what names what the bar counts.
	bar  *progressbar.ProgressBar
	what string
}

func newPrinter(c *cli.Context, m tfreeze.About) *printer {
	p := &printer{out: c.App.Writer, err: c.App.ErrWriter, model: m}
	if f, ok := c.App.ErrWriter.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// Begin prints what is explained, and names what the bar counts.
func (p *printer) Begin(all []*inputs.Input) {
	printModel(p.out, p.model)
	p.what = all[0].Name
	if len(all) > 1 {
		p.what = fmt.Sprintf("%d inputs", len(all))
	}
}

// printModel prints the model, and what of it is explained.
func printModel(w io.Writer, m tfreeze.About) {
	fmt.Fprintf(w, "model     %s (%s), takes %s %v, explains %s\n", m.Path, oneLine(m.Form), m.Input, gr.Shape(m.Shape), oneLine(m.Score+", "+m.Head))
	printInference(w, "inference", m.Inference)
	if m.Source != "" {
		fmt.Fprintf(w, "made of   %s, by the model's own preprocessing\n", oneLine(m.Source))
	}
	if m.Layer != "" {
		fmt.Fprintf(w, "layer     %s, for methods that explain one layer\n", oneLine(m.Layer))
	}
	if m.Unfrozen != "" {
		fmt.Fprintf(w, "maps      are plain, none frozen: %s\n", oneLine(m.Unfrozen))
	}
}

// Progress moves the bar.
func (p *printer) Progress(done, total int) {
	if !p.terminal {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.err),
			progressbar.OptionSetDescription(p.what), progressbar.OptionClearOnFinish(),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true))
	}
	p.bar.Set(done)
}

// clear removes the bar until the next run, to make room for a line of text.
func (p *printer) clear() {
	if p.bar != nil {
		p.bar.Clear()
		p.bar = nil
	}
}

// Explained prints the results of an input.
func (p *printer) Explained(in *inputs.Input, r *explain.Result, s results.Summary) {
	p.clear()
	fmt.Fprintf(p.out, "input     %s\n", in.Path)
	if in.Size != "" {
		fmt.Fprintf(p.out, "size      %s\n", in.Size)
	}
	p.notes(in.Notes())
	for i, c := range s.Predictions {
		mark := " "
		if c.Class == r.Target {
			mark = "*"
		}
		fmt.Fprintf(p.out, "  %s %d. %s  score %.4g%s\n", mark, i+1, results.ClassName(c.Class, c.Label), c.Score, chance(s.Activation, c.Probability))
	}
	fmt.Fprintf(p.out, "explains  %s, score %.6g\n", explained(r, s.Label), r.Score)
	for _, a := range r.Attributions {
		if a.Zero != "" {
			fmt.Fprintf(p.out, "zero      %s, %s: the map is 0 everywhere: %s\n", a.Method, a.Variant, oneLine(a.Zero))
		}
	}
	if s.Figure != "" {
		fmt.Fprintf(p.out, "figure    %s\n", s.Figure)
	} else {
		fmt.Fprintf(p.out, "maps      %s\n", s.Dir)
	}
	if s.NotDrawn != "" {
		fmt.Fprintf(p.out, "          %s\n", s.NotDrawn)
	}
}

func (p *printer) notes(what string, notes []string) {
	if notes != nil {
		fmt.Fprintf(p.out, "%-9s %s\n", what, strings.Join(notes, "; "))
	}
}

// explained says what is explained: a class, or an element or a sum of scores.
func explained(r *explain.Result, label string) string {
	name := results.ExplainedName(r, label)
	switch _, ok := r.Explained.IsClass(); {
	case ok:
		return "class " + name
	case r.Explained.IsSum():
		return "the sum of the scores " + name
	}
	return "the score " + name
}

// chance formats a class's probability: a share of all classes behind a Softmax, p
// behind a Sigmoid.
func chance(activation string, p *float64) string {
	switch {
	case p == nil:
		return ""
	case activation == savedmodels.Softmax:
		return fmt.Sprintf("  %.1f%%", *p*100)
	}
	return fmt.Sprintf("  p %.4g", *p)
}
