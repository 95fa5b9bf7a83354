package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the command itself one that scripts can run: as a process of
// its own, so that TensorFlow, signals and exit codes are the real ones.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tfreeze": main})
}

// TestScripts runs testdata/*.txtar. The repository's testdata is $TESTDATA.
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
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails":      fails,
			"golden":     golden,
			"recorded":   recorded,
			"fill":       fill,
			"stack":      stack,
			"same":       same,
			"picture":    picture,
			"cut":        cut,
			"jsonfield":  jsonField,
			"edit-graph": editGraph,
			"checkpoint": checkpoint,
			"await":      await,
		},
		RequireUniqueNames: true,
	})
}
