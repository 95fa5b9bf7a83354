package tensorflow

import (
	"fmt"

	tf "github.com/galeone/tensorflow/tensorflow/go"
)

// CheckSavedModel loads the graph with the given tag as a server does: it imports the
// graph, restores the variables and runs the initialisation, and nothing else.
// Meanwhile it needs memory for the variables.
func CheckSavedModel(dir, tag string) error {
	if err := Load(); err != nil {
		return err
	}
	config, err := Options{}.config()
	if err != nil {
		return err
	}
	m, err := tf.LoadSavedModel(dir, []string{tag}, &tf.SessionOptions{Config: config})
	if err != nil {
		return fmt.Errorf("tensorflow: %w", err)
	}
	return m.Session.Close()
}
