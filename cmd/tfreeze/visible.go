package main

import (
	"bytes"
	"cmp"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible writes text that a model may have a hand in: a name or a label with a
// terminal's control characters is shown, not obeyed.
type visible struct {
	w io.Writer
	// cut is the begin of a character whose end is yet to be written.
	cut []byte
	// err is the first error of writing, which those who print do not look at.
	err error
}

func (v *visible) Write(p []byte) (int, error) {
	text := append(v.cut, p...)
	whole := len(text)
	for i := max(0, whole-utf8.UTFMax+1); i < whole; i++ {
		if utf8.RuneStart(text[i]) && !utf8.FullRune(text[i:]) {
			whole = i
			break
		}
	}
	v.cut = bytes.Clone(text[whole:])
	if _, err := io.WriteString(v.w, escaped(string(text[:whole]), "\n\t")); err != nil {
		v.err = cmp.Or(v.err, err)
		return 0, err
	}
	return len(p), nil
}

// escaped has what is no graphic character as Go writes it, but for those that
// are kept.
func escaped(s, kept string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 || !unicode.IsGraphic(r) && !strings.ContainsRune(kept, r) {
			quoted := strconv.Quote(s[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// oneLine is a model's own name as a line can hold it.
func oneLine(name string) string { return escaped(name, "") }
