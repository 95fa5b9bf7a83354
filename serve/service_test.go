package serve

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tfreeze"
)

// TestToken: without the token nothing is served but probes.
func TestToken(t *testing.T) {
	s := open(t, Options{Token: "hunter2"})
	for _, c := range []struct {
		path, authorization string
		status              int
	}{
		{"/v2", "", 401}, {"/v2", "Bearer hunter", 401}, {"/v2", "Basic hunter2", 401}, {"/metrics", "", 401}, {"/", "", 401}, {"/v2", "Bearer hunter2", 200}, {"/v2", "bearer hunter2", 200},
		{"/healthz", "", 200}, {"/v2/health/ready", "", 200}, {"/v2/models/tiny/ready", "", 401},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Authorization", c.authorization)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != c.status {
			t.Errorf("%s with %q: %d, want %d", c.path, c.authorization, w.Code, c.status)
		}
	}
}

// TestTokenOfPage: a browser gets the page's files, which ask for the token, and nothing else.
func TestTokenOfPage(t *testing.T) {
	s := open(t, Options{Token: "hunter2", Page: func(*Server) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	}})
	for path, status := range map[string]int{"/": 418, "/page/static/app.js": 418, "/page/map": 401, "/page/": 401, "/page/static": 401, "/page/static/../map": 401, "/other": 401, "/v2": 401} {
		if w := asked(s, "GET", path, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}

// TestMetrics: stages have KServe's names, requests are counted by status.
func TestMetrics(t *testing.T) {
	s := open(t, Options{})
	asked(s, "POST", "/v1/models/tiny:explain", `{"instances": [`+array+`]}`)
	asked(s, "POST", "/v1/models/tiny:predict", `{"instances": [`+array+`, `+array+`]}`)
	asked(s, "POST", "/v1/models/tiny:predict", `{`)
	text := asked(s, "GET", "/metrics", "").Body.String()
	for _, line := range []string{
		`request_explain_seconds_count{model_name="tiny"} 1`, `request_predict_seconds_count{model_name="tiny"} 1`,
		`request_preprocess_seconds_count{model_name="tiny"} 2`, `request_postprocess_seconds_count{model_name="tiny"} 2`,
		`tfreeze_requests_total{model_name="tiny",status="200"} 2`, `tfreeze_requests_total{model_name="tiny",status="400"} 1`,
		`tfreeze_requests_waiting 0`, `tfreeze_requests_computing 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("%s is missing", line)
		}
	}
}

// TestLog: a line for each request, with the field that was wrong, and nothing of what was
// sent.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	s := open(t, Options{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	asked(s, "POST", "/v1/models/tiny:explain?key=secret", `{"instances": ["secret"], "parameters": {"method": "grad"}}`)
	var line struct {
		Path, Model, Field string
		Status             int
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line.Path != "/v1/models/tiny:explain" || line.Model != "tiny" || line.Status != 400 || !strings.HasPrefix(line.Field, "instances[0]") {
		t.Errorf("got %s (%v)", &log, err)
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log has content: %s", &log)
	}
}

// TestLogOfFiles: neither the page's files nor probes are among the requests, unless they
// fail.
func TestLogOfFiles(t *testing.T) {
	var log bytes.Buffer
	s := open(t, Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), Page: func(*Server) http.Handler { return http.FileServer(http.Dir("testdata")) }})
	for path, lines := range map[string]int{"/": 0, "/healthz": 0, "/page/static/none.js": 1, "/v2": 1} {
		log.Reset()
		if asked(s, "GET", path, ""); strings.Count(log.String(), "\n") != lines {
			t.Errorf("%s has the lines %s", path, &log)
		}
	}
}

// TestStall: a client that reads nothing of its answer loses its connection.
func TestStall(t *testing.T) {
	ended := make(chan error, 1)
	s := open(t, Options{Stall: 50 * time.Millisecond, Page: func(*Server) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 64<<20)) // more than the buffers of a connection
			ended <- err
		})
	}})
	listening := httptest.NewServer(s)
	defer listening.Close()
	r, err := http.Get(listening.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// portions notes how much is written under each deadline.
type portions struct {
	http.ResponseWriter
	sizes []int
}

func (p *portions) SetWriteDeadline(time.Time) error { p.sizes = append(p.sizes, 0); return nil }

func (p *portions) Write(b []byte) (int, error) {
	p.sizes[len(p.sizes)-1] += len(b)
	return p.ResponseWriter.Write(b)
}

// TestPortions: a large answer is given time for each portion, so that a slow client gets
// all of it.
func TestPortions(t *testing.T) {
	answer := httptest.NewRecorder()
	w := &portions{ResponseWriter: answer}
	content := bytes.Repeat([]byte("abc"), portion)
	n, err := (&recorder{ResponseWriter: w, stall: time.Second}).Write(content)
	if err != nil || n != len(content) || !bytes.Equal(answer.Body.Bytes(), content) || !slices.Equal(w.sizes, []int{portion, portion, portion}) {
		t.Errorf("%d bytes, in %v, %v", n, w.sizes, err)
	}
}

// TestGuard: a panic of a handler is a 500 that says nothing; the log has the reason.
func TestGuard(t *testing.T) {
	var log bytes.Buffer
	s := open(t, Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), Page: func(*Server) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the reason") })
	}})
	w := asked(s, "GET", "/", "")
	if w.Code != 500 || strings.Contains(w.Body.String(), "reason") || !strings.Contains(log.String(), "the reason") {
		t.Errorf("got %d %s, the log %s", w.Code, w.Body, &log)
	}
}

// TestReload: a newer version is opened while an old one is held; a damaged one is not.
func TestReload(t *testing.T) {
	dir := t.TempDir()
	version(t, dir, "1")
	s, err := New(context.Background(), []Source{{Name: "m", Path: dir, Options: tfreeze.ModelOptions{Preprocess: "vgg"}}}, Options{Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	old, release := s.Models()[0].Hold()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go s.watch(ctx)
	version(t, dir, "2")
	until(t, s, `tfreeze_reloads_total{model_name="m",outcome="done"} 1`)
	ready(t, s, "2")
	if w := asked(s, "GET", "/v2/models/m/versions/1/ready", ""); w.Code != 404 {
		t.Errorf("version 1 is ready: %d", w.Code)
	}
	if _, err := old.Scores(context.Background(), tfreeze.Array{Shape: []int64{6, 6, 3}, Values: make([]float32, 108)}); err != nil {
		t.Errorf("the old version, which is held: %v", err)
	}
	release()
	if err := os.MkdirAll(filepath.Join(dir, "3"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "3", "saved_model.pb"), []byte("damaged"), 0o666); err != nil {
		t.Fatal(err)
	}
	until(t, s, `tfreeze_reloads_total{model_name="m",outcome="failed"} 1`)
	ready(t, s, "2")
}

// TestReloadHalf: of a version that is being copied, nothing is taken until it is whole, in
// whatever order its files come.
func TestReloadHalf(t *testing.T) {
	dir, whole := t.TempDir(), os.DirFS("../testdata/tiny/saved_model_tf1")
	version(t, dir, "1")
	s, err := New(context.Background(), []Source{{Name: "m", Path: dir, Options: tfreeze.ModelOptions{Preprocess: "vgg"}}}, Options{Poll: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go s.watch(ctx)
	want := asked(s, "POST", "/v1/models/m:explain", `{"instances": [`+array+`]}`).Body.String()
	next := filepath.Join(dir, "2")
	if err := os.MkdirAll(filepath.Join(next, "variables"), 0o777); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, part := range []struct {
		name  string
		share float64
	}{{"saved_model.pb", 0.5}, {"saved_model.pb", 1}, {"variables/variables.index", 1}, {"variables/variables.data-00000-of-00001", 0.5}} {
		content, err := fs.ReadFile(whole, part.name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(next, part.name), content[:int(part.share*float64(len(content)))], 0o666); err != nil {
			t.Fatal(err)
		}
		failed++
		until(t, s, fmt.Sprintf(`tfreeze_reloads_total{model_name="m",outcome="failed"} %d`, failed))
		ready(t, s, "1")
		if got := asked(s, "POST", "/v1/models/m:explain", `{"instances": [`+array+`]}`).Body.String(); got != want {
			t.Errorf("with %v of %s: %s", part.share, part.name, got)
		}
	}
	content, err := fs.ReadFile(whole, "variables/variables.data-00000-of-00001")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(next, "variables/variables.data-00000-of-00001"), content, 0o666); err != nil {
		t.Fatal(err)
	}
	until(t, s, `tfreeze_reloads_total{model_name="m",outcome="done"} 1`)
	ready(t, s, "2")
	if got := asked(s, "POST", "/v1/models/m:explain", `{"instances": [`+array+`]}`).Body.String(); got != want {
		t.Errorf("the new version answers %s", got)
	}
}

// version copies a SavedModel to a version of a model.
func version(t *testing.T, dir, number string) {
	t.Helper()
	// The directory gets its name when it is whole.
	part := t.TempDir()
	if err := os.CopyFS(part, os.DirFS("../testdata/tiny/saved_model_tf1")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(part, filepath.Join(dir, number)); err != nil {
		t.Fatal(err)
	}
}

// until waits until metrics have a line.
func until(t *testing.T, s *Server, line string) {
	t.Helper()
	for range 12000 {
		if strings.Contains(asked(s, "GET", "/metrics", "").Body.String(), line+"\n") {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%s does not come", line)
}

// ready checks that a version is open.
func ready(t *testing.T, s *Server, version string) {
	t.Helper()
	if w := asked(s, "GET", "/v2/models/m/versions/"+version+"/ready", ""); w.Code != 200 {
		t.Errorf("version %s: %d %s", version, w.Code, w.Body)
	}
}

// TestTLS: a server with a certificate speaks TLS.
func TestTLS(t *testing.T) {
	other := httptest.NewTLSServer(nil) // it has a certificate and its client
	defer other.Close()
	s := open(t, Options{TLS: &tls.Config{Certificates: other.TLS.Certificates}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	r, err := other.Client().Get("https://" + l.Addr().String() + "/v2")
	if err != nil || r.StatusCode != 200 {
		t.Errorf("got %v, %v", r, err)
	}
	other.Client().CloseIdleConnections()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
