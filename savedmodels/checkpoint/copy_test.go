package checkpoint

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	smallV1 = "../../testdata/vgg_16_small/ckpt_v1/vgg_16_small.ckpt"
	smallV2 = "../../testdata/vgg_16_small/ckpt_v2/vgg_16_small.ckpt"
)

// copied copies all variables of a checkpoint but one.
func copied(t *testing.T, path string) (*Checkpoint, string, error) {
	t.Helper()
	from, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range from.Variables {
		if v.Name != "vgg_16/fc8/biases" && v.Name != "global_step" {
			names = append(names, v.Name)
		}
	}
	prefix := filepath.Join(t.TempDir(), "copy")
	err = from.CopyVariables(prefix, names)
	return from, prefix, err
}

// TestCopyVariables: a copy, of either format, lists the variables of the original and has
// the same bytes. The command's scripts test that TensorFlow reads it.
func TestCopyVariables(t *testing.T) {
	var data [][]byte
	for _, path := range []string{smallV1, smallV2} {
		from, prefix, err := copied(t, path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(prefix)
		if err != nil {
			t.Fatal(err)
		}
		var want []Variable
		for _, v := range from.Variables {
			if v.Name != "vgg_16/fc8/biases" && v.Name != "global_step" {
				want = append(want, v)
			}
		}
		if diff := cmp.Diff(want, got.Variables); diff != "" || got.Version != 2 {
			t.Errorf("%s: version %d (-want +got):\n%s", path, got.Version, diff)
		}
		data = append(data, readFile(t, prefix+".data-00000-of-00001"))
		if again := filepath.Join(t.TempDir(), "again"); got.CopyVariables(again, []string{"vgg_16/fc8/weights"}) != nil {
			t.Errorf("%s: the copy cannot be copied", path)
		}
	}
	if len(data[0]) == 0 || !bytes.Equal(data[0], data[1]) {
		t.Errorf("from V1 %d bytes, from V2 %d others", len(data[0]), len(data[1]))
	}
}

func TestCopyVariablesRefuses(t *testing.T) {
	c, err := Open(smallV2)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CopyVariables(filepath.Join(t.TempDir(), "c"), []string{"nothing"}); err == nil || !strings.Contains(err.Error(), `there is no float variable "nothing"`) {
		t.Error(err)
	}
	for _, path := range []string{smallV1, smallV2} {
		dir := t.TempDir()
		files, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw := readFile(t, f)
			if path == smallV1 || strings.Contains(f, ".data-") {
				raw[len(raw)/2] ^= 1
			}
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := copied(t, filepath.Join(dir, filepath.Base(path))); !errors.Is(err, errDamaged) {
			t.Errorf("%s: a flipped bit: %v", path, err)
		}
	}
}
