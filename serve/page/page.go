package page

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"tfreeze/serve"
)

// Options bound what the page keeps. A field of 0 has its default.
type Options struct {
	// Sessions is the number of photos whose runs are kept; 16 by default.
	Sessions int
	// Memory is the number of bytes of all those runs; 512 MiB by default. The newest is
	// kept even if it alone has more.
	Memory int64
}

//go:embed static
var static embed.FS

// policy lets the page load nothing but its own files.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// New is the page of a server, with the default options: what serve.Options.Page takes.
func New(s *serve.Server) http.Handler { return NewWith(s, Options{}) }

// NewWith is the page of a server.
func NewWith(s *serve.Server, o Options) http.Handler {
	h := &handler{server: s, sessions: newSessions(cmp.Or(o.Sessions, 16), cmp.Or(o.Memory, 512<<20))}
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the embedded directory is there
	}
	mux := http.NewServeMux()
	for pattern, f := range map[string]http.Handler{
		"GET /{$}": http.FileServerFS(files), "GET /page/static/": http.StripPrefix("/page/static/", http.FileServerFS(files)),
		"GET /page/models": h.answers(h.models), "POST /page/photos": h.answers(h.photo), "GET /page/samples/{name}": h.answers(h.sample),
		"GET /page/predictions": h.answers(h.inSession(h.predictions)), "GET /page/picture": h.answers(h.inSession(h.picture)),
		"GET /page/layers": h.answers(h.inSession(h.layers)), "GET /page/edges": h.answers(h.inSession(h.edges)),
		"GET /page/map": h.answers(h.inSession(h.mapOf)), "GET /page/map.npy": h.answers(h.inSession(h.array)),
	} {
		mux.Handle(pattern, f)
		_, path, _ := strings.Cut(pattern, " ")
		mux.Handle(path, h.answers(unknown(http.StatusMethodNotAllowed)))
	}
	mux.Handle("/", h.answers(unknown(http.StatusNotFound)))
	return guarded(mux)
}

// A handler answers the page's requests.
type handler struct {
	server   *serve.Server
	sessions *sessions
}

// unknown answers a request that the page does not know.
func unknown(status int) func(http.ResponseWriter, *http.Request) error {
	return func(_ http.ResponseWriter, r *http.Request) error {
		return &serve.Error{Status: status, Err: fmt.Errorf("%s %s is not served", r.Method, r.URL.Path)}
	}
}

// guarded sets the headers of every answer, and refuses what another site's page sends.
func guarded(h http.Handler) http.Handler {
	h = http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-cache",
		} {
			w.Header().Set(name, value)
		}
		h.ServeHTTP(w, r)
	})
}

// answers turns a function that may fail into a handler.
func (h *handler) answers(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			w.Header().Del("ETag")
			w.Header().Set("Cache-Control", "no-store")
			h.server.Fail(w, r, err)
		}
	}
}
