package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"

	"tfreeze/testdata"
)

// side is that of the images.
const side = 96

// augment writes images that differ, unless they are there.
func augment(dir string, n int) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) == n {
		return nil
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
		return err
	}
	photos, err := shipped()
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		var b bytes.Buffer
		if err := png.Encode(&b, part(random, photos[i%len(photos)])); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d.png", i)), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func shipped() ([]image.Image, error) {
	var all []image.Image
	for _, name := range []string{"chelsea.png", "coffee.png"} {
		raw, err := fs.ReadFile(testdata.Photos, filepath.Join("photos", name))
		if err != nil {
			return nil, err
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		all = append(all, img)
	}
	return all, nil
}

// part is a square of a photo, mirrored or not, and darker or brighter.
func part(random *rand.Rand, photo image.Image) image.Image {
	b := photo.Bounds()
	least := min(b.Dx(), b.Dy())
	size := least/3 + random.IntN(least-least/3)
	x, y := b.Min.X+random.IntN(b.Dx()-size+1), b.Min.Y+random.IntN(b.Dy()-size+1)
	small := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.ApproxBiLinear.Scale(small, small.Rect, photo, image.Rect(x, y, x+size, y+size), draw.Src, nil)
	mirrored, bright := random.IntN(2) == 1, 0.7+0.6*random.Float64()
	img := image.NewRGBA(small.Rect)
	for y := range side {
		for x := range side {
			from := x
			if mirrored {
				from = side - 1 - x
			}
			c := small.RGBAAt(from, y)
			scale := func(v uint8) uint8 { return uint8(min(255, bright*float64(v))) }
			img.SetRGBA(x, y, color.RGBA{scale(c.R), scale(c.G), scale(c.B), 255})
		}
	}
	return img
}
