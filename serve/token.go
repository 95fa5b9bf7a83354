package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"path"
	"strings"
)

// pageFiles is where a page has its files.
const pageFiles = "/page/static/"

// isPublic reports whether a path needs no token: probes of orchestrators send none, and
// browsers ask for the page's files before the page can ask for a token.
func (s *Server) isPublic(name string) bool {
	switch name {
	case s.options.Vertex.Health, "/healthz", "/v2/health/live", "/v2/health/ready":
		return true
	}
	return s.options.Page != nil && (name == "/" || strings.HasPrefix(name, pageFiles) && path.Clean(name) == name)
}

// authorized lets requests pass that have the token.
func (s *Server) authorized(h http.Handler) http.Handler {
	if s.options.Token == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isPublic(r.URL.Path) && !s.hasToken(r.Header.Get("Authorization")) {
			s.fail(w, r, errNoToken())
			return
		}
		h.ServeHTTP(w, r)
	})
}

// hasToken compares in a time that tells nothing of the token.
func (s *Server) hasToken(authorization string) bool {
	scheme, given, _ := strings.Cut(authorization, " ")
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(s.options.Token))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func errNoToken() error {
	return &Error{Status: http.StatusUnauthorized, Field: "Authorization", Err: errors.New("give this server's token: Bearer TOKEN")}
}
