package graphrewrite

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A text is a line that is being parsed. Its methods report a mistake by a panic with a
// syntaxError, which node turns into an error by catch.
type text struct {
	line string
	// rest is the end of line that is left to parse.
	rest string
	// number is the number of the line, from 1.
	number int
	// depth counts the functions around rest.
	depth int
}

type syntaxError struct{ error }

func catch(err *error) {
	if r := recover(); r != nil {
		e, ok := r.(syntaxError)
		if !ok {
			panic(r)
		}
		*err = e.error
	}
}

// refuse ends the parsing with an error at this place; columns are bytes, from 1.
func (t *text) refuse(format string, args ...any) {
	column := len(t.line) - len(t.rest) + 1
	panic(syntaxError{fmt.Errorf("line %d:%d: %s", t.number, column, fmt.Sprintf(format, args...))})
}

func (t *text) fail(wanted string) {
	switch {
	case t.rest == "":
		t.refuse("%s is expected at the end of the line", wanted)
	case len(t.rest) > 20:
		t.refuse("%s is expected at %q", wanted, t.rest[:20]+"...")
	}
	t.refuse("%s is expected at %q", wanted, t.rest)
}

// failAt is fail at an earlier place, where the line continued with rest.
func (t *text) failAt(rest, wanted string) {
	t.rest = rest
	t.fail(wanted)
}

func (t *text) accept(token string) bool {
	rest, ok := strings.CutPrefix(t.rest, token)
	if ok {
		t.rest = strings.TrimLeft(rest, " ")
	}
	return ok
}

func (t *text) expect(token string) {
	if !t.accept(token) {
		t.fail(strconv.Quote(token))
	}
}

// items reads a list separated by commas, up to the token that ends it.
func (t *text) items(end string, item func()) {
	for !t.accept(end) {
		item()
		if !t.accept(",") {
			t.expect(end)
			return
		}
	}
}

// delimiters are the characters that end a word: a name that contains one is quoted.
const delimiters = " ,()[]{}=\"@"

func (t *text) word() string {
	i := strings.IndexAny(t.rest, delimiters)
	if i < 0 {
		i = len(t.rest)
	}
	w := t.rest[:i]
	if w == "" {
		t.fail("a name")
	}
	t.rest = strings.TrimLeft(t.rest[i:], " ")
	return w
}

// name reads a plain word, or any name in quotes.
func (t *text) name() string {
	if strings.HasPrefix(t.rest, `"`) {
		return t.quoted()
	}
	before := t.rest
	w := t.word()
	if !plain(w) {
		t.failAt(before, "a name")
	}
	return w
}

// plain reports whether a name can be written without quotes: it has no delimiter, and
// cannot be taken for a comment, a control input or an output.
func plain(name string) bool {
	if name == "" || strings.ContainsAny(name[:1], "#^") || strings.ContainsAny(name, delimiters+":") || !utf8.ValidString(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) })
}

func (t *text) quoted() string {
	prefix, err := strconv.QuotedPrefix(t.rest)
	if err != nil {
		t.fail("a quoted string")
	}
	s, err := strconv.Unquote(prefix)
	if err != nil {
		t.fail("a quoted string")
	}
	t.rest = strings.TrimLeft(t.rest[len(prefix):], " ")
	return s
}
