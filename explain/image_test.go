package explain_test

import (
	"fmt"
	"testing"

	"tfreeze/explain"
)

// TestFit compares with the images that the original Python code made.
func TestFit(t *testing.T) {
	for _, photo := range []string{"chelsea", "coffee"} {
		for _, size := range []int{224, 227} {
			got := explain.Fit(readImage(t, photo+".png"), size, size)
			want := explain.Fit(readImage(t, fmt.Sprintf("%s_%d.png", photo, size)), size, size)
			for i := range want.Pix {
				if got.Pix[i] != want.Pix[i] {
					t.Errorf("%s at %d: byte %d is %d, want %d", photo, size, i, got.Pix[i], want.Pix[i])
					break
				}
			}
		}
	}
}
