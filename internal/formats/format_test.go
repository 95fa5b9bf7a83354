package formats

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// zipped makes an archive of empty files.
func zipped(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// message encodes a varint in field 1, and size bytes in each of the other fields.
func message(version uint64, size int, fields ...protowire.Number) string {
	raw := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), version)
	for _, field := range fields {
		raw = protowire.AppendBytes(protowire.AppendTag(raw, field, protowire.BytesType), make([]byte, size))
	}
	return string(raw)
}

func TestOf(t *testing.T) {
	zeros := strings.Repeat("\x00", 600)
	for _, c := range []struct{ raw, want string }{
		{"", "an empty file, of 0 bytes"},
		{"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n", "a Git LFS pointer in place of a file"},
		{"\x89PNG\r\n\x1a\n" + zeros, "a PNG image"},
		{"\xff\xd8\xff\xe0" + zeros, "a JPEG image"},
		{"GIF89a" + zeros, "a GIF image"},
		{"RIFF\x10\x00\x00\x00WEBPVP8 ", "a WebP image"},
		{"BM\x10\x00\x00\x00\x00\x00\x00\x00" + zeros, "a BMP image"},
		{"\x93NUMPY\x01\x00", "a NumPy array (.npy)"},
		{"\x00\x00\x00\x18ftypheic" + zeros, "a HEIC photo"},
		{"\x00\x00\x00\x18ftypavif" + zeros, "an AVIF image"},
		{"\x00\x00\x00\x18ftypisom" + zeros, "a video"},
		{"\xff\x0a" + zeros, "a JPEG XL image"},
		{"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 image"},
		{"II*\x00\x10\x00\x00\x00CR\x02\x00" + zeros, "a raw photo (CR2)"},
		{"II*\x00\x08\x00\x00\x00" + zeros, "a TIFF image, or a raw photo"},
		{"MM\x00*" + zeros, "a TIFF image, or a raw photo"},
		{"8BPS\x00\x01", "a Photoshop image"},
		{"P6\n2 2\n255\n" + zeros, "a Netpbm image"},
		{"P3\n2 2\n255\n1 2 3", "a Netpbm image"},
		{zeros[:128] + "DICM" + zeros, "a DICOM image"},
		{"%PDF-1.7\n" + zeros, "a PDF"},
		{`<?xml version="1.0"?>` + "\n<svg width='3'>", "an SVG drawing"},
		{"\x89HDF\r\n\x1a\n" + zeros, "an HDF5 file, as Keras writes (.h5)"},
		{zipped(t, "metadata.json", "config.json", "model.weights.h5"), "a Keras model (.keras)"},
		{zipped(t, "net/data.pkl", "net/version"), "a PyTorch file"},
		{zipped(t, "x.npy", "y.npy"), "an archive of NumPy arrays (.npz)"},
		{zipped(t, "m/saved_model.pb"), "a zip archive with a SavedModel"},
		{zipped(t, "a.txt"), "a zip archive"},
		{zipped(t), "a zip archive"},
		{"\x1f\x8b\x08" + zeros, "an archive"},
		{"m/" + zeros[:255] + "ustar\x0000" + zeros, "an archive"},
		{"\x1c\x00\x00\x00TFL3" + zeros, "a TensorFlow Lite model"},
		{"\x40\x00\x00\x00\x00\x00\x00\x00{\"w\":{}}", "a safetensors file"},
		{"\x80\x04\x95" + zeros, "a pickle of Python, as PyTorch and others write"},
		{"GGUF\x03", "a GGUF file"},
		{zeros + tableMagic, "a TensorFlow checkpoint, or its index"},
		{message(8, 7, 2, 3, 7, 8), "an ONNX model"},
		{message(8, 10000, 7), "an ONNX model"},
		{message(1, 10, 2), "the file of a SavedModel"},
		{message(1, 10000, 2, 2), "the file of a SavedModel"},
		{"\n<!DOCTYPE html>\n<html>", "a web page"},
		{`{"format": "graph-model", "generatedBy": "2.9"}`, "the model.json of TensorFlow.js"},
		{`{"module": "keras", "class_name": "Functional"}`, "the JSON of a Keras model, without its weights"},
		{"# a graph\nnode {\n  name: \"x\"\n", "a graph in text form"},
		{"library {}\n", "a graph in text form"},
		{"saved_model_schema_version: 1\nmeta_graphs {\n", "a SavedModel in text form"},
		{"\n# a model\nmeta_graphs <\n", "a SavedModel in text form"},
		{"meta_info_def {\n  stripped_op_list {\n", "a MetaGraph in text form"},
		{"a list of nodes:\nnode {\n", "a text file"},
		{`{"a": 1}`, "a JSON file"},
		{"[1, 2]", "a JSON file"},
		{"a text, and né umlaut ü\n", "a text file"},
		{strings.Repeat("é", headSize), "a text file"},
		{strings.Repeat("a", headSize-1) + strings.Repeat("é", 9), "a text file"},
		{"\xfe\xff\x01\x02", ""},
		{"\n\x06\n\x01x\x12\x01y", ""},
		// These graphs have nodes whose names are the magic numbers of other formats.
		{"\n\x0c\n\x06ftypes\x12\x01y", ""},
		{"\n\x0c\n\x06TFL3ab\x12\x01y", ""},
	} {
		got, err := Of(strings.NewReader(c.raw), int64(len(c.raw)))
		if err != nil || got.Name != c.want {
			t.Errorf("%.40q is %q (%v), want %q", c.raw, got.Name, err, c.want)
		}
	}
}

// TestModels: every model in testdata is recognised.
func TestModels(t *testing.T) {
	models := 0
	err := filepath.WalkDir("../../testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".pb" && filepath.Ext(path) != ".meta" {
			return err
		}
		models++
		want := Unknown
		switch {
		case d.Name() == "saved_model.pb" || d.Name() == "my_network.pb":
			want = SavedModel
		case filepath.Base(filepath.Dir(path)) == "text_meta_graph":
			want = MetaGraphText
		}
		if f, err := OfPath(path); err != nil || f.Kind != want && f.Name != "an empty file, of 0 bytes" {
			t.Errorf("%s is taken for %s (%v)", path, f.Name, err)
		}
		return nil
	})
	if err != nil || models < 20 {
		t.Errorf("%d models, %v", models, err)
	}
}

func TestHelp(t *testing.T) {
	f, err := Of(strings.NewReader("\x89HDF\r\n\x1a\n"), 8)
	if want := `: export it as a SavedModel, in Python: keras.models.load_model("a/b.h5").export("DIR"), and give DIR; weights alone need the model that they belong to (docs/how-to/convert.md)`; err != nil || f.ModelHelp("a/b.h5") != want {
		t.Errorf("%q, %v", f.ModelHelp("a/b.h5"), err)
	}
	if f, _ := OfPath("format.go"); f.ModelHelp("x") != "" || f.InputHelp("x") != "" {
		t.Errorf("a text is helped by %q", f.ModelHelp("x"))
	}
}

func TestOfPath(t *testing.T) {
	if _, err := OfPath("nothing"); !os.IsNotExist(err) {
		t.Error(err)
	}
	if _, err := OfPath("."); err == nil || err.Error() != ". is not a regular file" {
		t.Error(err)
	}
}

func FuzzOf(f *testing.F) {
	f.Add([]byte(message(8, 7, 2, 3, 7, 8)))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("P3\n{\"class_name\": node {"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Of(bytes.NewReader(raw), int64(len(raw)))
		if err != nil || got.Kind != Unknown && got.Name == "" {
			t.Errorf("%v, %v", got, err)
		}
	})
}
