package checkpoint

import (
	"fmt"

	"tfreeze/internal/formats"
)

// instead returns an error that says what a file is, if that is known and not a
// checkpoint's file; else err.
func instead(path string, err error) error {
	f, cannot := formats.OfPath(path)
	if cannot != nil || f.Kind == formats.Unknown || f.Kind == formats.Checkpoint {
		return err
	}
	help := ""
	if f.Kind == formats.Foreign { // the help of other kinds is about models
		help = f.ModelHelp(path)
	}
	return fmt.Errorf("%s is %s, not a file of a checkpoint%s", path, f.Name, help)
}
