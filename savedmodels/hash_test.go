package savedmodels

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHash changes with each of a model's files, wherever they are, and with
// nothing else.
func TestHash(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [1] name")
	copyTree(t, "../testdata/tiny/saved_model_tf1", dir)
	before := hashOf(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if hashOf(t, dir) != before {
		t.Error("a file beside the model changes the hash")
	}
	data := filepath.Join(dir, "variables", "variables.data-00000-of-00001")
	open, err := Load(Source{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	open.Hash()
	raw := readFile(t, data)
	raw[0] ^= 1
	if err := os.WriteFile(data, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if hashOf(t, dir) == before {
		t.Error("another weight does not change the hash")
	}
	for _, m := range []*Model{open, open.Copy()} {
		if h, err := m.Hash(); h != before || err != nil {
			t.Errorf("the hash of a model that is open has become %s, %v", h, err)
		}
	}
}

// hashOf loads a model and takes its hash.
func hashOf(t *testing.T, dir string) string {
	t.Helper()
	m, err := Load(Source{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	h, err := m.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestHashOfV1 covers the weights of a V1 checkpoint that goes with a MetaGraph.
func TestHashOfV1(t *testing.T) {
	weights := filepath.Join(t.TempDir(), "weights")
	raw := readFile(t, tinyV1)
	hashes := map[string]bool{}
	for _, flip := range []byte{0, 1} {
		raw[100] ^= flip
		if err := os.WriteFile(weights, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		m := &Model{Path: tinyV2 + ".meta", Weights: &Weights{File: weights}}
		h, err := m.Hash()
		if err != nil {
			t.Fatal(err)
		}
		hashes[h] = true
	}
	if len(hashes) != 2 {
		t.Error("another weight does not change the hash")
	}
}
