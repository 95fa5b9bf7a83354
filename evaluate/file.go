package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"tfreeze/internal/files"
	"tfreeze/methods"
)

// RunFile is the name of the File's file.
const RunFile = "run.json"

// Version is the version of the directory's form. Keys and files may be added within a
// version.
const Version = 1

// A File is the content of run.json: what was measured, and how.
type File struct {
	Version    int    `json:"version"`
	Tfreeze    string `json:"tfreeze"`
	TensorFlow string `json:"tensorflow"`
	// Complete is false while the command runs, and after an interruption, until a run has
	// gone through all of the images.
	Complete bool `json:"complete"`
	// Shard is set if the run was given a part of the images, and Joined if Join wrote this:
	// of how many runs.
	Shard  *Shard  `json:"shard,omitempty"`
	Joined int     `json:"joined,omitempty"`
	Model  Model   `json:"model"`
	Made   Made    `json:"made"`
	Asked  Asked   `json:"asked"`
	Images []Image `json:"images"`
}

// A Model says which model was explained.
type Model struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	// Score is the tensor that is explained.
	Score string `json:"score"`
}

// Made is what every row of the directory depends on. Another run may not differ in it.
type Made struct {
	Settings Settings `json:"settings"`
	// Options are the options of the methods and of freezing, by name; arrays are hashes.
	Options map[string]string `json:"options"`
	Engine  string            `json:"engine"`
	Target  string            `json:"target"`
	Seed    uint64            `json:"seed"`
	// Activations, Exact and Layer are those of package tfreeze's ModelOptions.
	Activations string            `json:"activations,omitempty"`
	Exact       bool              `json:"exact,omitempty"`
	Layer       string            `json:"layer,omitempty"`
	Feeds       map[string]string `json:"feeds,omitempty"`
	Masks       string            `json:"masks,omitempty"`
	Boxes       string            `json:"boxes,omitempty"`
}

// Asked is what the last run was asked for. Another run may ask for more.
type Asked struct {
	Metrics     []string  `json:"metrics"`
	Methods     []string  `json:"methods"`
	Variants    []string  `json:"variants"`
	Percentiles []float64 `json:"percentiles"`
}

// An Image is an image that rows are about.
type Image struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	// Target is the class explained, -1 if classes are summed, and Score its score.
	Target int     `json:"target"`
	Label  string  `json:"label,omitempty"`
	Score  float64 `json:"score"`
	// Place is that of the image in the list of which the run was given a shard, from 0.
	Place int `json:"place,omitempty"`
}

// Read reads run.json of a directory.
func Read(dir string) (File, error) {
	var f File
	path := filepath.Join(dir, RunFile)
	raw, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	if f.Version != Version {
		return f, fmt.Errorf("%s has version %d, and this tfreeze reads %d", path, f.Version, Version)
	}
	return f, nil
}

// Write writes run.json.
func (f File) Write(dir string) error {
	return files.Write(filepath.Join(dir, RunFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(f)
	})
}

// continues takes over what an earlier run of the directory recorded. It is an error if
// that was of another model, or made differently, or if the directory holds other files.
func (f *File) continues(dir string) error {
	earlier, err := Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return refuseOthers(dir)
	}
	if err != nil {
		return err
	}
	if earlier.Model.SHA256 != f.Model.SHA256 || earlier.Model.Score != f.Model.Score {
		return fmt.Errorf("%s holds rows of another model, %s: write elsewhere with --out", dir, earlier.Model.Path)
	}
	if what := differs(earlier.Made, f.Made); what != "" {
		return fmt.Errorf("%s holds rows that were made differently: %s; write elsewhere with --out", dir, what)
	}
	f.Images, f.Complete = earlier.Images, earlier.Complete
	return nil
}

// refuseOthers refuses a directory that holds files of others.
func refuseOthers(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return fmt.Errorf("output %s holds other files (%q) and no %s: nothing was written", dir, entries[0].Name(), RunFile)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// differs says in which key two are not the same, and how.
func differs(a, b Made) string {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		was, is := x.Field(i).Interface(), y.Field(i).Interface()
		if s, ok := was.(Settings); ok {
			if what := differingField(s, is.(Settings)); what != "" {
				return what
			}
			continue
		}
		if o, ok := was.(map[string]string); ok {
			if what := differingKey(o, is.(map[string]string)); what != "" {
				return what
			}
			continue
		}
		if !reflect.DeepEqual(was, is) {
			return fmt.Sprintf("%s was %v, is %v", x.Type().Field(i).Tag.Get("json"), was, is)
		}
	}
	return ""
}

func differingField(a, b Settings) string {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if was, is := x.Field(i).Interface(), y.Field(i).Interface(); !reflect.DeepEqual(was, is) {
			return fmt.Sprintf("%s was %v, is %v", x.Type().Field(i).Tag.Get("json"), was, is)
		}
	}
	return ""
}

func differingKey(a, b map[string]string) string {
	var keys []string
	for _, m := range []map[string]string{a, b} {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if was := valueOf(a, k); was != valueOf(b, k) {
			return fmt.Sprintf("%s was %q, is %q", k, was, b[k])
		}
	}
	return ""
}

// valueOf is an option's text. An older tfreeze, which did not have the option, made what
// its default makes.
func valueOf(options map[string]string, name string) string {
	if text, ok := options[name]; ok {
		return text
	}
	if c := methods.OptionOf(name); c != nil {
		return fmt.Sprint(c.Default)
	}
	return ""
}
