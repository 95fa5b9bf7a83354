// Package tensorflow runs graphs with the TensorFlow C library, by cgo.
//
// The library is not linked, but opened when it is first needed. Commands that run no
// graph therefore start at once, and a missing library is an error with the name of the
// variable to set. TENSORFLOW_DIR names a directory with lib/, laid out as in the
// official libtensorflow archive.
//
// The package leaves the process's environment and stderr alone. Only Quiet and
// PreferOneDNN change them, and OneHeap its allocator, for a process that belongs to the caller.
package tensorflow

// #cgo LDFLAGS: -ldl
// #include <stdlib.h>
// #include "load.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"unsafe"

	tf "github.com/galeone/tensorflow/tensorflow/go"
)

// The official archive has the C API in libtensorflow.so.2, and the Python wheel in
// libtensorflow_cc.so.2.
var libraries = []string{"libtensorflow.so.2", "libtensorflow_cc.so.2"}

// Load opens the TensorFlow C library, once for the process. It looks in
// $TENSORFLOW_DIR/lib, else in the directory that make setup or make install fills,
// relative to the executable, else where the system's loader looks. Every function here
// that runs a graph calls it.
var Load = sync.OnceValue(load)

// Version returns the version of the loaded library, such as 2.21.0.
func Version() (string, error) {
	if err := Load(); err != nil {
		return "", err
	}
	return tf.Version(), nil
}

func load() error {
	path, err := find()
	if err != nil {
		return err
	}
	handle, err := openLibrary(path, quiet.Load())
	if err != nil {
		return fmt.Errorf("tensorflow: %w (run `make setup`, or set TENSORFLOW_DIR to a directory whose lib/ holds libtensorflow)", err)
	}
	if name := C.tfreeze_bind(handle); name != nil {
		return fmt.Errorf("tensorflow: %s lacks %s: a libtensorflow of version 2.x is needed", path, C.GoString(name))
	}
	return addOps()
}

// find returns the path to open. For a bare name the system searches.
func find() (string, error) {
	if dir := os.Getenv("TENSORFLOW_DIR"); dir != "" {
		if path := libraryIn(dir); path != "" {
			return path, nil
		}
		return "", fmt.Errorf("tensorflow: TENSORFLOW_DIR=%s: no lib/%s or lib/%s there", dir, libraries[0], libraries[1])
	}
	if exe, err := os.Executable(); err == nil {
		if path := installed(filepath.Dir(exe)); path != "" {
			return path, nil
		}
	}
	return libraries[0], nil
}

// installed finds the library for a program in the directory bin: in DIR/.tensorflow,
// which make setup fills in a checkout, or in DIR/lib/tfreeze, which make install
// fills.
func installed(bin string) string {
	for _, dir := range []string{".tensorflow", "lib/tfreeze"} {
		if path := libraryIn(filepath.Join(bin, "..", dir)); path != "" {
			return path
		}
	}
	return ""
}

func libraryIn(dir string) string {
	for _, name := range libraries {
		path := filepath.Join(dir, "lib", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

func openLibrary(path string, quiet bool) (unsafe.Pointer, error) {
	cpath := C.CString(path)
	defer C.free(unsafe.Pointer(cpath))
	flag := C.int(0)
	if quiet {
		flag = 1
	}
	var handle unsafe.Pointer
	if why := C.tfreeze_open(cpath, flag, &handle); why != nil {
		return nil, errors.New(C.GoString(why))
	}
	return handle, nil
}
