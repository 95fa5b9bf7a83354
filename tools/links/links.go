// Package links checks that the pages hold together: each relative link and anchor
// of a Markdown file leads somewhere, each page that a file names exists, and each
// source that a page names; the index of docs lists every page in it.
package links

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// index is the page that lists the others of its directory.
const index = "docs/README.md"

// A file is named by its path from the repository's root: a page by any text, a source
// by a page.
var (
	namedPage   = regexp.MustCompile(`\bdocs/[\w./-]*\.md\b`)
	namedSource = regexp.MustCompile(`\b[\w-]+/[\w./-]*\.(?:go|py|sh|json|txt|txtar)\b`)
)

// Broken returns what is wrong with the pages below root, a line each, in order.
func Broken(root fs.FS) ([]string, error) {
	pages, broken := map[string]page{}, []string(nil)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipped(name)
		}
		raw, err := text(root, name)
		if path.Ext(name) == ".md" {
			pages[name] = parse(raw)
			broken = append(broken, missing(root, name, namedSource.FindAllString(raw, -1))...)
		}
		if !strings.HasSuffix(name, "_test.go") {
			broken = append(broken, missing(root, name, namedPage.FindAllString(raw, -1))...)
		}
		return err
	})
	for name, p := range pages {
		broken = append(broken, dangling(root, pages, name, p.links)...)
	}
	broken = append(broken, unlisted(pages)...)
	slices.Sort(broken)
	return slices.Compact(broken), err
}

// skipped leaves out what is built or fetched.
func skipped(dir string) error {
	if dir != "." && strings.HasPrefix(path.Base(dir), ".") || dir == "out" || dir == "bin" {
		return fs.SkipDir
	}
	return nil
}

// text is what a page or a source file holds; of other files, nothing.
func text(root fs.FS, name string) (string, error) {
	switch base := path.Base(name); {
	case slices.Contains([]string{".md", ".go", ".py", ".sh", ".txtar"}, path.Ext(name)), base == "Makefile", base == "Dockerfile":
		raw, err := fs.ReadFile(root, name)
		return string(raw), err
	}
	return "", nil
}

// missing are the files in one of the repository's directories that a file names and
// that do not exist.
func missing(root fs.FS, name string, files []string) []string {
	var all []string
	for _, file := range files {
		dir, _, _ := strings.Cut(file, "/")
		_, outside := fs.Stat(root, dir)
		if _, err := fs.Stat(root, file); err != nil && outside == nil && skipped(dir) == nil {
			all = append(all, fmt.Sprintf("%s names %s, which does not exist", name, file))
		}
	}
	return all
}

// dangling are the links of a page that lead nowhere.
func dangling(root fs.FS, pages map[string]page, name string, links []string) []string {
	var all []string
	for _, link := range links {
		file, anchor, _ := strings.Cut(link, "#")
		to := name
		if file != "" {
			to = path.Join(path.Dir(name), file)
		}
		if _, err := fs.Stat(root, to); err != nil {
			all = append(all, fmt.Sprintf("%s links to %s: there is no %s", name, link, to))
		} else if p, isPage := pages[to]; anchor != "" && !(isPage && slices.Contains(p.anchors, anchor)) {
			all = append(all, fmt.Sprintf("%s links to %s: %s has no such heading", name, link, to))
		}
	}
	return all
}

// unlisted are the pages beside and below the index to which it does not link.
func unlisted(pages map[string]page) []string {
	var all []string
	dir := path.Dir(index)
	for name := range pages {
		if inside, ok := strings.CutPrefix(name, dir+"/"); ok && name != index && !slices.Contains(pages[index].links, inside) {
			all = append(all, fmt.Sprintf("%s does not list %s", index, name))
		}
	}
	return all
}
