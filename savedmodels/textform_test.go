package savedmodels

import "testing"

// TestTooDeep counts brackets, save those in strings and comments.
func TestTooDeep(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  int
	}{
		{"a {}\nb {}", 1, 0},
		{"a <> b <> c [] d []", 1, 0},
		{"a {\n b <> }", 1, 2},
		{"a { b < c [{}] > }", 4, 0},
		{"a { b < c [{}] > }", 3, 1},
		{"a: '{{' # {{\n b {}", 1, 0},
		{`a: "{\"{" b {}`, 1, 0},
		{`a: '{\'{' b {}`, 1, 0},
		{"a: '{\n b {}\n c {{", 1, 3},
		{"a: '{", 0, 0},
		{`a: '\`, 0, 0},
	} {
		if got := tooDeep([]byte(c.text), c.limit); got != c.want {
			t.Errorf("%q is deeper than %d at line %d, want %d", c.text, c.limit, got, c.want)
		}
	}
}
