package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/internal/nearest"
)

// A usageError is a wrong call. The exit code is 2 instead of 1.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// commandLine is the key of the whole command in the application's metadata.
const commandLine = "command"

// run runs the whole command, and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	out := &visible{w: stdout}
	a := app(out, stderr)
	if completes(args) {
		complete(a, args[:len(args)-1], out)
		return 0
	}
	a.Metadata = map[string]any{commandLine: append([]string{a.Name}, args[1:]...)}
	args, err := flagsFirst(a, args)
	if err == nil {
		err = a.RunContext(ctx, args)
	}
	if err == nil && out.err != nil {
		err = fmt.Errorf("writing to the standard output: %w", out.err)
	}
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) || errors.As(err, &interruption{}) {
		err = interruptionOf(ctx)
	}
	// The library itself has one such error: help for an unknown command.
	if exit := cli.ExitCoder(nil); errors.As(err, &exit) {
		err = noCommand(a, args[len(args)-1])
	}
	fmt.Fprintf(&visible{w: stderr}, "tfreeze: %v\n", err)
	if i := (interruption{}); errors.As(err, &i) {
		return i.code()
	}
	if errors.As(err, &usageError{}) {
		return 2
	}
	return 1
}

func noCommand(a *cli.App, name string) error {
	return usage("there is no command %q%s; see tfreeze help", name, nearest.Hint(name, commandNames(a)))
}

func app(stdout, stderr io.Writer) *cli.App {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print the version, the commit and TensorFlow's version", DisableDefaultText: true}
	cli.VersionPrinter = printVersion
	a := &cli.App{
		Name:           "tfreeze",
		Usage:          "heatmaps for TensorFlow models, by Activation Freezing",
		Version:        tfreeze.Version,
		Writer:         stdout,
		ErrWriter:      stderr,
		ExitErrHandler: func(*cli.Context, error) {},
		// The values of a repeatable flag may contain commas.
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           false,
		OnUsageError:              onUsageError,
		Commands:                  []*cli.Command{genCommand(), explainCommand(), sweepCommand(), mergeCommand(), evaluateCommand(), inspectCommand(), reportCommand(), verifyCommand(), serveCommand(), completionCommand()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return noCommand(c.App, c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
	}
	for _, c := range a.Commands {
		c.OnUsageError = onUsageError
		c.HideHelpCommand = true // a file may be named h
		c.CustomHelpTemplate = helpPage(c)
	}
	return a
}

func onUsageError(c *cli.Context, err error, _ bool) error {
	if c.Command.Name == c.App.Name {
		return usage("%w; see tfreeze help", err)
	}
	return usage("%w; see tfreeze help %s", err, c.Command.Name)
}
