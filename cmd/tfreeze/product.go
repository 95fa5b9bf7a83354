package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

func printProduct(w io.Writer, p *gen.Product) {
	printSubject(w, p.Model, p.Subject)
	fmt.Fprintf(w, "frozen      %s\n", cmp.Or(p.Report.FrozenByOp(), "none"))
	printUnfrozen(w, p.Report.Unfrozen)
	if p.Report.Passing != "" {
		fmt.Fprintf(w, "nodes pass  by %s\n", oneLine(p.Report.Passing))
	}
	fmt.Fprintf(w, "left        %s\n", cmp.Or(p.Report.LeftByReason(), "none"))
	printFolded(w, "inference  ", p.Report.Folded)
	printUnrolled(w, p.Report.Unrolled)
	printAlone(w, p.Report.Alone)
	if p.Report.Layer != "" {
		fmt.Fprintf(w, "layer       %s, for methods that explain one layer\n", oneLine(p.Report.Layer))
	}
	fmt.Fprintf(w, "nodes       %d before, %d after\n", p.Report.NodesBefore, p.Report.NodesAfter)
	fmt.Fprintf(w, "signatures  %s\n", oneLine(strings.Join(signatureNames(p.Model.Signatures), ", ")))
}

// printUnfrozen says why there are plain maps alone, if so.
func printUnfrozen(w io.Writer, why string) {
	if why != "" {
		fmt.Fprintf(w, "maps        are plain, none frozen: %s\n", oneLine(why))
	}
}

// printAlone says why batches are refused, if they are.
func printAlone(w io.Writer, why string) {
	if why != "" {
		fmt.Fprintf(w, "batches     are refused; one input at a time is served: %s\n", why)
	}
}

func printSubject(w io.Writer, m *savedmodels.Model, s *gen.Subject) {
	fmt.Fprintf(w, "model       %s (%s)\n", m.Path, oneLine(m.Description()))
	printExplained(w, s)
}

// printExplained prints what is explained, and the other inputs to feed.
func printExplained(w io.Writer, s *gen.Subject) {
	fmt.Fprintf(w, "input       %s %s\n", oneLine(s.Input.String()), s.Input.Type())
	if !s.Source.IsZero() {
		fmt.Fprintf(w, "made of     %s %s, by the model's own preprocessing\n", oneLine(s.Source.String()), s.Source.Type())
	}
	if s.Moved {
		fmt.Fprintf(w, "            no gradient exists at the model's own input; this is the only float tensor made of it\n")
	}
	for _, o := range s.Others {
		if o.Tensor == s.Source {
			continue // it is fed what the input is made of
		}
		fmt.Fprintf(w, "other input %s (%s) %s%s\n", oneLine(o.Key), oneLine(o.Tensor.String()), o.Tensor.Type(), map[bool]string{true: ", has a default"}[o.Optional])
	}
	fmt.Fprintf(w, "explains    %s %s, %s\n", oneLine(s.Logits.String()), s.Logits.Type(), oneLine(s.Head.String()))
}

// printFolded prints what is set to inference, and why. The heading fills the first
// column.
func printFolded(w io.Writer, heading string, all []gr.Folded) {
	for _, s := range all {
		printInference(w, heading, []string{s.String()})
	}
}

// printUnrolled says which loops were replaced by their steps. Loops within the steps of
// others are not named.
func printUnrolled(w io.Writer, all []gr.Unrolled) {
	for _, l := range all {
		if !strings.Contains(l.Loop, "/step_") {
			fmt.Fprintf(w, "unrolled    %s, %d steps\n", oneLine(l.Loop), l.Steps)
		}
	}
}

func printInference(w io.Writer, heading string, all []string) {
	for _, text := range all {
		fmt.Fprintf(w, "%s %s\n", heading, oneLine(text))
	}
}

// signatureNames leaves out the second signature, with options, of each method.
func signatureNames(signatures []gr.Signature) []string {
	var names []string
	for _, s := range signatures {
		if !strings.HasSuffix(s.Name, serving.WithOptions) {
			names = append(names, s.Name)
		}
	}
	return names
}
