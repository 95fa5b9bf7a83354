package formats

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

func (f *file) starts(magic string) bool { return f.has(0, magic) }

// has reports whether a file has the given bytes at an offset near its start.
func (f *file) has(at int, magic string) bool {
	return len(f.head) >= at+len(magic) && string(f.head[at:at+len(magic)]) == magic
}

// at matches a file with the given bytes at an offset.
func at(place int, magic string) func(*file) bool {
	return func(f *file) bool { return f.has(place, magic) }
}

// begins matches a file that begins with one of the given strings.
func begins(magic ...string) func(*file) bool {
	return func(f *file) bool { return slices.ContainsFunc(magic, f.starts) }
}

// brand matches a file in ISO's base media format with one of the given brands.
func brand(brands ...string) func(*file) bool {
	return func(f *file) bool {
		return isMedia(f) && len(f.head) >= 12 && slices.Contains(brands, string(f.head[8:12]))
	}
}

// isMedia relies on the size of the first box, which is small. A GraphDef begins with a
// tag instead.
func isMedia(f *file) bool { return f.starts("\x00") && f.has(4, "ftyp") }

// riff matches a RIFF file of the given type.
func riff(kind string) func(*file) bool {
	return func(f *file) bool { return f.starts("RIFF") && f.has(8, kind) }
}

// holds matches a zip archive with an entry whose path, or whose base name, matches the
// pattern.
func holds(pattern string) func(*file) bool {
	return func(f *file) bool {
		return slices.ContainsFunc(f.entries, func(entry string) bool {
			ok, _ := path.Match(pattern, path.Base(entry))
			return ok
		})
	}
}

// maxEntries bounds how many entries of an archive are examined.
const maxEntries = 4096

func zipEntries(r io.ReaderAt, size int64) []string {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range z.File[:min(len(z.File), maxEntries)] {
		names = append(names, f.Name)
	}
	return names
}

// footerSize is the size of a table's footer, and tableMagic its last bytes. A table
// holds a V1 checkpoint, or the index of a V2 checkpoint.
const (
	footerSize = 48
	tableMagic = "\x57\xfb\x80\x8b\x24\x75\x47\xdb"
)

func isTable(f *file) bool {
	return f.size >= footerSize && bytes.HasSuffix(f.tail, []byte(tableMagic))
}

// isTFLite looks for the identifier behind a small offset.
func isTFLite(f *file) bool { return f.has(2, "\x00\x00TFL3") }

func isSafetensors(f *file) bool {
	return f.has(8, "{\"") && f.has(6, "\x00\x00")
}

// isTar excludes a GraphDef, which begins with the tag of its first node.
func isTar(f *file) bool { return f.has(257, "ustar") && !f.starts("\n") }

// isText reports whether a file begins with lines of UTF-8.
func isText(f *file) bool {
	head := f.head
	if f.size > int64(len(head)) { // the last character may be cut off
		for cut := 0; cut < utf8.UTFMax-1 && len(head) > 0 && !utf8.Valid(head); cut++ {
			head = head[:len(head)-1]
		}
	}
	control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f", r) || r == 0x7f }
	return len(head) > 0 && utf8.Valid(head) && !bytes.ContainsFunc(head, control)
}

// text matches a text that contains the pattern.
func text(pattern string) func(*file) bool {
	re := regexp.MustCompile(pattern)
	return func(f *file) bool { return isText(f) && re.Match(f.head) }
}

// inText matches a message in text form that begins with one of the fields.
func inText(fields ...string) func(*file) bool {
	return text(`\A(\s|#.*\n)*(` + strings.Join(fields, "|") + `)\s*[:{<]`)
}

// isONNX looks for a ModelProto: the version in field 1, names in the next ones, and
// the graph in field 7 or the versions of operators in field 8.
func isONNX(f *file) bool { return fieldAfterVersion(f.head, 7, 8) }

// isSavedModel looks for version 1, and for MetaGraphs in field 2.
func isSavedModel(f *file) bool {
	return f.has(1, "\x01\x12") && fieldAfterVersion(f.head, 2) && !isONNX(f)
}

// fieldAfterVersion reports whether a message begins with a small number in field 1,
// and has one of the wanted fields with bytes in its head.
func fieldAfterVersion(head []byte, wanted ...protowire.Number) bool {
	const tag, maxVersion = "\x08", 64
	if len(head) < 2 || string(head[:1]) != tag || head[1] == 0 || head[1] > maxVersion {
		return false
	}
	for rest := head[2:]; len(rest) > 0; {
		field, kind, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return false
		}
		if kind == protowire.BytesType && slices.Contains(wanted, field) {
			return true
		}
		rest = rest[n:]
		if n = protowire.ConsumeFieldValue(field, kind, rest); n < 0 {
			return false
		}
		rest = rest[n:]
	}
	return false
}
