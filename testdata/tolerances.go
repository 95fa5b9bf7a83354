// Package testdata embeds what the program needs of the test data.
package testdata

import _ "embed"

// Tolerances is tolerances.json; package tolerances reads it.
//
//go:embed tolerances.json
var Tolerances []byte
