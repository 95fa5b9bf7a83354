package serve

import (
	"net/http"
	"strings"
)

// routes lists the paths of all dialects.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.live)
	mux.HandleFunc("GET /v2/health/live", s.live)
	mux.HandleFunc("GET /v2/health/ready", s.live)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("GET /v2", s.about)
	mux.HandleFunc("GET /v2/models/{model}", s.of(s.metadata))
	mux.HandleFunc("GET /v2/models/{model}/ready", s.of(s.ready))
	mux.HandleFunc("POST /v2/models/{model}/infer", s.of(s.infer))
	mux.HandleFunc("GET /v2/models/{model}/versions/{version}", s.of(s.metadata))
	mux.HandleFunc("GET /v2/models/{model}/versions/{version}/ready", s.of(s.ready))
	mux.HandleFunc("POST /v2/models/{model}/versions/{version}/infer", s.of(s.infer))
	mux.HandleFunc("GET /v1/models", s.list)
	mux.HandleFunc("GET /v1/models/{model}", s.of(s.status))
	mux.HandleFunc("GET /v1/models/{model}/versions/{version}", s.of(s.status))
	mux.HandleFunc("POST /v1/models/{model}", s.verb)
	mux.HandleFunc("POST /v1/models/{model}/versions/{version}", s.verb)
	mux.HandleFunc("POST /v1/projects/{project}/locations/{location}/endpoints/{model}", s.endpoint)
	mux.HandleFunc("/v1/", unknownPath)
	mux.HandleFunc("/v2/", unknownPath)
	if s.options.Page != nil {
		mux.Handle("/", s.options.Page(s))
	} else {
		mux.HandleFunc("/", unknownPath)
	}
	return s.traced(s.guarded(s.authorized(s.vertexRoutes(mux))))
}

func unknownPath(w http.ResponseWriter, r *http.Request) {
	WriteError(w, notFound("%s %s is not served", r.Method, r.URL.Path))
}

// A modelHandler answers a request for a model.
type modelHandler func(w http.ResponseWriter, r *http.Request, m *Model) error

// of finds the model of a request, and the version if it asks for one.
func (s *Server) of(h modelHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m, err := s.find(r.PathValue("model"), r.PathValue("version"))
		if err == nil {
			note(r, m.name)
			err = h(w, r, m)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// find finds a model by its name and its version; an empty version is the one that is
// open.
func (s *Server) find(name, version string) (*Model, error) {
	m := s.model(name)
	if m == nil {
		return nil, notFound("there is no model %q; there are %s", name, strings.Join(s.names(), ", "))
	}
	_, open, release := m.holdVersion()
	defer release()
	if version != "" && version != open {
		return nil, notFound("model %s has version %s open, not %q", name, open, version)
	}
	return m, nil
}

func (s *Server) names() []string {
	var names []string
	for _, m := range s.models {
		names = append(names, m.name)
	}
	return names
}

// verb answers POST /v1/models/M:VERB.
func (s *Server) verb(w http.ResponseWriter, r *http.Request) {
	last := "model"
	if r.PathValue("version") != "" {
		last = "version"
	}
	value := r.PathValue(last)
	at := strings.LastIndexByte(value, ':')
	if at < 0 {
		unknownPath(w, r)
		return
	}
	r.SetPathValue(last, value[:at])
	s.byVerb(w, r, value[at+1:], s.predict, s.explain)
}

func (s *Server) byVerb(w http.ResponseWriter, r *http.Request, verb string, predict, explain modelHandler) {
	switch verb {
	case "predict":
		s.of(predict)(w, r)
	case "explain":
		s.of(explain)(w, r)
	default:
		s.fail(w, r, notFound("there is no verb %q; there are predict, explain", verb))
	}
}
