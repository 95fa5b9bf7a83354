package gen

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// loops unrolls the loops that the score depends on, so that methods meet only ops that
// they have rules for. It refuses those that run as often as data say.
func (b *builder) loops(g *gr.Graph) error {
	defs, err := opDefs()
	if err != nil {
		return err
	}
	s := b.subject
	keep := gr.SignatureNodes(b.model.Signatures...)
	unrolled, stay, err := gr.Unroll(g, gr.Unrolling{Root: s.Output.Node, Given: s.Input, Keep: keep, Defs: defs, Infer: inferTypes})
	if err != nil {
		return err
	}
	b.report.Unrolled = unrolled
	b.loopsStay = len(stay) > 0
	for i, err := range stay {
		stay[i] = b.withShape(err)
	}
	return b.refuse(stay...)
}

// An OpenShapeError says that a loop cannot be unrolled because the model leaves a
// dimension of the input open: Options.Shape may settle it.
type OpenShapeError struct {
	// Input is what the shape is for.
	Input gr.Output
	Err   error
}

func (e OpenShapeError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e OpenShapeError) Unwrap() error { return e.Err }

// withShape adds to an error what the user may do about it: give the shape of the input.
func (b *builder) withShape(err error) error {
	var e *gr.Error
	var open gr.OpenDimensionError
	in := b.subject.Input
	if !errors.As(err, &e) || !errors.As(err, &open) || len(in.Shape()) > 0 && in.Shape()[1:].Static() {
		return err
	}
	return OpenShapeError{in, &gr.Error{Node: e.Node, Op: e.Op, Err: fmt.Errorf("%w: give the shape of an input with --shape", e.Err)}}
}

// withoutLoops leaves out errors about the ops of loops, if a loop was refused: they
// follow from that.
func (b *builder) withoutLoops(all []error) []error {
	return slices.DeleteFunc(all, func(err error) bool {
		var e *gr.Error
		return b.loopsStay && errors.As(err, &e) && gr.OfLoop(e.Op)
	})
}

// withoutExits leaves out what loops of TF1 give and nothing reads, unless there is no
// other output: that is state of the loop.
func withoutExits(all []candidate) []candidate {
	others := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return c.tensor.Node.Op == "Exit" })
	if slices.ContainsFunc(others, func(c candidate) bool { return explainable(c.tensor) }) {
		return others
	}
	return all
}
