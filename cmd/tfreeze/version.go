package main

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"

	"tfreeze/internal/tensorflow"
)

// printVersion says which tfreeze this is, and which TensorFlow it finds:
//
//	tfreeze 0.1.0, commit 13e707b2cb1a, TensorFlow 2.21.0
func printVersion(c *cli.Context) {
	library, err := tensorflow.Version()
	if err != nil {
		library = fmt.Sprintf("is not found: %v", err)
	}
	fmt.Fprintf(c.App.Writer, "%s %s%s, TensorFlow %s\n", c.App.Name, c.App.Version, commit(), library)
}

// commit names the one that the program was built from, as far as Go noted it.
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
