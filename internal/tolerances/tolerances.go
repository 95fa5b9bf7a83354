// Package tolerances says by how much two numbers that should be the same may differ:
// testdata/tolerances.json, which the Go tests, package verify and the tools in Python
// share.
package tolerances

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"tfreeze/testdata"
)

// A Row is one tolerance.
type Row struct {
	Name string
	// Value bounds the difference in the row's unit; for maps, that of single elements.
	Value float64
	// L2, of maps, bounds the norm of the difference over the norm of the map that is
	// compared with; 0 if the row has none.
	L2 float64
	// Unit says what Value is a number or a share of, and Reason why it is that.
	Unit, Reason string
}

// All lists the rows in the order of the file.
func All() []Row { return read() }

var read = sync.OnceValue(func() []Row {
	d := json.NewDecoder(bytes.NewReader(testdata.Tolerances))
	d.DisallowUnknownFields()
	var rows []Row
	if err := d.Decode(&rows); err != nil {
		panic(fmt.Sprintf("testdata/tolerances.json: %v", err)) // the file is embedded
	}
	return rows
})

// Find returns the row of a name, and reports whether there is one.
func Find(name string) (Row, bool) {
	for _, r := range All() {
		if r.Name == name {
			return r, true
		}
	}
	return Row{}, false
}

// Of returns the row of a name that the code holds. It panics if there is none.
func Of(name string) Row {
	r, ok := Find(name)
	if !ok {
		panic(fmt.Sprintf("testdata/tolerances.json has no row %q", name))
	}
	return r
}

// OfMap returns the row "GROUP/METHOD.VARIANT" of a map, or else the row "maps", that
// of all maps. The groups are tried in turn.
func OfMap(method, variant string, groups ...string) Row {
	for _, group := range groups {
		if r, ok := Find(group + "/" + method + "." + variant); ok {
			return r
		}
	}
	return Of("maps")
}
