package savedmodels

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"tfreeze/internal/formats"
	"tfreeze/savedmodels/checkpoint"
)

// foreign returns an error that says what a file is, if that is known and is not a
// model that can be read. wanted are the kinds that it may be.
func foreign(path string, wanted ...formats.Kind) error {
	f, err := formats.OfPath(path)
	if err == nil && f.Kind == formats.Unknown && checkpoint.IsData(path) {
		return fmt.Errorf("%s holds the weights of a checkpoint, not a model", path)
	}
	if err != nil || f.Kind == formats.Unknown || slices.Contains(wanted, f.Kind) {
		return nil // the reader says what is wrong
	}
	if help := f.ModelHelp(path); help != "" && (f.Kind == formats.Foreign || f.Kind == formats.Checkpoint) {
		return fmt.Errorf("%s is %s%s", path, f.Name, help)
	}
	return fmt.Errorf("%s is %s, not a model%s", path, f.Name, f.ModelHelp(path))
}

// maxListed is how many files of a directory an error lists.
const maxListed = 4

// notSavedModel returns an error that says what a directory holds in place of a
// SavedModel, and which path to give instead.
func notSavedModel(dir string, entries []fs.DirEntry) error {
	say := func(what, help string) error {
		return fmt.Errorf("%s is not a SavedModel: it has no %s%s%s", dir, savedModelFile, what, help)
	}
	if len(entries) == 0 {
		return say("", ", nothing at all")
	}
	for _, known := range directories {
		if found := known.find(dir, entries); found != "" {
			return say(", but "+known.what, strings.ReplaceAll(known.help, "FOUND", filepath.Join(dir, found)))
		}
	}
	var names []string
	for _, e := range entries[:min(len(entries), maxListed)] {
		names = append(names, fmt.Sprintf("%q", e.Name()))
	}
	if more := len(entries) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return say(", but "+strings.Join(names, ", "), "")
}

// A directory is one that people mistake for a SavedModel. find returns the name of the
// file in it that gives it away; in help, FOUND becomes the path of that file.
type directory struct {
	find       func(dir string, entries []fs.DirEntry) string
	what, help string
}

var directories = []directory{
	{below, "a directory with one", ": give FOUND"},
	{named(`^variables\.(index|data-.*)$`), "the variables of one", ": give the directory above"},
	{named(`\.meta$`), "a MetaGraph", ": give FOUND"},
	{named(`\.index$`), "a checkpoint, which has weights and no network", ": give its .meta, or --arch NAME --checkpoint FOUND"},
	{named(`\.keras$`), "a Keras model", `: export it, in Python: keras.models.load_model("FOUND").export("DIR"), and give DIR (docs/how-to/convert.md)`},
	{named(`\.(h5|hdf5)$`), "a Keras model or its weights", `: export it, in Python: keras.models.load_model("FOUND").export("DIR"), and give DIR (docs/how-to/convert.md)`},
	{named(`\.pb$`), "another file", ": if FOUND is a frozen GraphDef, give that"},
	{named(`\.(onnx|tflite)$`), "a model of another kind", ": FOUND; docs/how-to/convert.md says how to make a SavedModel of it"},
	{named(`\.(safetensors|bin|pt|pth)$`), "weights of PyTorch", ": tfreeze reads TensorFlow models"},
	{named(`\.(zip|tar|gz|tgz)$`), "an archive", ": unpack FOUND"},
}

// named finds the first file whose name matches.
func named(pattern string) func(string, []fs.DirEntry) string {
	re := regexp.MustCompile(`(?i)` + pattern)
	return func(_ string, entries []fs.DirEntry) string {
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return re.MatchString(e.Name()) })
		if i < 0 {
			return ""
		}
		return entries[i].Name()
	}
}

// below finds a SavedModel inside.
func below(dir string, entries []fs.DirEntry) string {
	for _, e := range entries {
		if modelFile(filepath.Join(dir, e.Name())) != "" {
			return e.Name()
		}
	}
	return ""
}
