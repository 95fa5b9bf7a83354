package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/gen/bindings"
	"tfreeze/savedmodels"
)

func bindingsFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "go", Usage: "write to `DIR` a Go package that runs the model; see docs/how-to/go.md"},
		&cli.StringFlag{Name: "package", Usage: "the `NAME` of the Go package (default: the directory's name)"},
	}
}

// goPackage is the Go package that --go asks for. It is empty if no directory is given.
type goPackage struct {
	dir, name string
	files     []bindings.File
	skipped   []string
}

// goFlags checks the flags before there is any work.
func goFlags(c *cli.Context) (*goPackage, error) {
	p := &goPackage{dir: c.String("go"), name: c.String("package")}
	if p.dir == "" {
		if p.name != "" {
			return nil, usage("--package names a Go package: choose its directory with --go DIR")
		}
		return p, nil
	}
	dir, err := filepath.Abs(p.dir)
	if err != nil {
		return nil, err
	}
	p.name = cmp.Or(p.name, filepath.Base(dir))
	if err := bindings.CheckPackage(p.name); err != nil {
		return nil, usageError{err}
	}
	return p, bindings.Check(p.dir)
}

func (p *goPackage) make(m *savedmodels.Model) (err error) {
	if p.dir != "" {
		p.files, p.skipped, err = bindings.Make(m, p.name)
	}
	return err
}

// bind writes the package for a model that gen wrote earlier. Other options of gen have
// no effect on such a model, and are refused.
func (p *goPackage) bind(c *cli.Context, m *savedmodels.Model) error {
	for _, flag := range ofSubject {
		if c.IsSet(flag) {
			return usage("--%w", tfreeze.NoEffectError{Option: flag, Model: m.Path})
		}
	}
	for _, flag := range []string{"methods", "freeze", "preprocess", "labels", "open", "feed"} {
		if c.IsSet(flag) {
			return usage("--%s has no effect on %s, which gen wrote: give it with the model that it was made from", flag, m.Path)
		}
	}
	m.NoteTypes()
	labels, err := savedmodels.ReadLabels(m.Card.LabelsPath())
	if err != nil {
		return err
	}
	if _, err := labels.For(m.Classes()); err != nil {
		return err
	}
	if err := p.make(m); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "model       %s (%s)\n", m.Path, oneLine(m.Description()))
	return p.write(c.App.Writer)
}

func (p *goPackage) write(w io.Writer) error {
	if p.dir == "" {
		return nil
	}
	if err := bindings.Write(p.dir, p.files); err != nil {
		return err
	}
	for _, why := range p.skipped {
		fmt.Fprintf(w, "no method   %s\n", why)
	}
	fmt.Fprintf(w, "bindings    %s\n", p.dir)
	return nil
}
