package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

func verifyCommand() *cli.Command {
	d := verify.NewRequest()
	return &cli.Command{
		Name:      "verify",
		Usage:     "check that a model, made frozen-aware, gives what it must",
		ArgsUsage: "MODEL [INPUT...]",
		Description: `MODEL is whatever gen takes, or a directory that gen wrote; the checks that need
the original model are then not possible. An INPUT is an image or a .npy array,
as explain takes it; without one, verify makes a random input.

It compares the frozen-aware graph with the original model, and the frozen scores
with the plain ones; in float64, the gradient with central differences of the
score, and the fast gradient rules with the plain ones; maps in float32 with
those in float64; the sum of a map with the difference of the scores; what the
signatures serve with what explain computes; batches with single inputs. A
difference is a share of the largest element. The exit code is 1 if a check
fails.

Example: tfreeze verify my_saved_model cat.jpg --preprocess inception`,
		Flags: append(append(modelFlags(),
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			&cli.IntFlag{Name: "steps", Value: d.Steps, Usage: "integrated gradients: `N` points"},
			&cli.IntFlag{Name: "samples", Value: d.Samples, Usage: "SmoothGrad: `N` noisy inputs"},
			&cli.Uint64Flag{Name: "seed", Usage: "the `SEED` of the random input, of the noise, and of the choice of pixels"},
			&cli.IntFlag{Name: "pixels", Value: d.Pixels, Usage: "move `N` elements of the input to measure the gradient"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			preprocessFlag(),
			feedFlag(),
		), fittingFlags()...),
		Action: runVerify,
	}
}

func runVerify(c *cli.Context) error {
	source, paths, err := splitModel(c)
	if err != nil {
		return err
	}
	request, err := verifyRequest(c)
	if err != nil {
		return err
	}
	fitting, err := parseFitting(c)
	if err != nil {
		return err
	}
	feeds, err := parseFeeds(c)
	if err != nil {
		return err
	}
	// The gradient is always measured.
	grad, err := methods.Select([]string{"grad"})
	if err != nil {
		return err
	}
	options, err := genOptions(c, append(grad, request.Methods...))
	if err != nil {
		return err
	}
	feedOptions(&options, feeds)
	subject, err := verifySubject(c, source, options)
	if err != nil {
		return err
	}
	request.Methods = methodsOf(subject.Model, c, request.Methods)
	v, err := verify.Open(subject, explain.Options{Threads: c.Int("threads"), Feeds: fedBy(feeds, subject.Report)})
	if err != nil {
		return err
	}
	defer v.Close()
	all, err := verifyInputs(paths, &inputs.Reader{Shape: v.InputShape(), Layout: subject.Model.Card.Generated.Layout, Recipe: subject.Model.Card.Preprocess, Fitting: fitting}, request.Seed)
	if err != nil {
		return err
	}
	m := subject.Model
	fmt.Fprintf(c.App.Writer, "model     %s (%s), takes %s %v, explains %s\n", m.Path, m.Form, v.InputName(), gr.Shape(v.InputShape()), explained(m))
	printFolded(c.App.Writer, "inference", subject.Report.Folded)
	return verifyAll(c.Context, v, all, request, &table{c.App.Writer})
}

func verifyRequest(c *cli.Context) (verify.Request, error) {
	r := verify.NewRequest()
	var err error
	if r.Methods, err = chosenMethods(c.String("method")); err != nil {
		return r, err
	}
	r.Steps, r.Samples, r.Seed, r.Pixels = c.Int("steps"), c.Int("samples"), c.Uint64("seed"), c.Int("pixels")
	if err := cmp.Or(r.Check(), (tensorflow.Options{Threads: c.Int("threads")}).Check()); err != nil {
		return r, usageError{err}
	}
	return r, nil
}

// verifySubject reads the model, and makes it frozen-aware unless gen has done so.
func verifySubject(c *cli.Context, source savedmodels.Source, options gen.Options) (*verify.Subject, error) {
	read := func() (*savedmodels.Model, error) { return savedmodels.Load(source) }
	m, err := read()
	if err != nil {
		return nil, err
	}
	if err := setPreprocess(m, c.String("preprocess")); err != nil {
		return nil, err
	}
	if m.Card.Generated != nil {
		if err := onlyForGen(c, m); err != nil {
			return nil, err
		}
	}
	return verify.Of(m, read, options)
}

// verifyAll checks the model at each input; its error says which checks failed.
func verifyAll(ctx context.Context, v *verify.Verifier, all []*inputs.Input, r verify.Request, t *table) error {
	r.Each = t.row
	checked, failed := 0, []string{}
	for _, in := range all {
		t.head(in)
		if err := in.Load(); err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		rows, err := v.Verify(ctx, in.Shape, in.X, r)
		if err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		checked += t.count(rows)
		for _, row := range verify.Failures(rows) {
			failed = append(failed, row.Check+" ("+row.Compared+")")
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d comparisons failed: %s", len(failed), checked, strings.Join(failed, ", "))
	}
	if checked == 0 {
		return errors.New("nothing could be checked")
	}
	fmt.Fprintf(t.out, "verified  %d comparisons\n", checked)
	return nil
}
