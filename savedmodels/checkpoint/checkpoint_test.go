package checkpoint

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	slicepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_slice_go_proto"
	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

const (
	tinyV1 = "../../testdata/tiny/ckpt_v1/tiny.ckpt"
	tinyV2 = "../../testdata/tiny/ckpt_v2/tiny.ckpt"
)

// tinyVariables are those that TensorFlow itself listed.
func tinyVariables(t *testing.T) []Variable {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/tiny/nodes.json")
	if err != nil {
		t.Fatal(err)
	}
	var nodes struct{ Variables [][2]json.RawMessage }
	if err := json.Unmarshal(raw, &nodes); err != nil {
		t.Fatal(err)
	}
	var variables []Variable
	for _, entry := range nodes.Variables {
		v := Variable{DType: gr.Float}
		if err := errors.Join(json.Unmarshal(entry[0], &v.Name), json.Unmarshal(entry[1], &v.Shape)); err != nil {
			t.Fatal(err)
		}
		variables = append(variables, v)
	}
	return variables
}

// TestOpen finds the same variables, however the checkpoint is named.
func TestOpen(t *testing.T) {
	want := tinyVariables(t)
	dir := filepath.Join(t.TempDir(), "odd [1] name")
	copyTree(t, "../../testdata/tiny/ckpt_v2", dir)
	for _, c := range []struct {
		given, path string
		version     int
	}{
		{tinyV1, tinyV1, 1},
		{"../../testdata/tiny/ckpt_v1", tinyV1, 1},
		{tinyV2, tinyV2, 2},
		{tinyV2 + ".index", tinyV2, 2},
		{tinyV2 + ".meta", tinyV2, 2},
		{tinyV2 + ".data-00000-of-00001", tinyV2, 2},
		{"../../testdata/tiny/ckpt_v2", tinyV2, 2},
		{"../../testdata/tiny/saved_model_tf1/variables", "../../testdata/tiny/saved_model_tf1/variables/variables", 2},
		{dir, filepath.Join(dir, "tiny.ckpt"), 2},
	} {
		got, err := Open(c.given)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(&Checkpoint{Path: c.path, Version: c.version, Variables: want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.given, diff)
		}
	}
}

func TestCheckpointVariable(t *testing.T) {
	c, err := Open(tinyV1)
	if err != nil {
		t.Fatal(err)
	}
	v, ok := c.Variable("tiny/conv2/weights")
	if diff := cmp.Diff(Variable{Name: "tiny/conv2/weights", DType: gr.Float, Shape: gr.Shape{3, 3, 4, 5}}, v); !ok || diff != "" {
		t.Errorf("found: %v (-want +got):\n%s", ok, diff)
	}
	if v, ok := c.Variable("tiny/conv2"); ok {
		t.Errorf("found %v", v)
	}
}

// TestSliced: a variable in slices is listed once, in its full shape, and has no values here.
func TestSliced(t *testing.T) {
	for _, path := range []string{"partitioned/variables/variables", "partitioned_v1/model.ckpt"} {
		c, err := Open("../../testdata/forms/" + path)
		if err != nil {
			t.Fatal(err)
		}
		want := []Variable{
			{Name: "bias", DType: gr.Float, Shape: gr.Shape{6}},
			{Name: "dense", DType: gr.Float, Shape: gr.Shape{6, 4}, Sliced: true},
			{Name: "kernel", DType: gr.Float, Shape: gr.Shape{3, 3, 3, 6}},
		}
		if diff := cmp.Diff(want, c.Variables); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		read := func(_ Variable, values io.Reader) error { return nil }
		if err := c.Values([]string{"kernel", "bias"}, read); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		const none = `variable "dense" is in slices, which is not supported here`
		if err := c.Values([]string{"dense"}, read); err == nil || !strings.Contains(err.Error(), none) {
			t.Errorf("%s: got %v, want %s", path, err, none)
		}
	}
}

// TestSlicedOne: one slice of several rows is a slice, too; one that spans all is not.
func TestSlicedOne(t *testing.T) {
	for sliced, slice := range map[bool]*slicepb.TensorSliceProto{true: sliceOf(2), false: {}} {
		c, err := Open(write(t, "x", v1(slice)))
		if err != nil || c.Variables[0].Sliced != sliced {
			t.Errorf("got %v, %v; want %t", c, err, sliced)
		}
	}
}

// TestFiles: index and data, but not the MetaGraph beside them.
func TestFiles(t *testing.T) {
	for path, want := range map[string][]string{
		tinyV1: {tinyV1}, tinyV2: {tinyV2 + ".data-00000-of-00001", tinyV2 + ".index"},
	} {
		if got, err := Files(path); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: got %v, %v", path, got, err)
		}
	}
	if _, err := Files("none/x"); err == nil {
		t.Error("there are files in a directory that is not there")
	}
}

func TestIsData(t *testing.T) {
	for path, want := range map[string]bool{"a/x.data-00000-of-00001": true, "x.index": false, "x.data-0-of-1": false, "x.data-00000-of-00001.gz": false, "data": false} {
		if got := IsData(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// copyTree copies the files of a directory.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// write writes a file below a fresh directory and returns its path.
func write(t *testing.T, name string, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
