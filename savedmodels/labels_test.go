package savedmodels

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func labelsOf(t *testing.T, text string) (Labels, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "labels.txt")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return ReadLabels(path)
}

func TestReadLabels(t *testing.T) {
	for _, c := range []struct {
		name, text string
		classes    int
		want       []string
	}{
		{"lines", "cat\ndog\n", 2, []string{"cat", "dog"}},
		{"no line end", "cat\ndog", 2, []string{"cat", "dog"}},
		{"Windows", "cat\r\ndog\r\n", 2, []string{"cat", "dog"}},
		{"an old Mac", "cat\rdog", 2, []string{"cat", "dog"}},
		{"a mark of UTF-8", "\xef\xbb\xbfcat\ndog", 2, []string{"cat", "dog"}},
		{"empty lines at the end", "cat\ndog\n\n \n", 2, []string{"cat", "dog"}},
		{"an empty line between", "cat\n\ndog", 3, []string{"cat", "", "dog"}},
		{"a class without a name at the end", "cat\ndog\n\n", 3, []string{"cat", "dog", ""}},
		{"a number of classes that is not known", "cat\ndog", -1, []string{"cat", "dog"}},
		{"two classes of one output", "cat\ndog", 1, []string{"cat", "dog"}},
		{"a line longer than a reader's buffer", strings.Repeat("x", 1<<17) + "\ndog", 2, []string{strings.Repeat("x", 1<<17), "dog"}},
	} {
		l, err := labelsOf(t, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got, err := l.For(c.classes)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.name, err, diff)
		}
	}
	if l, err := ReadLabels(""); err != nil || l.Names != nil {
		t.Errorf("no path gives %v, %v", l, err)
	}
}

func TestLabelsFor(t *testing.T) {
	thousand := strings.Repeat("name\n", 1000)
	for _, c := range []struct {
		text    string
		classes int
		want    string
	}{
		{"background\n" + thousand, 1000, `it has 1001 names, the network 1000 classes: give one name per line, in the order of the classes; this network has no class for the first line, "background": leave it out`},
		{"__background__\n" + thousand, 1000, `this network has no class for the first line, "__background__": leave it out`},
		{"class\n" + thousand, 1000, `is the first line, "class", a heading or a class that this network does not have?`},
		{thousand, 1001, `it has 1000 names, the network 1001 classes: give one name per line, in the order of the classes; if the network's class 0 is a background, begin with a line "background"`},
		{"cat\ndog\n\n\n", 5, "it has 2 names, the network 5 classes: give one name per line, in the order of the classes"},
		{`{"0": ["n01440764", "tench"]}`, 1000, "this looks like JSON"},
		{"cat\n", 2, "it has 1 name, the network 2 classes"},
		{"a\nb\nc", 1, "it has 3 names, the network 1 class"},
	} {
		l, err := labelsOf(t, c.text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.For(c.classes); err == nil || !strings.HasSuffix(err.Error(), c.want) && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

func TestLabelsAreText(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "the file holds no names: give one class name per line",
		"\n\n":                      "the file holds no names: give one class name per line",
		"cat\x00dog":                "it is not text (byte 3 is NUL): give one class name per line",
		"\x89PNG\r\n\x1a\n\x00\x00": "it is not text (byte 8 is NUL): give one class name per line",
		"cat\nK\xe4fer":             "it is not UTF-8 text (line 2 holds the byte 0xe4): save it as UTF-8, one class name per line",
		"\xff\xfec\x00":             "it is UTF-16, or not text: save it as UTF-8",
	} {
		if _, err := labelsOf(t, text); err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestClassesOf(t *testing.T) {
	labels := []string{"tench, Tinca tinca", "crane", "crane", "Crane", "tabby, tabby cat", "n02123159 tiger cat", "Egyptian_cat", "", "maillot", "maillot, tank suit"}
	for name, want := range map[string][]int{
		"tabby cat": {4}, "TABBY": {4}, "tabby, tabby cat": {4}, "tabby_cat": {4}, "tinca  TINCA": {0},
		"crane": {1, 2}, "Crane": {3}, "CRANE": {1, 2, 3}, "tiger cat": {5}, "n02123159 tiger cat": {5}, "egyptian cat": {6},
		"maillot": {8}, "tank suit": {9}, "cat": nil, "": nil, ",": nil,
	} {
		if got := ClassesOf(name, labels); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestNearClasses(t *testing.T) {
	labels := []string{"tench, Tinca tinca", "tabby, tabby cat", "tiger cat", "goldfish", "goldfinch"}
	for name, want := range map[string][]int{
		"taby cat": {1}, "cat": {1, 2}, "goldfisch": {3, 4}, "tensh": {0}, "zebra": nil, "": nil,
	} {
		if got := NearClasses(name, labels); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
