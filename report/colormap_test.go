package report

import (
	"image/color"
	"math"
	"testing"
)

// lightness is CIELAB's L* of a colour, 0 to 100.
func lightness(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		if u := float64(v) / 255; u > 0.04045 {
			return math.Pow((u+0.055)/1.055, 2.4)
		} else {
			return u / 12.92
		}
	}
	y := 0.2126729*linear(c.R) + 0.7151522*linear(c.G) + 0.0721750*linear(c.B)
	if y > 216.0/24389 {
		return 116*math.Cbrt(y) - 16
	}
	return 24389.0 / 27 * y
}

// TestColormaps: the lightness of a sequential map only grows. That of a diverging map
// falls from the middle to both ends, alike.
func TestColormaps(t *testing.T) {
	for _, name := range ColormapNames() {
		c, err := FindColormap(name)
		if err != nil {
			t.Fatal(err)
		}
		var all []float64
		for _, colour := range c.colours {
			all = append(all, lightness(colour))
		}
		// Rounding to 8 bits moves the lightness by up to 0.3.
		if !c.Diverging {
			for i := range 255 {
				if step := all[i+1] - all[i]; step < -0.3 || step > 1 {
					t.Errorf("%s: colours %d and %d have lightness %.2f and %.2f", name, i, i+1, all[i], all[i+1])
				}
			}
			if all[255]-all[0] < 70 {
				t.Errorf("%s goes from %.1f to %.1f", name, all[0], all[255])
			}
			continue
		}
		for i := range 127 {
			if step := all[i+1] - all[i]; step < 0 || step > 1 || math.Abs(all[i]-all[255-i]) > 0.5 {
				t.Errorf("%s: colours %d, %d and %d have lightness %.2f, %.2f and %.2f", name, i, i+1, 255-i, all[i], all[i+1], all[255-i])
			}
		}
	}
}

// TestColormapAt: matplotlib's ends and middle, and what lies beyond.
func TestColormapAt(t *testing.T) {
	viridis, err := FindColormap("viridis")
	if err != nil {
		t.Fatal(err)
	}
	red, err := FindColormap("blue_red")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		colours *Colormap
		v       float32
		want    color.RGBA
	}{
		{viridis, 0, color.RGBA{68, 1, 84, 255}}, {viridis, 0.5, color.RGBA{33, 145, 140, 255}}, {viridis, 1, color.RGBA{253, 231, 37, 255}},
		{viridis, -3, color.RGBA{68, 1, 84, 255}}, {viridis, 3, color.RGBA{253, 231, 37, 255}},
		{red, 0, color.RGBA{0xf6, 0xf6, 0xf6, 255}}, {red, -1, red.colours[0]}, {red, 1, red.colours[255]},
	} {
		if got := c.colours.At(c.v); got != c.want {
			t.Errorf("%s at %v is %v, want %v", c.colours.Name, c.v, got, c.want)
		}
	}
	if low, high := red.At(-1), red.At(1); low.B <= low.R || high.R <= high.B {
		t.Errorf("-1 is %v and 1 is %v, not blue and red", low, high)
	}
}
