package bindings

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"
	"unicode"
)

// exported turns any text into an exported Go name. Each word begins in upper case, and
// words are joined, with an underscore only between two digits. If the name begins with
// a digit, or with a letter of a script without case, it gets an X in front.
//
//	integrated_gradients   IntegratedGradients
//	conv1/conv1_1/Relu     Conv1Conv1_1Relu
//	3x3                    X3x3
func exported(text string) string {
	name := joined(text)
	if first := firstRune(name); !unicode.IsUpper(first) {
		return "X" + name
	}
	return name
}

// joined is like exported, but adds no X; the result may be empty.
func joined(text string) string {
	var b strings.Builder
	for _, word := range words(text) {
		if s := b.String(); s != "" && unicode.IsDigit(firstRune(word)) && unicode.IsDigit(lastRune(s)) {
			b.WriteByte('_')
		}
		first := firstRune(word)
		b.WriteRune(unicode.ToUpper(first))
		b.WriteString(word[len(string(first)):])
	}
	return b.String()
}

// local turns a text into the name of a parameter. It is like exported, but the first
// word begins in lower case; a first word that is all in upper case becomes all lower
// case.
func local(text string) string {
	name := exported(text)
	all := words(text)
	if len(all) == 0 || strings.HasPrefix(name, "X"+joined(text)) {
		return strings.ToLower(name[:1]) + name[1:]
	}
	first := all[0]
	if first == strings.ToUpper(first) {
		return strings.ToLower(first) + name[len(first):]
	}
	lower := string(unicode.ToLower(firstRune(name)))
	return lower + name[len(string(firstRune(name))):]
}

// words splits a text at the characters that a Go name cannot contain. It drops marks
// that combine with the letter before them, and does not split there.
func words(text string) []string {
	text = strings.ToValidUTF8(text, " ")
	return strings.FieldsFunc(strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) rune {
	runes := []rune(s)
	return runes[len(runes)-1]
}

// names is the set of names that are taken in a scope of Go code.
type names map[string]bool

// scope returns a scope in which the given names are taken.
func scope(taken ...string) names {
	n := names{}
	for _, name := range taken {
		n[name] = true
	}
	return n
}

// take returns the name, or the first of name2, name3 ... that is free, and marks it as
// taken. A keyword is never free: type becomes type_.
func (n names) take(name string) string {
	if token.IsKeyword(name) {
		name += "_"
	}
	candidate := name
	for i := 2; n[candidate]; i++ {
		candidate = name + strconv.Itoa(i)
		if unicode.IsDigit(lastRune(name)) {
			candidate = name + "_" + strconv.Itoa(i)
		}
	}
	n[candidate] = true
	return candidate
}

// CheckPackage refuses a name that the package of an importable directory cannot have.
func CheckPackage(name string) error {
	if !token.IsIdentifier(name) || name == "_" || name == "main" {
		return fmt.Errorf("%q cannot be the name of a Go package: give one with --package", name)
	}
	return nil
}
