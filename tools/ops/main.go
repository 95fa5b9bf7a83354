// Command ops lists, of the ops for which TensorFlow's Python registers a gradient, those
// that tfreeze differentiates, those that it refuses and why, and those that are missing:
//
//	go run ./tools/ops > docs/reference/ops.md
//
// The exit code is 1 if an op is missing.
package main

import (
	"fmt"
	"os"
)

func main() {
	c := compare(registered())
	fmt.Print(c.page())
	if len(c.missing) > 0 {
		os.Exit(1)
	}
}
