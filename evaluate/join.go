package evaluate

import (
	"fmt"
	"os"
	"slices"

	"tfreeze/internal/files"
)

// Join joins directories of one model, whose rows were made alike, and writes their
// images, rows and summary to another, which must be empty or not exist. An image that
// several have is one; another of its name gets a name of its own. Complete reports
// whether all runs had ended.
func Join(dirs []string, out string) (images int, complete bool, err error) {
	lock, err := files.LockDir(out)
	if err != nil {
		return 0, false, err
	}
	defer lock.Close()
	entries, err := os.ReadDir(out)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("output %s is not empty", out)
	}
	if err != nil {
		return 0, false, err
	}
	all, err := Read(dirs[0])
	if err != nil {
		return 0, false, err
	}
	all.Images = nil
	if err := all.Write(out); err != nil {
		return 0, false, err
	}
	to, err := openTable(out)
	if err != nil {
		return 0, false, err
	}
	defer to.close()
	for _, dir := range dirs {
		if err := all.join(dir, to); err != nil {
			return 0, false, err
		}
	}
	if err := all.Write(out); err != nil {
		return 0, false, err
	}
	return len(all.Images), all.Complete, Summarise(out)
}

// join adds the images and the rows of a directory.
func (f *File) join(dir string, to *table) error {
	one, err := Read(dir)
	if err != nil {
		return err
	}
	if one.Model.SHA256 != f.Model.SHA256 || one.Model.Score != f.Model.Score {
		return fmt.Errorf("%s holds rows of another model, %s", dir, one.Model.Path)
	}
	if what := differs(f.Made, one.Made); what != "" {
		return fmt.Errorf("%s holds rows that were made differently: %s", dir, what)
	}
	f.Complete = f.Complete && one.Complete
	f.Asked.add(one.Asked)
	names := map[string]string{}
	for _, im := range one.Images {
		names[im.Name] = f.name(im)
	}
	rows, err := ReadRows(dir)
	if err != nil {
		return err
	}
	var fresh []Row
	for _, r := range rows {
		if r.Image = names[r.Image]; !to.done[r.Key] {
			fresh = append(fresh, r)
		}
	}
	return to.add(fresh...)
}

// name is that of an image in f, to which it is added.
func (f *File) name(im Image) string {
	stem := im.Name
	for n := 2; ; n++ {
		i := slices.IndexFunc(f.Images, func(had Image) bool { return had.Name == im.Name })
		if i < 0 {
			f.Images = append(f.Images, im)
			return im.Name
		}
		if f.Images[i].SHA256 == im.SHA256 && f.Images[i].Target == im.Target {
			return im.Name
		}
		im.Name = fmt.Sprintf("%s-%d", stem, n)
	}
}

// add adds what another run was asked for.
func (a *Asked) add(b Asked) {
	a.Metrics, a.Methods, a.Variants = union(a.Metrics, b.Metrics), union(a.Methods, b.Methods), union(a.Variants, b.Variants)
	a.Percentiles = union(a.Percentiles, b.Percentiles)
}

func union[T comparable](a, b []T) []T {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}
