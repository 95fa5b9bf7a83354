package methods

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// optionRow is a row of the table of options: which methods have the option, and its
// default.
type optionRow struct{ methods, value string }

// TestReference: docs/reference/methods.md has every option, of which methods it is, its
// default, and those that signatures do not take.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("../docs/reference/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "\n## Options\n")
	section, _, _ = strings.Cut(section, "\n## ")
	got := map[string]optionRow{}
	for _, cells := range regexp.MustCompile("(?m)^\\| (.+) \\| `(.+)` \\| (.+) \\| .+ \\|$").FindAllStringSubmatch(section, -1) {
		got[cells[2]] = optionRow{strings.ReplaceAll(cells[1], "`", ""), number(strings.Trim(cells[3], "`"))}
	}
	want := map[string]optionRow{"target": {"all", "the best class"}, "score": {"all", "logit"}}
	apart := []string{"score"}
	for _, c := range Options() {
		want[c.Name] = optionRow{methodsOf(c), defaultText(c)}
		if c.Served == nil {
			apart = append(apart, c.Name)
		}
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(optionRow{})); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
	_, sentence, _ := strings.Cut(section, "except ")
	sentence, _, _ = strings.Cut(sentence, ",\nan input of")
	var named []string
	for _, name := range regexp.MustCompile("`([a-z]+)`").FindAllStringSubmatch(sentence, -1) {
		named = append(named, name[1])
	}
	if !slices.Equal(named, apart) {
		t.Errorf("not taken by signatures are %q, the page has %q", apart, named)
	}
}

// number writes a number as Go does; other text stays.
func number(text string) string {
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return fmt.Sprint(v)
	}
	return text
}

func methodsOf(c *Choice) string {
	if c.Freezing {
		return "all, frozen"
	}
	var names []string
	for _, m := range All {
		if slices.Contains(m.Options, c) {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, ", ")
}

func defaultText(c *Choice) string {
	switch {
	case c.Array == nil:
		return fmt.Sprint(c.Default)
	case c.Array.Absent == "":
		return "drawn"
	}
	return c.Array.Absent
}
