// Command tfreeze explains the predictions of TensorFlow models by heatmaps,
// with Activation Freezing. See README.md.
package main

import "os"

func main() { os.Exit(run(untilSignal(), os.Args, os.Stdout, os.Stderr)) }
