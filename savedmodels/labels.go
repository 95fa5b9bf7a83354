package savedmodels

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLabels bounds the size of a file of labels, in bytes.
const maxLabels = 1 << 26

// Labels are the names of a model's classes. The zero Labels have none.
type Labels struct {
	// Path is the file that they were read from; Raw is its content.
	Path string
	Raw  []byte
	// Names are the names of the classes, one per line. Empty lines at the end do not
	// count.
	Names []string
	// blank is the number of empty lines at the end.
	blank int
}

// ReadLabels reads a text file in UTF-8 with one class name per line. An empty path
// gives the zero Labels.
func ReadLabels(path string) (Labels, error) {
	if path == "" {
		return Labels{}, nil
	}
	raw, err := readAll(path, "file of labels", maxLabels)
	if err != nil {
		return Labels{}, fmt.Errorf("labels: %w", err)
	}
	if err := checkText(raw); err != nil {
		return Labels{}, fmt.Errorf("labels %s: %w", path, err)
	}
	l := Labels{Path: path, Raw: raw, Names: lines(raw)}
	for len(l.Names) > 0 && l.Names[len(l.Names)-1] == "" {
		l.Names, l.blank = l.Names[:len(l.Names)-1], l.blank+1
	}
	if len(l.Names) == 0 {
		return Labels{}, fmt.Errorf("labels %s: the file holds no names: give one class name per line", path)
	}
	return l, nil
}

// utf8Mark is the byte order mark that some editors put before UTF-8 text.
var utf8Mark = []byte("\xef\xbb\xbf")

// lines splits a text at LF, CRLF or CR, and trims spaces.
func lines(raw []byte) []string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(bytes.TrimPrefix(raw, utf8Mark)))
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range all {
		all[i] = strings.TrimSpace(line)
	}
	return all
}

// checkText refuses what is not UTF-8 text.
func checkText(raw []byte) error {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(raw, []byte(mark)) && !utf8.Valid(raw) {
			return fmt.Errorf("it is UTF-16, or not text: save it as UTF-8")
		}
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		return fmt.Errorf("it is not text (byte %d is NUL): give one class name per line", i)
	}
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return fmt.Errorf("it is not UTF-8 text (line %d holds the byte 0x%x): save it as UTF-8, one class name per line", 1+bytes.Count(raw[:i], []byte("\n")), raw[i])
		}
		i += size
	}
	return nil
}

// For returns one name for each class of a network; classes is their number, -1 if it is
// unknown. More names, or fewer, are an error.
func (l Labels) For(classes int) ([]string, error) {
	n := len(l.Names)
	if n == 0 || n == classes || classes < 0 {
		return l.Names, nil
	}
	// A class may have an empty name, and the last ones too.
	if n < classes && classes <= n+l.blank {
		return append(l.Names, make([]string, classes-n)...), nil
	}
	// A binary network may have a single output.
	if classes == 1 && n == 2 {
		return l.Names, nil
	}
	return nil, fmt.Errorf("labels %s: it has %s, the network %s: give one name per line, in the order of the classes%s",
		l.Path, counted(n, "name", "names"), counted(classes, "class", "classes"), l.help(classes))
}

func counted(n int, one, several string) string {
	if n == 1 {
		several = one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// help guesses why the number of names is wrong.
func (l Labels) help(classes int) string {
	first := l.Names[0]
	switch n := len(l.Names); {
	case strings.HasPrefix(first, "{") || strings.HasPrefix(first, "["):
		return "; this looks like JSON"
	case n == classes+1 && backgrounds[plainName(strings.Trim(first, "_<>"))]:
		return fmt.Sprintf("; this network has no class for the first line, %q: leave it out", first)
	case n == classes+1:
		return fmt.Sprintf("; is the first line, %q, a heading or a class that this network does not have?", first)
	case n == classes-1:
		return `; if the network's class 0 is a background, begin with a line "background"`
	}
	return ""
}

// backgrounds are the names of a class 0 for "none of the others".
var backgrounds = map[string]bool{"background": true, "dummy": true, "none": true, "unknown": true, "unused": true}
