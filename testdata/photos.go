package testdata

import "embed"

// Photos are photos/NAME.png that the page of a server offers.
//
//go:embed photos/chelsea.png photos/coffee.png
var Photos embed.FS
