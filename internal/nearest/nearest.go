// Package nearest finds the names that a mistyped one may have meant.
package nearest

import (
	"fmt"
	"strings"
)

// maxNames is how many names a hint has at most.
const maxNames = 3

// Unknown is the error for a name that is not among the known ones of its kind.
func Unknown(kind, name string, known []string) error {
	return fmt.Errorf("there is no %s %q%s; there are %s", kind, name, Hint(name, known), strings.Join(known, ", "))
}

// Hint asks in parentheses whether the nearest names were meant. It is empty if no
// name is near.
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

// Names returns the known names that are the nearest to a mistyped one, three at
// most: those with the fewest slips of the keyboard between them, if these are few
// for the name's length, or else those that begin so.
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

// allowed is how many slips a name of that length may have.
func allowed(name []rune) int {
	if len(name) < 2 {
		return 0
	}
	return min(max(1, len(name)/3), 3)
}

// minBegin is how many letters a name must have to mean one that begins so.
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

// begins reports whether what was typed is the begin of a name, or a name with a
// short end too many: "gradcam" is not "grad".
func begins(typed, name string) bool {
	return len(typed) >= minBegin && strings.HasPrefix(name, typed) ||
		5*len(name) >= 3*len(typed) && strings.HasPrefix(typed, name)
}

// folded leaves out what is mistaken most: the case, and what joins words.
func folded(name string) []rune {
	return []rune(strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)))
}
