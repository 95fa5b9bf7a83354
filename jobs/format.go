package jobs

import (
	"fmt"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// A Format is how the maps of an input are written.
type Format string

// The formats. NPZ is one file for each input, with an array METHOD.VARIANT for each map;
// NPY and PNG are files METHOD.VARIANT.npy and .png in a directory.
const (
	NPZ Format = "npz"
	NPY Format = "npy"
	PNG Format = "png"
)

// FormatNames lists the formats.
func FormatNames() []string { return []string{string(NPZ), string(NPY), string(PNG)} }

// ParseFormats reads a list of formats.
func ParseFormats(names []string) ([]Format, error) {
	var all []Format
	for _, name := range names {
		f := Format(name)
		if !slices.Contains(FormatNames(), name) {
			return nil, nearest.Unknown("format", name, FormatNames())
		}
		if slices.Contains(all, f) {
			return nil, fmt.Errorf("format %s is given twice", name)
		}
		all = append(all, f)
	}
	if slices.Contains(all, NPZ) && slices.Contains(all, NPY) {
		return nil, fmt.Errorf("formats %s: npz and npy hold the same maps: choose one", strings.Join(names, ","))
	}
	return all, nil
}
