// Package results is about the directory that explain writes. It holds a map, its
// pictures and a figure for each input, and explain.json, which says how they were
// made.
//
//	DIR/explain.json                          a Record
//	DIR/INPUT/METHOD.VARIANT.npy              a map, float32, in the input's shape
//	DIR/INPUT/METHOD.VARIANT.png              its picture in the first view
//	DIR/INPUT/METHOD.VARIANT.VIEW.png         its picture in another view
//	DIR/INPUT/figure.png                      the maps of the last run side by side
//	DIR/INPUT/input.png                       what the network saw, if it is a picture
//
// Read reads explain.json, and ReadMap reads a map. An Output writes them. It locks the
// directory, refuses to mix maps that were made differently, and keeps explain.json
// correct whenever the run ends.
package results
