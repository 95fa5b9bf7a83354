package report

import (
	"embed"
	"fmt"
	"image/color"
	"math"
	"strings"

	"tfreeze/internal/nearest"
)

// tables holds 256 colours a map, which tools/colormaps writes.
//
//go:embed colormaps/*.txt
var tables embed.FS

const levels = 256

// A Colormap gives a colour to each value, in steps that look equal.
type Colormap struct {
	Name string
	// Diverging maps go from -1 over a white at 0 to 1, the others from 0 to 1.
	Diverging bool
	colours   [levels]color.RGBA
}

// colormaps lists all maps.
var colormaps = []struct {
	name      string
	diverging bool
}{{"viridis", false}, {"inferno", false}, {"blue_red", true}}

// ColormapNames lists the names of all colour maps.
func ColormapNames() []string {
	var names []string
	for _, c := range colormaps {
		names = append(names, c.name)
	}
	return names
}

// FindColormap finds a colour map by its name.
func FindColormap(name string) (*Colormap, error) {
	for _, c := range colormaps {
		if c.name == name {
			return readColormap(name, c.diverging)
		}
	}
	return nil, nearest.Unknown("colour map", name, ColormapNames())
}

func readColormap(name string, diverging bool) (*Colormap, error) {
	raw, err := tables.ReadFile("colormaps/" + name + ".txt")
	if err != nil {
		return nil, err
	}
	c := &Colormap{Name: name, Diverging: diverging}
	lines := strings.Fields(string(raw))
	if len(lines) != levels {
		return nil, fmt.Errorf("the colour map %s has %d colours, not %d", name, len(lines), levels)
	}
	for i, line := range lines {
		if _, err := fmt.Sscanf(line, "%02x%02x%02x", &c.colours[i].R, &c.colours[i].G, &c.colours[i].B); err != nil {
			return nil, fmt.Errorf("the colour map %s, line %d: %w", name, i+1, err)
		}
		c.colours[i].A = 255
	}
	return c, nil
}

// At is the colour of a value. Values beyond the ends have the colours of the ends.
func (c *Colormap) At(v float32) color.RGBA {
	t := float64(v)
	if c.Diverging {
		t = (t + 1) / 2
	}
	return c.colours[int(math.Round(min(max(t, 0), 1)*(levels-1)))]
}
