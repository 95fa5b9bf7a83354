package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// A visit is what the log says of a request.
type visit struct {
	method, path, remote, model string
	begun                       time.Time
	status                      int
	// cause is an error whose text no client is told.
	cause error
	// quiet is one of very many, such as a probe: it is a line if it fails.
	quiet bool
}

type visitKey struct{}

// note tells the log which model a request is for.
func note(r *http.Request, model string) {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		v.model = model
	}
}

// fail answers with an error.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		v.cause = err
	}
	WriteError(w, err)
}

// Fail answers with an error as WriteError does, and tells the log its cause.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) }

// A recorder notes the status of an answer, and gives up a client that does not read it.
type recorder struct {
	http.ResponseWriter
	status int
	// stall is how long the client may take for a portion of the answer.
	stall time.Duration
}

// portion is how many bytes of an answer are given a time of their own: an answer may be
// of any size, so no time would fit the whole.
const portion = 1 << 16

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	written := 0
	for {
		part := b[written:min(len(b), written+portion)]
		http.NewResponseController(r.ResponseWriter).SetWriteDeadline(time.Now().Add(r.stall)) // tests' writers have none
		n, err := r.ResponseWriter.Write(part)
		if written += n; err != nil || written == len(b) {
			return written, err
		}
	}
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// guarded bounds the bodies of requests, turns panics into errors and logs.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, stall: s.options.Stall}
		v := &visit{method: r.Method, path: r.URL.Path, remote: r.RemoteAddr, begun: time.Now(), quiet: s.isPublic(r.URL.Path)}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		r.Body = http.MaxBytesReader(rec, r.Body, s.options.Limits.Body)
		defer func() {
			v.status = rec.status
			s.logged(r.Context(), v)
		}()
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			v.cause = panicked(p)
			if rec.status == 0 {
				WriteError(rec, v.cause)
			}
		}()
		h.ServeHTTP(rec, r)
	})
}

// logged counts a request and writes its line: never its content, nor that of the answer.
func (s *Server) logged(ctx context.Context, v *visit) {
	s.metrics.answered(v.model, v.status)
	attributes := []slog.Attr{
		slog.String("method", v.method), slog.String("path", v.path), slog.Int("status", v.status),
		slog.Duration("took", time.Since(v.begun)), slog.String("remote", v.remote),
	}
	if v.model != "" {
		attributes = append(attributes, slog.String("model", v.model))
	}
	level := slog.LevelInfo
	if v.quiet && v.status < http.StatusBadRequest {
		level = slog.LevelDebug
	}
	if f := (fault{}); errors.As(v.cause, &f) {
		level, attributes = slog.LevelError, append(attributes, slog.Any("panic", f.value), slog.String("stack", string(f.stack)))
	} else if e := (*Error)(nil); errors.As(v.cause, &e) && e.Field != "" {
		attributes = append(attributes, slog.String("field", e.Field))
	}
	s.options.Log.LogAttrs(ctx, level, "request", attributes...)
}
