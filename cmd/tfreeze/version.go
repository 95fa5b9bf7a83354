package main

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"

	"tfreeze/internal/tensorflow"
)

// printVersion prints the version of tfreeze, its commit, and the version of
// TensorFlow:
//
//	tfreeze 0.1.0, commit 13e707b2cb1a, TensorFlow 2.21.0
func printVersion(c *cli.Context) {
	library, err := tensorflow.Version()
	if err != nil {
		library = fmt.Sprintf("is not found: %v", err)
	}
	fmt.Fprintf(c.App.Writer, "%s %s%s, TensorFlow %s\n", c.App.Name, c.App.Version, commit(), library)
}

// commit returns the commit from which the program was built, if Go recorded it.
func commit() string {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return ""
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = ", commit " + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return revision + changed
}
