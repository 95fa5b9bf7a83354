// Package s3server serves buckets in memory by the protocol of S3, for tests.
package s3server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// A Server has one bucket.
type Server struct {
	// Writes counts the objects that clients have asked to write. Before, if not nil, is
	// called before the one with that number, from 1; if it reports false, the server
	// refuses it and all later ones.
	Writes atomic.Int64
	Before func(write int64) bool

	address string
}

// bucket is the name of the bucket.
const bucket = "bucket"

// New starts a server, which ends with the test, and sets the credentials that it takes.
func New(t *testing.T) *Server {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket(bucket); err != nil {
		t.Fatal(err)
	}
	s, handler := &Server{}, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && s.Before != nil && !s.Before(s.Writes.Add(1)) {
			http.Error(w, "<Error><Code>AccessDenied</Code></Error>", http.StatusForbidden)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(served.Close)
	s.address = served.URL
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"} {
		t.Setenv(name, value)
	}
	return s
}

// URL is that of a key, with the options that reach the server.
func (s *Server) URL(key string) string {
	return strings.Join([]string{"s3://", bucket, "/", key, "?endpoint=", s.address, "&use_path_style=true"}, "")
}
