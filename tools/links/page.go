package links

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// A page is what of a Markdown file others lead to, and where it leads.
type page struct {
	// anchors are those of its headings, as GitHub makes them.
	anchors []string
	// links are its relative links.
	links []string
}

var (
	heading  = regexp.MustCompile(`^#{1,6} +(.+?) *#*$`)
	link     = regexp.MustCompile(`\]\(([^()\s]+)\)|<(?:img|a) [^>]*(?:src|href)="([^"]+)"`)
	linkText = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)
	codeSpan = regexp.MustCompile("`[^`]*`")
	scheme   = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:`)
)

func parse(markdown string) page {
	var p page
	seen := map[string]int{}
	for _, line := range prose(markdown) {
		if m := heading.FindStringSubmatch(line); m != nil {
			p.anchors = append(p.anchors, unique(slug(m[1]), seen))
		}
		for _, m := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
			if to := m[1] + m[2]; !scheme.MatchString(to) {
				p.links = append(p.links, to)
			}
		}
	}
	return p
}

// prose are the lines that are no code.
func prose(markdown string) []string {
	var lines []string
	fenced := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, "\r\n")
		fence := strings.HasPrefix(strings.TrimLeft(line, " "), "```")
		if !fence && !fenced && !strings.HasPrefix(line, "    ") {
			lines = append(lines, line)
		}
		fenced = fenced != fence
	}
	return lines
}

// slug is a heading's anchor: its letters, digits, hyphens and underscores, in lower
// case, with hyphens for blanks.
func slug(heading string) string {
	heading = linkText.ReplaceAllString(heading, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// unique numbers the second of equal anchors 1, and so on.
func unique(anchor string, seen map[string]int) string {
	n := seen[anchor]
	seen[anchor]++
	if n > 0 {
		return fmt.Sprintf("%s-%d", anchor, n)
	}
	return anchor
}
