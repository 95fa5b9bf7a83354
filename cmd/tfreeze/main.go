// Command tfreeze explains the predictions of TensorFlow models by heatmaps,
// with Activation Freezing. See README.md.
package main

import (
	"os"

	"tfreeze/internal/tensorflow"
)

func main() {
	// The process is the command's own.
	collectLater()
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	os.Exit(run(untilSignal(), os.Args, os.Stdout, os.Stderr))
}
