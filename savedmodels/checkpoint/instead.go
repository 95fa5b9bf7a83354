package checkpoint

import (
	"fmt"

	"tfreeze/internal/formats"
)

// instead is an error that says what is in the place of a checkpoint's file; err,
// if that is not known.
func instead(path string, err error) error {
	f, cannot := formats.OfPath(path)
	if cannot != nil || f.Kind == formats.Unknown || f.Kind == formats.Checkpoint {
		return err
	}
	help := ""
	if f.Kind == formats.Foreign { // what helps with the others is for models
		help = f.ModelHelp(path)
	}
	return fmt.Errorf("%s is %s, not a file of a checkpoint%s", path, f.Name, help)
}
