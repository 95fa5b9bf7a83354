package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const head = `# Ops

tfreeze differentiates a network by a rule for each op between its input and its score. These are the ops for which
the Python of %s registers a gradient (%d), and what tfreeze does with them. Only an op through which the
score depends on the input needs a rule; others may be any.

| | ops |
| --- | --- |
`

const tail = `
A rule may refuse a form of its op, by name: a batch normalisation in training mode, a kernel that depends on the
input, an axis that is no constant. Complex numbers may lie between real ones, as in a Fourier transform, and pass
through the linear ops and some others; an op that has no rule for them says so.

Where the gradient is a convention, it is Python's: at ties and kinks, of ops that round (the FakeQuant and
QuantizeAndDequantize families: straight through), and of a projective transform, where it is the transform back, and
not the derivative unless whole pixels move. In three places Python's differs from the derivative, and tfreeze's does
not: BesselI1 at 0, and the MatrixDiag and MatrixDiagPart families of version 2 with several diagonals.

The table is written by ` + "`go run ./tools/ops`" + `. Each rule is compared with what Python computes
(` + "`testdata/gradients`" + `), or with central differences where Python has no gradient or cannot run it.
`

// page returns docs/reference/ops.md.
func (c coverage) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, head, c.release, c.number())
	row := func(what string, ops []string) {
		if len(ops) > 0 {
			fmt.Fprintf(&b, "| %s (%d) | %s |\n", what, len(ops), strings.Join(ops, ", "))
		}
	}
	row("differentiated", c.covered)
	row("constant: no gradient flows", c.flat)
	for _, why := range slices.Sorted(maps.Keys(c.refused)) {
		row("refused: "+why, c.refused[why])
	}
	row("**missing**", c.missing)
	row("differentiated, though Python has no gradient", c.more)
	return b.String() + tail
}

// number is how many ops Python registers a gradient for.
func (c coverage) number() int {
	n := len(c.covered) + len(c.flat) + len(c.missing)
	for _, ops := range c.refused {
		n += len(ops)
	}
	return n
}
