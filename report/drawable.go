package report

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// Drawable is what figures can show of a text. Their font has the letters of Latin,
// Greek and Cyrillic; words with others (CJK, emoji, what is written from right to
// left, marks that combine with letters) are left out.
func Drawable(s string) (string, error) {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return "", err
	}
	return drawable(f, s), nil
}

func drawable(f *sfnt.Font, s string) string {
	// What has a letter of its own with its mark, as file names of some systems do
	// not, can be drawn.
	s = norm.NFC.String(s)
	words := strings.Fields(s)
	kept := words[:0]
	for _, w := range words {
		if !strings.ContainsFunc(w, func(r rune) bool { return !hasGlyph(f, r) }) {
			kept = append(kept, w)
		}
	}
	if len(kept) < len(words) {
		// A comma or bracket that joined what is gone says nothing.
		return strings.Trim(strings.Join(kept, " "), " ,;")
	}
	return strings.Join(kept, " ")
}

// drawable is the figure with what can be drawn of its texts.
func (f Figure) drawable() (Figure, error) {
	ttf, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return f, err
	}
	f.Title, f.Columns, f.Rows = drawable(ttf, f.Title), slices.Clone(f.Columns), slices.Clone(f.Rows)
	for i := range f.Columns {
		f.Columns[i] = drawable(ttf, f.Columns[i])
	}
	for i := range f.Rows {
		f.Rows[i].Label = drawable(ttf, f.Rows[i].Label)
	}
	return f, nil
}

func hasGlyph(f *sfnt.Font, r rune) bool {
	if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || r == unicode.ReplacementChar {
		return false
	}
	i, err := f.GlyphIndex(nil, r)
	return err == nil && i != 0
}
