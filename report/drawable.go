package report

import (
	"slices"
	"strings"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Drawable returns the words of a text that a figure can show. The font has the letters
// of Latin, Greek and Cyrillic. Words with other characters are dropped: CJK, emoji,
// scripts that run from right to left, and marks that combine with letters.
func Drawable(s string) (string, error) {
	f, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		return "", err
	}
	return drawable(f, s), nil
}

func drawable(f *sfnt.Font, s string) string {
	// A letter and its mark may be apart, as in the file names of some systems. If
	// there is a single letter for both, that can be drawn.
	s = norm.NFC.String(s)
	words := strings.Fields(s)
	kept := words[:0]
	for _, w := range words {
		if !strings.ContainsFunc(w, func(r rune) bool { return !hasGlyph(f, r) }) {
			kept = append(kept, w)
		}
	}
	if len(kept) < len(words) {
		// A comma or bracket that joined a dropped word means nothing.
		return strings.Trim(strings.Join(kept, " "), " ,;")
	}
	return strings.Join(kept, " ")
}

// drawable returns the figure with only the drawable words of its texts.
func (f Figure) drawable() (Figure, error) {
	ttf, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		return f, err
	}
	f.Title, f.Columns, f.Rows, f.Heads = drawable(ttf, f.Title), slices.Clone(f.Columns), slices.Clone(f.Rows), slices.Clone(f.Heads)
	for i := range f.Heads {
		f.Heads[i].Label = drawable(ttf, f.Heads[i].Label)
	}
	for i := range f.Columns {
		f.Columns[i] = drawable(ttf, f.Columns[i])
	}
	for i := range f.Rows {
		f.Rows[i].Label, f.Rows[i].Captions = drawable(ttf, f.Rows[i].Label), slices.Clone(f.Rows[i].Captions)
		f.Rows[i].Above = drawable(ttf, f.Rows[i].Above)
		for k, s := range f.Rows[i].Captions {
			lines := strings.Split(s, "\n")
			for n := range lines {
				lines[n] = drawable(ttf, lines[n])
			}
			f.Rows[i].Captions[k] = strings.Join(lines, "\n")
		}
	}
	return f, nil
}

func hasGlyph(f *sfnt.Font, r rune) bool {
	if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || r == unicode.ReplacementChar {
		return false
	}
	// The font has Hebrew, but nothing here sets type from right to left.
	if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
		return false
	}
	i, err := f.GlyphIndex(nil, r)
	return err == nil && i != 0
}
