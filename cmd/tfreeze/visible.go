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

// A visible writes text that may come from a model. It escapes control characters, so
// that names and labels cannot control the terminal.
type visible struct {
	w io.Writer
	// cut is the beginning of a character whose end has not been written yet.
	cut []byte
	// err is the first error of writing, which callers do not check.
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

// escaped replaces characters that are not graphic by Go's escapes, save those in kept.
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

// oneLine returns a model's name as it can be printed within a line.
func oneLine(name string) string { return escaped(name, "") }
