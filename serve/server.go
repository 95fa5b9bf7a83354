package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"
)

// A Server explains with models that it holds open.
type Server struct {
	options Options
	models  []*Model
	queue   *queue
	metrics *metrics
	batcher batcher
	handler http.Handler
}

// New opens the models. Close closes them.
func New(ctx context.Context, models []Source, o Options) (*Server, error) {
	if len(models) == 0 {
		return nil, errors.New("no model is given")
	}
	o = o.withDefaults()
	s := &Server{options: o, queue: newQueue(o.Parallel, o.Queue)}
	s.metrics, s.batcher.open = newMetrics(s.queue), map[string]*group{}
	for _, source := range models {
		if s.model(source.name()) != nil {
			s.Close()
			return nil, fmt.Errorf("two models are named %s: give one another name", source.name())
		}
		m, err := openModel(ctx, source)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.models = append(s.models, m)
	}
	s.handler = s.routes()
	return s, nil
}

// Models lists the models, in the order in which they were given.
func (s *Server) Models() []*Model { return slices.Clone(s.models) }

// Limits are what a request may ask for.
func (s *Server) Limits() Limits { return s.options.Limits }

// model finds a model by its name; nil if there is none.
func (s *Server) model(name string) *Model {
	for _, m := range s.models {
		if m.name == name {
			return m
		}
	}
	return nil
}

// Do computes when there is a place in the queue. It is an *Error if too many wait, and
// the context's if that ends, or Options.Timeout has passed, before f does.
func (s *Server) Do(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	return s.queue.do(ctx, f)
}

// ServeHTTP answers a request in the dialect of its path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers requests at an address until ctx ends. Then it takes no more, and waits
// for those that it has, up to Options.Drain.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: s.options.Timeout, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go s.watch(watching)
	ended := make(chan error, 1)
	go func() { ended <- s.listen(h, l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.Drain)
	defer cancel()
	err := h.Shutdown(wait)
	if errors.Is(err, context.DeadlineExceeded) {
		h.Close()
		return fmt.Errorf("some requests had not ended after %v", s.options.Drain)
	}
	return err
}

// listen serves with TLS if there are certificates.
func (s *Server) listen(h *http.Server, l net.Listener) error {
	if s.options.TLS == nil {
		return h.Serve(l)
	}
	h.TLSConfig = s.options.TLS
	return h.ServeTLS(l, "", "")
}

// Close closes the models, each when no request uses it.
func (s *Server) Close() error {
	var all []error
	for _, m := range s.models {
		all = append(all, m.current.close())
	}
	return errors.Join(all...)
}
