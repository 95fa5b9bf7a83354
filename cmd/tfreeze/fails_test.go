package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// fails CODE REGEXP ARGUMENT... runs tfreeze. It must exit with the code, and write one
// line to stderr that matches as a whole. All files in $WORK must stay as they were,
// and none be added.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fails CODE REGEXP ARGUMENT...")
	}
	code, err := strconv.Atoi(args[0])
	ts.Check(err)
	sentence, err := regexp.Compile(`^tfreeze: (?:` + args[1] + `)\n$`)
	ts.Check(err)
	before := snapshot(ts)
	err = ts.Exec("tfreeze", args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != code {
		ts.Fatalf("it ended with %v, not with exit code %d", err, code)
	}
	if stderr := ts.ReadFile("stderr"); !sentence.MatchString(stderr) {
		ts.Fatalf("stderr %q does not match %v", stderr, sentence)
	}
	if diff := cmp.Diff(before, snapshot(ts)); diff != "" {
		ts.Fatalf("files changed (-before +after):\n%s", diff)
	}
}

// snapshot maps the files in $WORK to their sizes and hashes.
func snapshot(ts *testscript.TestScript) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			files[path] = "a directory"
			return err
		}
		raw, err := os.ReadFile(path)
		files[path] = fmt.Sprintf("%d bytes, %x", len(raw), sha256.Sum256(raw))
		return err
	}))
	return files
}
