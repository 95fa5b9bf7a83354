package main

import (
	"encoding/hex"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// unhex FILE... writes each file from the hexadecimal bytes in FILE.hex.
func unhex(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: unhex FILE...")
	}
	for _, file := range args {
		raw, err := hex.DecodeString(strings.Join(strings.Fields(ts.ReadFile(file+".hex")), ""))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(file), raw, 0o644))
	}
}
