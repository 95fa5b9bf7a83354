package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"tfreeze/methods"
)

// TestMain lets scripts run the command as a process of its own, with the real
// TensorFlow, signals and exit codes.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tfreeze": main})
}

// hasTensorFlow reports whether a Python can import TensorFlow.
func hasTensorFlow(python string) bool {
	return python != "" && exec.Command(python, "-c", "import importlib.util, sys; sys.exit(not importlib.util.find_spec('tensorflow'))").Run() == nil
}

// TestScripts runs testdata/*.txtar. $TESTDATA is the repository's testdata.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TESTDATA", data)
			e.Setenv("TENSORFLOW_DIR", os.Getenv("TENSORFLOW_DIR"))
			e.Setenv("PYTHON", os.Getenv("PYTHON"))
			e.Setenv("CONSUMERS", filepath.Join(data, "..", "tools", "consumers"))
			e.Setenv("EVERY", strings.Join(served(), ","))
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "python" {
				return false, fmt.Errorf("there is no condition %s", name)
			}
			return hasTensorFlow(os.Getenv("PYTHON")), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails":       fails,
			"golden":      golden,
			"recorded":    recorded,
			"odd":         odd,
			"npz":         npz,
			"image-size":  imageSizeOf,
			"fill":        fill,
			"stack":       stack,
			"same":        same,
			"picture":     picture,
			"cut":         cut,
			"unhex":       unhex,
			"jsonfield":   jsonField,
			"edit-graph":  editGraph,
			"checkpoint":  checkpoint,
			"await":       await,
			"same-pixels": samePixels,
		},
		RequireUniqueNames: true,
	})
}

// served are the names of the methods that gen's signatures can have.
func served() []string {
	var names []string
	for _, m := range methods.Served() {
		names = append(names, m.Name)
	}
	return names
}
