package serve

import "net/http"

// routes lists the paths of all dialects.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.live)
	mux.HandleFunc("GET /v2/health/live", s.live)
	mux.HandleFunc("GET /v2/health/ready", s.live)
	if s.options.Page != nil {
		mux.Handle("/", s.options.Page(s))
	}
	return mux
}

// live answers that the server is up. Its models were opened before it listened.
func (s *Server) live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]bool{"live": true, "ready": true})
}
