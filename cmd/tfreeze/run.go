package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"
)

// version is what explain.json and --version say.
const version = "0.1.0"

// A usageError is a wrong call; the exit code is 2 rather than 1.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run is the whole command: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := app(&visible{w: stdout}, stderr)
	if completes(args) {
		complete(a, args[:len(args)-1], stdout)
		return 0
	}
	args, err := flagsFirst(a, args)
	if err == nil {
		err = a.RunContext(ctx, args)
	}
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; what was finished is kept")
	}
	// The library has one such error of its own: help for an unknown command.
	if exit := cli.ExitCoder(nil); errors.As(err, &exit) {
		err = noCommand(args[len(args)-1])
	}
	fmt.Fprintf(&visible{w: stderr}, "tfreeze: %v\n", err)
	if errors.As(err, &usageError{}) {
		return 2
	}
	return 1
}

func noCommand(name string) error { return usage("there is no command %q; see tfreeze help", name) }

func app(stdout, stderr io.Writer) *cli.App {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print the version"}
	a := &cli.App{
		Name:           "tfreeze",
		Usage:          "heatmaps for TensorFlow models, by Activation Freezing",
		Version:        version,
		Writer:         stdout,
		ErrWriter:      stderr,
		ExitErrHandler: func(*cli.Context, error) {},
		// The value of a flag that repeats may have commas.
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           false,
		OnUsageError:              onUsageError,
		Commands:                  []*cli.Command{genCommand(), explainCommand(), inspectCommand(), verifyCommand()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return noCommand(c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
	}
	for _, c := range a.Commands {
		c.OnUsageError = onUsageError
	}
	return a
}

func onUsageError(c *cli.Context, err error, _ bool) error {
	if c.Command.Name == c.App.Name {
		return usage("%w; see tfreeze help", err)
	}
	return usage("%w; see tfreeze help %s", err, c.Command.Name)
}
