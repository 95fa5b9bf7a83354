package gallery

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"strings"
)

//go:embed page
var files embed.FS

// scripts lists the parts of the page's script, in the order in which they run.
var scripts = []string{"data.js", "colours.js", "paint.js", "cards.js", "stage.js", "facts.js", "detail.js", "start.js"}

// Write writes the page.
func (p Page) Write(w io.Writer) error {
	frame, t, err := p.frame()
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "head", frame); err != nil {
		return err
	}
	number := 0
	for in, err := range p.Images {
		if err != nil {
			return err
		}
		number++
		card, err := cardOf(in, number, share(p.Count))
		if err != nil {
			return fmt.Errorf("%s: %w", in.Name, err)
		}
		if err := t.ExecuteTemplate(w, "card", card); err != nil {
			return err
		}
	}
	return t.ExecuteTemplate(w, "tail", frame)
}

// A frame is what the page has but once.
type frame struct {
	Page
	Style   template.CSS
	Script  template.JS
	Policy  string
	Palette any
}

// frame reads the page's own files. Its policy names the hashes of its style and script, and
// allows nothing else but pictures within the file.
func (p Page) frame() (frame, *template.Template, error) {
	f := frame{Page: p}
	t, err := template.ParseFS(files, "page/page.html")
	if err != nil {
		return f, nil, err
	}
	style, err := files.ReadFile("page/page.css")
	if err != nil {
		return f, nil, err
	}
	var script bytes.Buffer
	for _, name := range scripts {
		part, err := files.ReadFile("page/" + name)
		if err != nil {
			return f, nil, err
		}
		script.Write(part)
	}
	f.Style, f.Script = template.CSS(style), template.JS("\"use strict\";\n(() => {\n"+script.String()+"})();\n")
	f.Policy = fmt.Sprintf("default-src 'none'; img-src data:; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", hash(string(f.Style)), hash(string(f.Script)))
	f.Palette, err = palette()
	return f, t, err
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// A card is an image in the page.
type card struct {
	*Image
	Number int
	Photo  template.URL
	Width  int
	Height int
	Planes []plane
}

// Passing is the share of all nodes that pass, in percent, or empty if nothing is frozen.
func (c card) Passing() string {
	nodes, selected := 0, 0
	for _, l := range c.Layers {
		nodes, selected = nodes+l.Nodes, selected+l.Selected
	}
	if nodes == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f %%", 100*float64(selected)/float64(nodes))
}

// Best is the probability of the class explained, in percent, or its score.
func (c card) Best() string {
	for _, p := range c.Predictions {
		if p.Explained && p.Probability != nil {
			return fmt.Sprintf("%.1f %%", 100**p.Probability)
		}
	}
	return fmt.Sprintf("score %.4g", c.Score)
}

func cardOf(in *Image, number, most int) (card, error) {
	c := card{Image: in, Number: number}
	planes, shrink, levels, err := pack(in.Maps, most)
	if err != nil {
		return c, err
	}
	c.Planes = planes
	if shrink > 1 {
		in.Note = strings.TrimSpace(fmt.Sprintf("%s Maps are shown at 1/%d of their width and height, to keep the page small.", in.Note, shrink))
	} else if levels < 255 {
		in.Note = strings.TrimSpace(fmt.Sprintf("%s Maps are shown in %d levels, to keep the page small.", in.Note, levels+1))
	}
	if in.Picture == nil {
		return c, nil
	}
	c.Width, c.Height = in.Picture.Bounds().Dx(), in.Picture.Bounds().Dy()
	c.Photo, err = photo(in.Picture)
	return c, err
}

// mostPixels is the longer side of a picture in the page, and quality that of its JPEG.
const mostPixels, quality = 640, 88

// photo is a picture within the file.
func photo(img image.Image) (template.URL, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, opaque(img), &jpeg.Options{Quality: quality}); err != nil {
		return "", err
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes())), nil
}

// opaque draws a picture on white: a JPEG has no transparency.
func opaque(img image.Image) image.Image {
	b := img.Bounds()
	on := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(on, on.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(on, on.Bounds(), img, b.Min, draw.Over)
	return on
}
