package jobs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/results"
)

// File is the name of the Manifest's file.
const File = results.JobFile

// Version is the version of the directory's layout and of its files' keys.
const Version = 1

// A Manifest says what all shards of a job share.
type Manifest struct {
	Version int `json:"version"`
	// Tfreeze and TensorFlow are the versions of the programs.
	Tfreeze    string   `json:"tfreeze"`
	TensorFlow string   `json:"tensorflow"`
	Shards     int      `json:"shards"`
	Formats    []Format `json:"formats"`
	Float16    bool     `json:"float16,omitempty"`
	// Resize, Size and NoEXIF say how images become inputs. Engine is what was asked to
	// compute the maps.
	Resize     inputs.Resize      `json:"resize"`
	Size       string             `json:"size,omitempty"`
	NoEXIF     bool               `json:"no_exif,omitempty"`
	Engine     explain.Engine     `json:"engine"`
	Model      results.Model      `json:"model"`
	Parameters results.Parameters `json:"parameters"`
}

// agree holds the manifest against that of the directory. The error is fs.ErrNotExist if
// that has no manifest.
func (m *Manifest) agree(dir string) error {
	had, err := ReadManifest(dir)
	if err != nil {
		return err
	}
	return m.against(had, dir)
}

// against holds the manifest against that of a directory.
func (m *Manifest) against(had *Manifest, dir string) error {
	// What was read differs from what is written, where keys are left out.
	var now Manifest
	if err := decode(m.json(), &now); err != nil {
		return err
	}
	if why := now.differs(had); len(why) > 0 {
		return fmt.Errorf("output %s is of a job with other options: %s; write elsewhere with --out", dir, strings.Join(why, "; "))
	}
	return nil
}

func (m *Manifest) json() []byte {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		panic(err) // it holds numbers and texts alone
	}
	return append(text, '\n')
}

// to writes the manifest.
func (m *Manifest) to(w io.Writer) error {
	_, err := w.Write(m.json())
	return err
}

// write writes the manifest by way of tmp. Of several processes that do so at once, one
// does; the others must agree with it.
func (m *Manifest) write(dir, tmp string) error {
	text, path := filepath.Join(tmp, File), filepath.Join(dir, File)
	defer os.Remove(text)
	if err := os.WriteFile(text, m.json(), 0o644); err != nil {
		return fmt.Errorf("output %s: %w", dir, files.Cause(err))
	}
	err := os.Link(text, path)
	if errors.Is(err, fs.ErrExist) {
		return m.agree(dir)
	}
	if err != nil { // some file systems have no links
		err = os.Rename(text, path)
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", dir, files.Cause(err))
	}
	return nil
}

// ReadManifest reads the job.json of a directory.
func ReadManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, File)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseManifest(text, path)
}

func parseManifest(text []byte, path string) (*Manifest, error) {
	var m Manifest
	err := decode(text, &m)
	if m.Version != 0 && m.Version != Version {
		return nil, fmt.Errorf("%s has version %d, but this tfreeze knows version %d", path, m.Version, Version)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return &m, nil
}

// differs lists what is not as in an earlier manifest. Where the model's files lie does
// not matter.
func (m *Manifest) differs(had *Manifest) (why []string) {
	then, now := had.flat(), m.flat()
	for _, key := range sortedKeys(then, now) {
		if !reflect.DeepEqual(then[key], now[key]) {
			why = append(why, fmt.Sprintf("%s %s, now %s", key, text(then[key]), text(now[key])))
		}
	}
	return why
}

// flat lists the manifest's keys, and those of the model and the parameters among them.
func (m *Manifest) flat() map[string]any {
	raw, _ := json.Marshal(m) // it was read, or written, before
	all := map[string]any{}
	decode(raw, &all)
	for _, part := range []string{"model", "parameters"} {
		inner, _ := all[part].(map[string]any)
		delete(all, part)
		for key, v := range inner {
			if part == "model" {
				key = "model's " + key
			}
			all[key] = v
		}
	}
	delete(all, "model's path")
	return all
}

func sortedKeys(maps ...map[string]any) []string {
	var keys []string
	for _, m := range maps {
		for key := range m {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// text is a value in an error: as in the file, if it is short.
func text(v any) string {
	const most = 60
	if v == nil {
		return "none"
	}
	raw, err := json.Marshal(v)
	if err != nil || len(raw) > most {
		return string(raw[:min(most, len(raw))]) + "..."
	}
	return string(raw)
}

// decode keeps all digits of numbers.
func decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
