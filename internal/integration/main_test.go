package integration

import (
	"os"
	"testing"

	"tfreeze/internal/tensorflow"
)

// TestMain sets TensorFlow up as the command does.
func TestMain(m *testing.M) {
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	os.Exit(m.Run())
}
