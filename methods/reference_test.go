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

// optionRow is a row of the table of options: the methods that have the option, and its
// default.
type optionRow struct{ methods, value string }

// TestReferenceMethods: the first table of docs/reference/methods.md lists every
// method.
func TestReferenceMethods(t *testing.T) {
	table, _, _ := strings.Cut(page(t, "methods"), "`--method all`")
	var names []string
	for _, cells := range regexp.MustCompile("(?m)^\\| `(.+?)` \\|").FindAllStringSubmatch(table, -1) {
		names = append(names, cells[1])
	}
	slices.Sort(names)
	if want := slices.Sorted(slices.Values(Names())); !slices.Equal(names, want) {
		t.Errorf("the table has %q, want %q", names, want)
	}
}

// TestReferenceSignatures: docs/reference/signatures.md lists every option that
// signatures take, with the methods that have it.
func TestReferenceSignatures(t *testing.T) {
	_, section, _ := strings.Cut(page(t, "signatures"), "\n## Options\n")
	section, _, _ = strings.Cut(section, "\n## ")
	got, want := map[string]string{}, map[string]string{"target": "all"}
	for _, cells := range regexp.MustCompile("(?m)^\\| `(.+?)` \\| (.+?) \\|").FindAllStringSubmatch(section, -1) {
		got[cells[1]] = strings.ReplaceAll(cells[2], "`", "")
	}
	for _, c := range Options() {
		if c.Served != nil {
			want[c.Name] = strings.Replace(methodsOf(c, InGraph()), "all, frozen", "all _frozen", 1)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func page(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("../docs/reference/" + name + ".md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestReference: docs/reference/methods.md lists every option, with the methods that
// have it and its default, and says which options signatures do not take.
func TestReference(t *testing.T) {
	_, section, _ := strings.Cut(page(t, "methods"), "\n## Options\n")
	section, _, _ = strings.Cut(section, "\n## ")
	got := map[string]optionRow{}
	for _, cells := range regexp.MustCompile("(?m)^\\| (.+) \\| `(.+)` \\|(.*)\\| .+ \\|$").FindAllStringSubmatch(section, -1) {
		got[cells[2]] = optionRow{strings.ReplaceAll(cells[1], "`", ""), number(strings.Trim(cells[3], "` "))}
	}
	want := map[string]optionRow{"target": {"all", "the best class"}, "score": {"all", "logit"}}
	apart := []string{"score"}
	for _, c := range Options() {
		want[c.Name] = optionRow{methodsOf(c, All), defaultText(c)}
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
	for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(sentence, -1) {
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

func methodsOf(c *Choice, of []Method) string {
	if c.Freezing {
		return "all, frozen"
	}
	if c == SmoothBy.Choice {
		return "all, smoothed"
	}
	var names []string
	for _, m := range of {
		if slices.Contains(m.Options, c) {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, ", ")
}

func defaultText(c *Choice) string {
	if c.Array == nil {
		return fmt.Sprint(c.Default)
	}
	return "drawn"
}
