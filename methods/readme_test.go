package methods

import (
	"fmt"
	"strings"
	"testing"

	"tfreeze/methods/internal/graphtest"
)

// TestReadme: the README's table of methods is that of All. With -update it is written.
func TestReadme(t *testing.T) {
	graphtest.CompareSection(t, "../README.md", "methods", table())
}

// table is a row for each method.
func table() string {
	var b strings.Builder
	b.WriteString("| method | its map | options, with defaults |\n| --- | --- | --- |\n")
	for _, m := range All {
		var options []string
		for _, c := range m.Options {
			options = append(options, fmt.Sprintf("`%s` %s", strings.ReplaceAll(c.Name, "_", "-"), byDefault(c)))
		}
		row := fmt.Sprintf("| `%s` | %s | %s", m.Name, m.Summary, strings.Join(options, ", "))
		b.WriteString(strings.TrimSuffix(row, " ") + " |\n")
	}
	return b.String()
}

// byDefault is the default of an option, or a word for no array.
func byDefault(c *Choice) string {
	switch v := c.Default.(type) {
	case []float32:
		return "none"
	case string:
		if v == "" {
			return "none"
		}
	}
	return fmt.Sprint(c.Default)
}
