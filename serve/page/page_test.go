package page

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"tfreeze"
	"tfreeze/internal/tensorflow"
	"tfreeze/serve"
)

func TestMain(m *testing.M) {
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	os.Exit(m.Run())
}

const picture = "../../testdata/pictures/gradient.png"

var tiny = serve.Source{Name: "tiny", Path: "../../testdata/tiny/frozen.pb", Options: tfreeze.ModelOptions{Preprocess: "vgg"}}

// servingPage opens a server with a page.
func servingPage(t *testing.T, source serve.Source, page Options, o serve.Options) *serve.Server {
	t.Helper()
	o.Page = func(s *serve.Server) http.Handler { return NewWith(s, page) }
	s, err := serve.New(context.Background(), []serve.Source{source}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func ask(h http.Handler, method, path string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, body)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// get is the answer to a request that must succeed.
func get(t *testing.T, h http.Handler, path string) []byte {
	t.Helper()
	w := ask(h, "GET", path, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func read[T any](t *testing.T, raw []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}

// photographed makes a session of a picture.
func photographed(t *testing.T, h http.Handler, path string) sessionInfo {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w := ask(h, "POST", "/page/photos", bytes.NewReader(raw))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return read[sessionInfo](t, w.Body.Bytes())
}

// of is a path of a session.
func of(path, session string, more ...string) string {
	q := url.Values{"session": {session}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/page/" + path + "?" + q.Encode()
}

// TestGuarded: every answer has the policy, and another site's page can post nothing.
func TestGuarded(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	for _, path := range []string{"/", "/page/static/app.js", "/page/models", "/page/map", "/page/samples/chelsea", "/page/none"} {
		w := ask(s, "GET", path, nil)
		if w.Header().Get("Content-Security-Policy") != policy || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, w.Header())
		}
	}
	if body := ask(s, "GET", "/", nil).Body.String(); !strings.Contains(body, "<h1>tfreeze</h1>") {
		t.Errorf("the page is %s", body)
	}
	if w := ask(s, "POST", "/page/photos?sample=chelsea", nil, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another site's page may post: %d", w.Code)
	}
}

// TestModels: the page learns what it may ask for.
func TestModels(t *testing.T) {
	got := read[struct {
		Models     []modelInfo
		Samples    []string
		Percentile float64
		Colormaps  map[string]string
	}](t, get(t, servingPage(t, tiny, Options{}, serve.Options{}), "/page/models"))
	var live []string
	for _, m := range got.Models[0].Methods {
		if m.Live {
			live = append(live, m.Name)
		}
	}
	if len(got.Models) != 1 || fmt.Sprint(live) != "[grad guided_backprop elrp]" || len(got.Models[0].Methods) != 6 || len(got.Models[0].Variants) != 3 || got.Percentile != 80 || len(got.Samples) != 2 {
		t.Errorf("%+v, live: %v", got, live)
	}
	if c := got.Colormaps["inferno"]; len(c) != 6*256 || !strings.HasPrefix(c, "000004") {
		t.Errorf("inferno is %q", c)
	}
}

// TestRefuses: a wrong request is told what is wrong.
func TestRefuses(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{Limits: serve.Limits{Body: 400_000, Pixels: 10_000}})
	session := photographed(t, s, picture).Session
	grad := []string{"method", "grad", "variant", "mask"}
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/page/photos", "no picture", 400, "photo: it is not a PNG, JPEG, GIF, BMP or WebP image"},
		{"POST", "/page/photos", string(photo(t, "chelsea")), 400, "photo: 451 x 300 pixels are too many"},
		{"POST", "/page/photos", strings.Repeat("x", 400_001), 413, "larger than 400000 bytes"},
		{"POST", "/page/photos?sample=dog", "", 404, `there is no photo \"dog\"`},
		{"POST", "/page/photos?model=other", string(photo(t, "chelsea_227")), 400, "pixels"},
		{"POST", "/page/photos?sample=coffee&model=other", "", 404, `there is no model \"other\"`},
		{"GET", of("map", "guess", grad...), "", 410, "no longer kept"},
		{"GET", of("map", session), "", 400, "method, variant: both are needed"},
		{"GET", of("map", session, append(grad, "percentile", "half")...), "", 400, `percentile: \"half\" is not a number`},
		{"GET", of("map", session, append(grad, "percentile", "101")...), "", 400, "percentile 101 is not in 0..100"},
		{"GET", of("map", session, append(grad, "target", "index:77")...), "", 400, "77"},
		{"GET", of("map", session, "method", "gard", "variant", "mask"), "", 400, "grad"},
		{"GET", of("map", session, "method", "grad", "variant", "msk"), "", 400, "msk"},
		{"GET", of("map", session, "method", "all", "variant", "mask"), "", 400, `method \"all\"`},
		{"GET", of("map", session, "method", "fem", "variant", "mask"), "", 400, `method \"fem\"`},
		{"GET", of("map", session, append(grad, "target", "1@../../testdata/photos/chelsea.png")...), "", 400, "target: a mask is a file, which a request cannot name"},
		{"GET", of("map.npy", session, append(grad, "target", "1@none.png")...), "", 400, "target: a mask is a file, which a request cannot name"},
		{"GET", of("map", session, append(grad, "percentile", "NaN")...), "", 400, "percentile NaN is not in 0..100"},
		{"POST", of("map", session, grad...), "", 405, "POST /page/map is not served"},
		{"PUT", "/", "", 405, "PUT / is not served"},
		{"GET", "/page/none", "", 404, "GET /page/none is not served"},
		{"POST", "/v3", "", 404, "POST /v3 is not served"},
	} {
		w := ask(s, c.method, c.path, strings.NewReader(c.body))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || w.Header().Get("ETag") != "" {
			t.Errorf("%s %.60s: %d %s, want %d %s", c.method, c.path, w.Code, w.Body, c.status, c.want)
		}
	}
}

func photo(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/photos/" + name + ".png")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
