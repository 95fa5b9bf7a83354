// Package tolerances says how much two numbers that should be equal may differ, and
// why. It reads testdata/tolerances.json, which the Go tests, package verify and the
// tools in Python share.
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
	// Value bounds the difference in the row's unit. For maps, it bounds the difference
	// of single elements.
	Value float64
	// L2 bounds, for maps, the norm of the difference relative to the norm of the
	// expected map. It is 0 if the row has no such bound.
	L2 float64
	// Unit is the unit of Value, and Reason says why Value is what it is.
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

// Find returns the row with the given name, and reports whether there is one.
func Find(name string) (Row, bool) {
	for _, r := range All() {
		if r.Name == name {
			return r, true
		}
	}
	return Row{}, false
}

// Of returns the row with a name that the code contains. It panics if there is none.
func Of(name string) Row {
	r, ok := Find(name)
	if !ok {
		panic(fmt.Sprintf("testdata/tolerances.json has no row %q", name))
	}
	return r
}

// OfMap returns the row "GROUP/METHOD.VARIANT" of a map, from the first group that has
// it, or else the row "maps", which is for all maps.
func OfMap(method, variant string, groups ...string) Row {
	for _, group := range groups {
		if r, ok := Find(group + "/" + method + "." + variant); ok {
			return r
		}
	}
	return Of("maps")
}
