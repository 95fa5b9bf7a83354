package report

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// A View draws a picture of a map.
type View struct {
	// Name is the view's name in commands and files.
	Name string
	// Draw makes the values that are shown. It clips where the original does.
	Draw func(Map) (Heatmap, error)
	// over draws the values over a photo; nil draws them alone.
	over func(Heatmap, Photo, Look) (image.Image, error)
	// scaled makes the values of a view that has colour maps, with signs or without.
	scaled func(m Map, signs bool) (Heatmap, error)
	// fits are the colour maps that it can have.
	fits func(*Colormap) bool
	look Look
}

// Views lists all views. The first is the default.
var Views = []View{
	{Name: "grayscale", Draw: clippedAt(DefaultPercentile, Grayscale), fits: noColormap},
	{Name: "diverging", Draw: clippedAt(DefaultPercentile, Diverging), fits: isDiverging},
	{Name: "signed", Draw: clippedAt(DefaultPercentile, Signed), fits: isDiverging},
	{Name: "signed_mean", Draw: clippedAt(100, SignedMean), fits: isDiverging},
	{Name: "heat", Draw: coloured(heat, "inferno"), scaled: heat, fits: anyColormap},
	{Name: "overlay", Draw: coloured(heat, "inferno"), scaled: heat, fits: anyColormap, over: overlay},
	{Name: "contour", Draw: coloured(smoothed, "viridis"), scaled: smoothed, fits: anyColormap, over: contour},
}

func noColormap(*Colormap) bool    { return false }
func anyColormap(*Colormap) bool   { return true }
func isDiverging(c *Colormap) bool { return c.Diverging }

// aliases are other names of views.
var aliases = map[string]string{"gray": "grayscale"}

// A Look says how views are coloured. The zero value leaves that to each view.
type Look struct {
	// Colormap names the colour map. A diverging one shows a map's signs.
	Colormap string
	// Opacity is how much of the photo the largest values of an overlay hide: above 0, up
	// to 1. 0 means DefaultOpacity.
	Opacity float64
}

// DefaultOpacity is the opacity of overlays.
const DefaultOpacity = 0.85

func clippedAt(percentile float64, draw func(Map, float64) (Heatmap, error)) func(Map) (Heatmap, error) {
	return func(m Map) (Heatmap, error) { return draw(m, percentile) }
}

// heat is Grayscale, or Signed.
func heat(m Map, signs bool) (Heatmap, error) {
	if signs {
		return Signed(m, DefaultPercentile)
	}
	return Grayscale(m, DefaultPercentile)
}

// coloured draws values in a colour map, with signs if that is a diverging one.
func coloured(scaled func(Map, bool) (Heatmap, error), name string) func(Map) (Heatmap, error) {
	return func(m Map) (Heatmap, error) {
		c, err := FindColormap(name)
		if err != nil {
			return Heatmap{}, err
		}
		h, err := scaled(m, c.Diverging)
		h.Colours = c
		return h, err
	}
}

// SelectViews finds views by name, each once, in the order of the names. It is an error if
// none of them shows a choice of the look.
func SelectViews(names []string, look Look) ([]View, error) {
	var chosen []View
	for _, name := range names {
		v, err := view(name)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(chosen, func(c View) bool { return c.Name == v.Name }) {
			continue
		}
		chosen = append(chosen, v)
	}
	return look.on(chosen)
}

func view(name string) (View, error) {
	for _, v := range Views {
		if v.Name == cmp.Or(aliases[name], name) {
			return v, nil
		}
	}
	return View{}, nearest.Unknown("view", name, ViewNames())
}

// on gives views their look. The views of the originals keep their colours, but a diverging
// colour map fits those with signs. It is an error if no view shows a choice.
func (l Look) on(views []View) ([]View, error) {
	if !(l.Opacity >= 0 && l.Opacity <= 1) {
		return nil, fmt.Errorf("opacity %v is not between 0 and 1", l.Opacity)
	}
	if l.Opacity != 0 && !slices.ContainsFunc(views, func(v View) bool { return v.Name == "overlay" }) {
		return nil, errors.New("an opacity has no effect without the view overlay")
	}
	for i := range views {
		views[i].look = l
	}
	if l.Colormap == "" {
		return views, nil
	}
	c, err := FindColormap(l.Colormap)
	if err != nil {
		return nil, err
	}
	used := false
	for i, v := range views {
		if v.fits(c) {
			used = true
			views[i].Draw = coloured(v.values, l.Colormap)
		}
	}
	if !used {
		return nil, fmt.Errorf("the colour map %s has no effect on the view %s: it is for heat, overlay and contour", c.Name, strings.Join(namesOf(views), ", "))
	}
	return views, nil
}

// values makes the values of a view in a colour map that fits.
func (v View) values(m Map, signs bool) (Heatmap, error) {
	if v.scaled == nil {
		return v.Draw(m)
	}
	return v.scaled(m, signs)
}

// Picture draws values that Draw has made. The views overlay and contour draw them over
// the photo, if there is one.
func (v View) Picture(h Heatmap, photo *Photo) (image.Image, error) {
	if v.over == nil || photo == nil {
		return h.Image(), nil
	}
	if !photo.Part.In(image.Rect(0, 0, h.Width, h.Height)) || photo.Part.Empty() || photo.Box.Empty() {
		return nil, fmt.Errorf("the part %v of a map of %dx%d cannot lie at %v of a photo", photo.Part, h.Height, h.Width, photo.Box)
	}
	return v.over(h, *photo, v.look)
}

// OverPhoto reports whether Picture draws over a photo.
func (v View) OverPhoto() bool { return v.over != nil }

// ViewNames lists the names of all views.
func ViewNames() []string { return namesOf(Views) }

func namesOf(views []View) []string {
	names := make([]string, len(views))
	for i, v := range views {
		names[i] = v.Name
	}
	return names
}
