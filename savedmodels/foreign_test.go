package savedmodels

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestForeign: the error names what was given in place of a model, and what helps.
func TestForeign(t *testing.T) {
	for _, c := range []struct {
		name, load, want string
		files            map[string]string
	}{
		{"a photo", "x.jpg", "DIR/x.jpg is a JPEG image, not a model: the model comes first, then its inputs", map[string]string{"x.jpg": "\xff\xd8\xff\xe0"}},
		{"an HDF5 file by another name", "x.pb", `DIR/x.pb is an HDF5 file, as Keras writes (.h5): export it as a SavedModel, in Python: keras.models.load_model("DIR/x.pb").export("DIR"), and give DIR; weights alone need the model that they belong to (docs/how-to/convert.md)`,
			map[string]string{"x.pb": "\x89HDF\r\n\x1a\n"}},
		{"a pointer for a SavedModel's file", ".", "DIR/saved_model.pb is a Git LFS pointer in place of a file: get the file itself with: git lfs pull",
			map[string]string{"saved_model.pb": "version https://git-lfs.github.com/spec/v1\n"}},
		{"a text for a MetaGraph", "m.meta", "DIR/m.meta is a text file, not a model", map[string]string{"m.meta": "a text"}},
		{"nothing", "x.pb", "DIR/x.pb is an empty file, of 0 bytes, not a model", map[string]string{"x.pb": ""}},
		{"a frozen GraphDef named as a SavedModel", ".", "DIR/saved_model.pb: it holds no MetaGraph; if it is a frozen GraphDef, give it another name",
			map[string]string{"saved_model.pb": "\n\x06\n\x01x\x12\x01y"}},
		{"a SavedModel's file that is empty", "x.pb", "DIR/x.pb is not a SavedModel, or is truncated", map[string]string{"x.pb": "\x08\x01\x12\x01"}},
		{"a MetaGraph in text form by another name", "x.pbtxt", "DIR/x.pbtxt is a MetaGraph in text form, not a model: give it the name of its checkpoint, with .meta behind it",
			map[string]string{"x.pbtxt": "meta_info_def {\n}\n"}},
		{"a text that is wrong", "x.pbtxt", "DIR/x.pbtxt is not a frozen GraphDef in text form: line 2, column 3 cannot be read", map[string]string{"x.pbtxt": "node {\n  name\n}\n"}},
		{"a text that is cut off", ".", "DIR/saved_model.pbtxt is not a SavedModel in text form: its text cannot be read", map[string]string{"saved_model.pbtxt": "meta_graphs {\n"}},
		{"a text that nests", "x.pbtxt", "DIR/x.pbtxt is not a frozen GraphDef in text form: line 3: messages are nested more than 100 deep",
			map[string]string{"x.pbtxt": "node { # {{{\n name: '{\"{\\'{'\n attr " + strings.Repeat("{", 1<<20)}},
		{"an ONNX file", ".", "DIR is not a SavedModel: it has no saved_model.pb, but a model of another kind: DIR/m.onnx; docs/how-to/convert.md says how to make a SavedModel of it",
			map[string]string{"m.onnx": ""}},
		{"an address", "https://host/x", `model "DIR/https:/host/x" does not exist`, nil},

		{"an empty directory", ".", "DIR is not a SavedModel: it has no saved_model.pb, nothing at all", nil},
		{"a directory of others", ".", `DIR is not a SavedModel: it has no saved_model.pb, but "a", "b", "c", "d", and 2 more`,
			map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": ""}},
		{"versions, the newest of which is damaged", ".", "DIR/10/saved_model.pb is an empty file, of 0 bytes, not a model",
			map[string]string{"9/saved_model.pb": "", "10/saved_model.pb": "", "11/x": "", "012/saved_model.pb": "", "-13/saved_model.pb": ""}},
		{"a directory above", ".", "DIR is not a SavedModel: it has no saved_model.pb, but a directory with one: give DIR/net", map[string]string{"net/saved_model.pb": "", "a": ""}},
		{"a MetaGraph", ".", "DIR is not a SavedModel: it has no saved_model.pb, but a MetaGraph: give DIR/m.meta", map[string]string{"m.meta": "", "m.index": ""}},
		{"a checkpoint", ".", "DIR is not a SavedModel: it has no saved_model.pb, but a checkpoint, which has weights and no network: give its .meta, or --arch NAME --checkpoint DIR/m.index",
			map[string]string{"m.index": ""}},
		{"its variables", ".", "DIR is not a SavedModel: it has no saved_model.pb, but the variables of one: give the directory above",
			map[string]string{"variables.index": "", "variables.data-00000-of-00001": ""}},
		{"weights", "m.data-00000-of-00001", "DIR/m.data-00000-of-00001 holds the weights of a checkpoint, not a model", map[string]string{"m.data-00000-of-00001": "\x00\x01"}},
		{"a frozen GraphDef", ".", "DIR is not a SavedModel: it has no saved_model.pb, but another file: if DIR/g.pb is a frozen GraphDef, give that", map[string]string{"g.pb": ""}},
		{"a Keras file", ".", `DIR is not a SavedModel: it has no saved_model.pb, but a Keras model: export it, in Python: keras.models.load_model("DIR/m.keras").export("DIR"), and give DIR (docs/how-to/convert.md)`,
			map[string]string{"m.keras": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, raw := range c.files {
				path := filepath.Join(dir, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(raw), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Load(Source{Path: filepath.Join(dir, c.load)})
			// The export's own DIR stays.
			if err == nil || strings.ReplaceAll(err.Error(), dir, "DIR") != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
	if _, err := Load(Source{Path: "https://host/x"}); err == nil || err.Error() != `model "https://host/x" is not a file: download it, and give the file or directory` {
		t.Error(err)
	}
}
