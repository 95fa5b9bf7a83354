// Package nearest suggests known names for a mistyped one.
package nearest

import (
	"fmt"
	"strings"
)

// maxNames is the largest number of names in a hint.
const maxNames = 3

// Unknown returns the error for a name that is not among the known names of its kind.
func Unknown(kind, name string, known []string) error {
	return fmt.Errorf("there is no %s %q%s; there are %s", kind, name, Hint(name, known), strings.Join(known, ", "))
}

// Hint asks in parentheses whether the nearest names were meant. It is empty if no name
// is near.
func Hint(name string, known []string) string {
	near := Names(name, known)
	for i, n := range near {
		near[i] = fmt.Sprintf("%q", n)
	}
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(near, " or ") + "?)"
}

// Names returns the known names nearest to a mistyped one, three at most: those with
// the fewest typing errors, if these are few for the name's length. If there are none,
// it returns the names with the same beginning.
func Names(name string, known []string) []string {
	typed := folded(name)
	near, least := []string(nil), allowed(typed)
	for _, k := range known {
		d := Distance(typed, folded(k))
		if d < least {
			near, least = nil, d
		}
		if d == least && len(near) < maxNames {
			near = append(near, k)
		}
	}
	if near == nil {
		near = related(typed, known)
	}
	return near
}

// allowed is how many typing errors a name of that length may have.
func allowed(name []rune) int {
	if len(name) < 2 {
		return 0
	}
	return min(max(1, len(name)/3), 3)
}

// minBegin is the least number of letters that may stand for a name that begins with
// them.
const minBegin = 3

func related(typed []rune, known []string) []string {
	var near []string
	for _, k := range known {
		if begins(string(typed), string(folded(k))) && len(near) < maxNames {
			near = append(near, k)
		}
	}
	return near
}

// begins reports whether what was typed is the beginning of a name, or a name with a
// short ending added. "gradcam" is too long for "grad".
func begins(typed, name string) bool {
	return len(typed) >= minBegin && strings.HasPrefix(name, typed) ||
		5*len(name) >= 3*len(typed) && strings.HasPrefix(typed, name)
}

// folded removes what is most often mistyped: case, and the characters that join words.
func folded(name string) []rune {
	return []rune(strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)))
}
