package pruned_test

import (
	"slices"
	"testing"

	"tfreeze/internal/pruned"
)

// TestPacked: kernels that are packed change no bit of any map.
func TestPacked(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		for i, m := range maps {
			want, err := m(pruned.New(s.net, 2), t, s)
			if err != nil {
				t.Fatal(err)
			}
			got, err := m(pruned.NewPacked(s.net, 2), t, s)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("map %d differs", i)
			}
		}
	})
}
