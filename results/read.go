package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
)

// errDamaged says that a file is not the JSON of a Record.
var errDamaged = errors.New("it is damaged")

// Read reads the explain.json of a directory that explain wrote. It refuses another
// version of the schema.
func Read(dir string) (*Record, error) {
	r, err := read(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, File), err)
	}
	return r, nil
}

func read(dir string) (*Record, error) {
	raw, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		var why *fs.PathError
		if errors.As(err, &why) {
			err = why.Err
		}
		return nil, err
	}
	// Of another version, only the number can be understood.
	var r Record
	err = decodeJSON(raw, &r)
	if r.Version != 0 && r.Version != Version {
		return nil, versionError(r.Version)
	}
	if err != nil {
		return nil, errDamaged
	}
	r.Version = Version
	return &r, nil
}

// A versionError says that the version of a file's schema is unknown.
type versionError int

func (v versionError) Error() string {
	return fmt.Sprintf("its schema has version %d, but this tfreeze knows version %d", int(v), Version)
}

// ReadMap reads a map of an input, in the input's shape or in a.Shape, from the record's
// directory.
func ReadMap(dir string, in *Input, a *Attribution) ([]float32, error) {
	if a.NPY == "" {
		return nil, fmt.Errorf("%s: the map %s was drawn, and not kept", filepath.Join(dir, File), a.Name())
	}
	path := filepath.Join(in.Directory, a.NPY)
	if !filepath.IsLocal(path) {
		return nil, fmt.Errorf("%s names the map %q, which is outside its directory", filepath.Join(dir, File), path)
	}
	path = filepath.Join(dir, path)
	m, err := inputs.ReadArray(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if a.Shape == nil && !slices.Equal(m.Shape, in.Shape) {
		return nil, fmt.Errorf("%s: the map has shape %v, the input %v", path, gr.Shape(m.Shape), gr.Shape(in.Shape))
	}
	if a.Shape != nil && !slices.Equal(m.Shape, a.Shape) {
		return nil, fmt.Errorf("%s: the map has shape %v, and %s says %v", path, gr.Shape(m.Shape), File, gr.Shape(a.Shape))
	}
	if a.Scale != 0 {
		for i, v := range m.Data {
			m.Data[i] = float32(float64(v) * a.Scale)
		}
	}
	return m.Data, nil
}

// decodeJSON keeps all digits of numbers.
func decodeJSON(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}
