package serve

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"tfreeze"
	"tfreeze/internal/tensorflow"
)

func TestMain(m *testing.M) {
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	os.Exit(m.Run())
}

// tiny is a small network, under the name tiny. It takes images of any size.
var tiny = Source{Name: "tiny", Path: "../testdata/tiny/frozen.pb", Options: tfreeze.ModelOptions{
	Preprocess: "vgg", Methods: []string{"all", "xrai", "shapley_sampling", "blur_ig"},
}}

// open opens a server of tiny.
func open(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := New(context.Background(), []Source{tiny}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// asked is the answer to a request.
func asked(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}
