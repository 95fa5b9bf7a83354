// Package results is the directory that explain writes: a map, its pictures and a
// figure for each input, and explain.json, which says of what and how they were
// made.
//
//	DIR/explain.json                          a Record
//	DIR/INPUT/METHOD.VARIANT.npy              a map, float32, in the input's shape
//	DIR/INPUT/METHOD.VARIANT.png              its picture in the first view
//	DIR/INPUT/METHOD.VARIANT.VIEW.png         its picture in another view
//	DIR/INPUT/figure.png                      the maps of the last run side by side
//
// Read reads explain.json, and ReadMap a map. An Output writes: it holds the
// directory for itself, lets nothing stand beside what was made in another way, and
// keeps explain.json true of what is there, whenever the run ends.
package results
