package graphrewrite

import "strings"

// An Error says at which node a pass, a check or a rule failed, and why. Pass, Node and
// Op may be empty.
type Error struct {
	Pass, Node, Op string
	Err            error
}

// Error reads: freeze: node "block3/act" (Foo): no freezing rule.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Pass != "" {
		b.WriteString(e.Pass + ": ")
	}
	if e.Node != "" {
		b.WriteString("node " + quote(e.Node))
		if e.Op != "" {
			b.WriteString(" (" + formatName(e.Op) + ")")
		}
		b.WriteString(": ")
	}
	return b.String() + e.Err.Error()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }
