package results

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
)

// strays looks for maps in the directories of this run's inputs that no record
// mentions. A run that was killed leaves them. Maps that this run writes again do not
// matter.
func (o *Output) strays() error {
	for _, d := range o.order {
		entries, _ := os.ReadDir(d.path)
		for _, e := range entries {
			name := e.Name()
			if isMap(name) && !o.earlier.find(d.record.Directory).lists(name) && !o.writes(name) {
				return o.refuse(d.record.Directory, name+", which "+File+" does not mention")
			}
		}
	}
	return nil
}

// isMap reports whether a name is that of a map or of its picture.
func isMap(file string) bool {
	base, extension := strings.TrimSuffix(file, filepath.Ext(file)), filepath.Ext(file)
	parts := strings.Split(base, ".")
	if len(parts) < 2 || !slices.Contains(methods.Names(), parts[0]) || !slices.Contains(serving.VariantNames(), parts[1]) {
		return false
	}
	return len(parts) == 2 && (extension == ".npy" || extension == ".png") ||
		len(parts) == 3 && extension == ".png" && slices.Contains(report.ViewNames(), parts[2])
}

// writes reports whether this run will write a map, or its picture, with that name.
func (o *Output) writes(file string) bool {
	return slices.ContainsFunc(o.kinds, func(k kind) bool { return strings.HasPrefix(file, k.String()+".") })
}

// figureFiles are the names of figures in all formats.
func figureFiles() []string {
	var all []string
	for _, format := range report.Formats {
		all = append(all, figureName+format)
	}
	return all
}

// files lists the files that were written for an input.
func (in *Input) files() []string {
	if in == nil {
		return nil
	}
	files := append(figureFiles(), in.Picture)
	for _, a := range in.Attributions {
		files = append(files, a.NPY, a.PNG)
		for _, picture := range a.Pictures {
			files = append(files, picture)
		}
	}
	return files
}

func (in *Input) lists(file string) bool { return slices.Contains(in.files(), file) }

// clear removes what the earlier run wrote. It stays within the directory, whatever the
// record says.
func (o *Output) clear() error {
	root, err := os.OpenRoot(o.dir)
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	defer root.Close()
	for i := range o.earlier.Inputs {
		dir := o.earlier.Inputs[i].Directory
		if dir != filepath.Base(dir) || !filepath.IsLocal(dir) || dir == "." {
			continue // explain writes no such record
		}
		entries, _ := os.ReadDir(filepath.Join(o.dir, dir)) // it may be missing
		for _, e := range entries {
			if !isMap(e.Name()) && !slices.Contains(figureFiles(), e.Name()) && e.Name() != inputFile {
				continue
			}
			if err := root.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("output %s: %w", o.dir, err)
			}
		}
		root.Remove(dir) // fails if it is not empty
	}
	for _, file := range o.earlier.Figures {
		if file == filepath.Base(file) && slices.Contains(report.Formats, strings.TrimPrefix(filepath.Ext(file), ".")) {
			root.Remove(file) // it may be missing
		}
	}
	o.earlier = nil
	return nil
}
