package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	stdfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/charmap"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Sizes of type.
const (
	titleSize = 8 * vg.Inch / 72
	labelSize = 7.5 * vg.Inch / 72
	tickSize  = 6.5 * vg.Inch / 72
)

// typefaces are the faces of figures: Liberation Sans, which has Arial's metrics.
type typefaces struct {
	cache *font.Cache
	ttf   *sfnt.Font
	// bold is for the letters of logos.
	bold *sfnt.Font
}

func newTypefaces() (*typefaces, error) {
	regular, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		return nil, err
	}
	bold, err := opentype.Parse(liberationsansbold.TTF)
	if err != nil {
		return nil, err
	}
	sans := font.Font{Typeface: "Liberation", Variant: "Sans"}
	heavy := sans
	heavy.Weight = stdfont.WeightBold
	cache := font.NewCache(font.Collection{{Font: sans, Face: regular}, {Font: heavy, Face: bold}})
	return &typefaces{cache, regular, bold}, nil
}

func (t *typefaces) face(size vg.Length) font.Face {
	return t.cache.Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
}

func (t *typefaces) width(s string, size vg.Length) vg.Length { f := t.face(size); return f.Width(s) }

// fit shortens a text to a width, and ends it in an ellipsis if anything is cut.
func (t *typefaces) fit(s string, size, width vg.Length) string {
	if t.width(s, size) <= width {
		return s
	}
	const ellipsis = "…"
	for r := []rune(s); len(r) > 0; r = r[:len(r)-1] {
		if short := strings.TrimRight(string(r[:len(r)-1]), " ") + ellipsis; len(r) > 1 && t.width(short, size) <= width {
			return short
		}
	}
	return ""
}

// wrap breaks a text between words into at most n lines of a width, and fits the last.
func (t *typefaces) wrap(s string, size, width vg.Length, n int) []string {
	var lines []string
	words := strings.Fields(s)
	for len(words) > 0 && len(lines) < n-1 {
		k := 1
		for k < len(words) && t.width(strings.Join(words[:k+1], " "), size) <= width {
			k++
		}
		lines, words = append(lines, t.fit(strings.Join(words[:k], " "), size, width)), words[k:]
	}
	if len(words) > 0 {
		lines = append(lines, t.fit(strings.Join(words, " "), size, width))
	}
	return lines
}

// outline is the path of a text, from the point where it begins on its line.
func outline(f *sfnt.Font, s string, size vg.Length, at vg.Point) (vg.Path, error) {
	var path vg.Path
	var b sfnt.Buffer
	const ppem = 1000
	scale := size / ppem
	for _, r := range s {
		i, err := f.GlyphIndex(&b, r)
		if err != nil {
			return nil, err
		}
		segments, err := f.LoadGlyph(&b, i, fixed.I(ppem), nil)
		if err != nil {
			return nil, fmt.Errorf("letter %q: %w", r, err)
		}
		path = append(path, glyph(slices.Clone(segments), func(p fixed.Point26_6) vg.Point {
			return vg.Point{X: at.X + scale*vg.Length(p.X)/64, Y: at.Y - scale*vg.Length(p.Y)/64}
		})...)
		advance, err := f.GlyphAdvance(&b, i, fixed.I(ppem), stdfont.HintingNone)
		if err != nil {
			return nil, err
		}
		at.X += scale * vg.Length(advance) / 64
	}
	return path, nil
}

// glyph is the path of a letter.
func glyph(segments sfnt.Segments, to func(fixed.Point26_6) vg.Point) vg.Path {
	var path vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(to(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(to(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(to(s.Args[0]), to(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(to(s.Args[0]), to(s.Args[1]), to(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}

// western is a text in the code page of the PDFs' fonts. It is not ok if that lacks a
// letter.
func western(s string) (encoded string, ok bool) {
	encoded, err := charmap.Windows1252.NewEncoder().String(s)
	return encoded, err == nil && !bytes.ContainsRune([]byte(encoded), 0x1a)
}
