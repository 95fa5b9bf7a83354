package storage

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

var scheme = regexp.MustCompile(`^([a-z][a-z0-9+.-]*)://`)

// IsURL reports whether a path is a URL, and not that of a file. A URL of a file is none:
// see Path.
func IsURL(text string) bool { return scheme.MatchString(text) && !strings.HasPrefix(text, fileScheme) }

const fileScheme = "file://"

// Path is the path of file:///PATH. Anything else stays as it is.
func Path(text string) string {
	if rest, ok := strings.CutPrefix(text, fileScheme); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	return text
}

// Name is a URL without its options. Anything else stays as it is.
func Name(url string) string {
	if !IsURL(url) {
		return url
	}
	name, _ := cutOptions(url)
	return name
}

// cutOptions cuts at the last question mark, if what follows it are options. Otherwise it
// may be part of a pattern.
func cutOptions(url string) (name, options string) {
	if at := strings.LastIndexByte(url, '?'); at >= 0 && strings.Contains(url[at:], "=") {
		return url[:at], url[at+1:]
	}
	return url, ""
}

// A location is a URL, taken apart.
type location struct{ scheme, bucket, key, options string }

func parse(url string) (location, error) {
	name, options := cutOptions(url)
	found := scheme.FindStringSubmatch(name)
	if found == nil {
		return location{}, fmt.Errorf("%s is not a URL such as s3://BUCKET/KEY", url)
	}
	bucket, key, _ := strings.Cut(name[len(found[0]):], "/")
	if bucket == "" {
		return location{}, fmt.Errorf("%s has no bucket: give it as in %s://BUCKET/KEY", url, found[1])
	}
	return location{found[1], bucket, key, options}, nil
}

// of is a location in the same bucket.
func (l location) of(key string) location {
	l.key = key
	return l
}

// root is what a driver opens.
func (l location) root() string {
	if l.options == "" {
		return l.scheme + "://" + l.bucket
	}
	return l.scheme + "://" + l.bucket + "?" + l.options
}

// String is the URL without options.
func (l location) String() string { return l.scheme + "://" + l.bucket + "/" + l.key }

// url is the URL.
func (l location) url() string {
	if l.options == "" {
		return l.String()
	}
	return l.String() + "?" + l.options
}

// Join names something below a path or a URL, in messages.
func Join(at string, elements ...string) string {
	if !IsURL(at) {
		return filepath.Join(append([]string{Path(at)}, elements...)...)
	}
	return strings.TrimRight(Name(at), "/") + "/" + path.Join(elements...)
}
