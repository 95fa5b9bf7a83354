package gen

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"
)

func TestPlaced(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "write", Path: "/a/.d.12/saved_model.pb", Err: syscall.ENOSPC}, "output /a/d/saved_model.pb: no space left on device"},
		{&fs.PathError{Op: "open", Path: "/b/weights", Err: syscall.ENOENT}, "open /b/weights: no such file or directory"},
		{errors.New("tensorflow: run: /a/.d.12/variables/variables.data-00000-of-00001.tempstate345; No space left on device\n\t [[{{node save/SaveV2}}]]\nHint: x"),
			"output /a/d/variables/variables.data-00000-of-00001: no space left on device"},
		{errors.New("tensorflow: run: /b/x; No such file"), "tensorflow: run: /b/x; No such file"},
		{errors.New("another; error"), "another; error"},
	} {
		if got := placed(c.err, "/a/.d.12", "/a/d").Error(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
