package results

import "strings"

// commandLines are commands as a shell takes them.
func commandLines(commands [][]string) []string {
	var lines []string
	for _, c := range commands {
		words := make([]string, len(c))
		for i, word := range c {
			words[i] = quoted(word)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

// quoted puts a word between quotes if a shell would read anything else in it.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:=@%+", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
