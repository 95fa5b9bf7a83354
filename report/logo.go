package report

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A Logo is a panel of a sequence of letters, each as tall as the map is large there: up
// for values above 0, down below. Where the map is 0, the letter is small and pale.
type Logo struct {
	letters []rune
	values  []float64
}

// mostLetters is the length of the longest sequence that is drawn as letters.
const mostLetters = 400

// alphabets are those of one-hot sequences, by their number of features: bases, bases
// with N, and amino acids by their letters.
var alphabets = map[int]string{4: "ACGT", 5: "ACGTN", 20: "ACDEFGHIKLMNPQRSTVWY"}

// letters is the alphabet of a one-hot sequence; empty if it is none. A step of zeros is a
// gap.
func (s Series) letters() string {
	alphabet := alphabets[s.Features]
	if alphabet == "" {
		return ""
	}
	for i := 0; i < len(s.Data); i += s.Features {
		ones := 0
		for _, v := range s.Data[i : i+s.Features] {
			if v == 1 {
				ones++
			} else if v != 0 {
				return ""
			}
		}
		if ones > 1 {
			return ""
		}
	}
	return alphabet
}

// newLogo takes of the map what belongs to the letter that is there.
func newLogo(input, m Series, alphabet string) Logo {
	l := Logo{make([]rune, input.Steps), make([]float64, input.Steps)}
	for i, v := range input.Data {
		if v == 1 {
			l.letters[i/input.Features] = rune(alphabet[i%input.Features])
			l.values[i/input.Features] = float64(m.Data[i])
		}
	}
	return l
}

func (Logo) aspect() float64 { return 0.14 }

// letterColours are those of bases in the field, and of other letters in turn.
var letterColours = map[rune]color.Color{
	'A': color.RGBA{0x1a, 0x93, 0x4f, 255}, 'C': color.RGBA{0x1f, 0x5f, 0xb8, 255},
	'G': color.RGBA{0xe0, 0x9a, 0x12, 255}, 'T': color.RGBA{0xc8, 0x2f, 0x2f, 255},
}

// pale is the colour of letters where the map is 0.
var pale = color.Gray{0xa0}

// draw draws the letters from a line at 0, all to one scale.
func (l Logo) draw(p *page, at vg.Rectangle) {
	up, down := 0.0, 0.0
	for _, v := range l.values {
		up, down = max(up, v), max(down, -v)
	}
	if up+down == 0 {
		up = 1
	}
	zero := at.Min.Y + at.Size().Y*vg.Length(down/(up+down))
	column := at.Size().X / vg.Length(len(l.letters))
	for i, r := range l.letters {
		if r == 0 {
			continue
		}
		if l.values[i] == 0 {
			low := vg.Point{X: at.Min.X + (vg.Length(i)+0.2)*column, Y: zero + hairline}
			p.letter(r, pale, vg.Rectangle{Min: low, Max: low.Add(vg.Point{X: 0.6 * column, Y: min(0.05*at.Size().Y, column)})})
			continue
		}
		height := at.Size().Y * vg.Length(math.Abs(l.values[i])/(up+down))
		low := vg.Point{X: at.Min.X + (vg.Length(i)+0.04)*column, Y: zero}
		if l.values[i] < 0 {
			low.Y -= height
		}
		p.letter(r, colourOf(r), vg.Rectangle{Min: low, Max: low.Add(vg.Point{X: 0.92 * column, Y: height})})
	}
	p.line(ink, hairline, vg.Point{X: at.Min.X, Y: zero}, vg.Point{X: at.Max.X, Y: zero})
}

func colourOf(r rune) color.Color {
	if colour, ok := letterColours[r]; ok {
		return colour
	}
	return curveColours[int(r)%len(curveColours)]
}

// letter fills a rectangle with a letter.
func (p *page) letter(r rune, colour color.Color, at vg.Rectangle) {
	path, err := outline(p.bold, string(r), vg.Inch, vg.Point{})
	if err != nil {
		p.fail(err)
		return
	}
	low, high := path[0].Pos, path[0].Pos
	for _, c := range path {
		if c.Type == vg.CloseComp {
			continue
		}
		low = vg.Point{X: min(low.X, c.Pos.X), Y: min(low.Y, c.Pos.Y)}
		high = vg.Point{X: max(high.X, c.Pos.X), Y: max(high.Y, c.Pos.Y)}
	}
	to := func(v vg.Point) vg.Point {
		return vg.Point{
			X: at.Min.X + at.Size().X*(v.X-low.X)/(high.X-low.X),
			Y: at.Min.Y + at.Size().Y*(v.Y-low.Y)/(high.Y-low.Y),
		}
	}
	for i := range path {
		path[i].Pos = to(path[i].Pos)
		for k, c := range path[i].Control {
			path[i].Control[k] = to(c)
		}
	}
	p.SetColor(colour)
	p.Fill(path)
}
