package links

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestPages: the repository's own pages hold together.
func TestPages(t *testing.T) {
	broken, err := Broken(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		t.Error(b)
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a file", map[string]string{"a.md": "[b](b.md)"}, []string{"a.md links to b.md: there is no b.md"}},
		{"a file above", map[string]string{"x/a.md": "[b](../b.md)"}, []string{"x/a.md links to ../b.md: there is no b.md"}},
		{"a picture", map[string]string{"a.md": "![p](p.png)"}, []string{"a.md links to p.png: there is no p.png"}},
		{"a picture in HTML", map[string]string{"a.md": `<img alt="p" src="p.png">`}, []string{"a.md links to p.png: there is no p.png"}},
		{"an anchor", map[string]string{"a.md": "# A b\n[b](#b)"}, []string{"a.md links to #b: a.md has no such heading"}},
		{"an anchor elsewhere", map[string]string{"a.md": "[b](b.md#c)", "b.md": "# b\n```\n# c\n```\n"}, []string{"a.md links to b.md#c: b.md has no such heading"}},
		{"an anchor of no page", map[string]string{"a.md": "[b](b.go#c)", "b.go": "package b"}, []string{"a.md links to b.go#c: b.go has no such heading"}},
		{"a page that code names", map[string]string{"a.go": "// See docs/b.md.", "a_test.go": "docs/c.md", "docs/README.md": ""}, []string{"a.go names docs/b.md, which does not exist"}},
		{"a page that a page names", map[string]string{"a.md": "as docs/b.md says", "docs/README.md": ""}, []string{"a.md names docs/b.md, which does not exist"}},
		{"a source that a page names", map[string]string{"a.md": "`x/z.go`, `y/z.go`, `x/*.go`, `out/z.go`", "x/y.go": "", "out/y.go": ""}, []string{"a.md names x/z.go, which does not exist"}},
		{"a page that no index lists", map[string]string{"docs/README.md": "[a](a.md)", "docs/a.md": "", "docs/x/b.md": ""}, []string{"docs/README.md does not list docs/x/b.md"}},
		{
			"nothing",
			map[string]string{
				"a.md":   "# The `a`, [b](b.md)\n## c-d_e\n## c-d_e\n[1](#the-a-b) [2](#c-d_e-1) [3](b.md) [4](x) [5](https://c/d.md) `[6](e.md)`\n\n    [7](f.md)\n\n```\n[8](g.md)\n```\n",
				"b.md":   "<a href=\"a.md\">a</a>",
				"x/y.go": "// no docs/*.md",
			},
			nil,
		},
		{"what is built", map[string]string{"out/a.md": "[b](b.md)", ".venv/a.md": "[b](b.md)", "bin/a.md": "[b](b.md)"}, nil},
	} {
		root := fstest.MapFS{}
		for name, text := range c.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		got, err := Broken(root)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v, broken (-want +got):\n%s", c.name, err, diff)
		}
	}
}
