package bindings

import "tfreeze/savedmodels"

// Make renders a package of the given name for a model that gen built. It also returns
// the signatures that have no method, each with the reason.
func Make(m *savedmodels.Model, packageName string) (files []File, skipped []string, err error) {
	d, err := Collect(m, packageName)
	if err != nil {
		return nil, nil, err
	}
	files, err = Render(d)
	return files, d.Skipped, err
}
