package serve

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"tfreeze/internal/npy"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

// TestGolden sends the requests in testdata, and compares their answers. In requests,
// $ARRAY is an input of the network, $PNG a picture in base64, and \r\n ends the lines of
// forms. In answers, ~ is a number that kernels round.
func TestGolden(t *testing.T) {
	s := open(t, Options{Vertex: Vertex{"/predict", "/health"}, Limits: Limits{Inputs: 3, Targets: 2, Steps: 60, Samples: 30, Pixels: 40_000}})
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no file", err)
	}
	for _, path := range files {
		file, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(file.Files); i += 2 {
			request, want := file.Files[i], &file.Files[i+1]
			got := described(t, asks(t, s, request.Data))
			if *update {
				want.Data = []byte(got)
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", path, request.Name, diff)
			}
		}
		if *update {
			os.WriteFile(path, txtar.Format(file), 0o666)
		}
	}
}

// asks sends a request that is written as HTTP has it: a line with method and path,
// headers, an empty line, a body.
func asks(t *testing.T, h http.Handler, text []byte) *httptest.ResponseRecorder {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(text))
	line, _ := r.ReadString('\n')
	method, path, _ := strings.Cut(strings.TrimSpace(line), " ")
	header := http.Header{}
	for {
		line, _ := r.ReadString('\n')
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			break
		}
		header.Add(key, value)
	}
	var body bytes.Buffer
	body.ReadFrom(r)
	content := strings.TrimSuffix(body.String(), "\n")
	if strings.HasPrefix(header.Get("Content-Type"), "multipart/") {
		content = strings.ReplaceAll(content, "\n", "\r\n")
	}
	content = strings.NewReplacer("$ARRAY", array, "$PNG", encodedPNG(t), "$NPY", npyOf(t)).Replace(content)
	request := httptest.NewRequest(method, path, strings.NewReader(content))
	request.Header = header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	return w
}

// array is an input of tiny, [6,6,3].
var array = func() string {
	values := make([]float32, 6*6*3)
	for i := range values {
		values[i] = float32(i%7*20 - 50)
	}
	return string(tensor{shape: []int64{6, 6, 3}, data: values}.nested())
}()

func encodedPNG(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../testdata/pictures/gradient.png")
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// described is an answer as a text: the status, the headers that protocols name, and the
// body, a member a line.
func described(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	b := &strings.Builder{}
	fmt.Fprintln(b, w.Code)
	for _, key := range []string{"Content-Type", "Retry-After", "WWW-Authenticate", binaryHeader} {
		if value := w.Header().Get(key); value != "" {
			if key == binaryHeader {
				value = "~"
			}
			fmt.Fprintf(b, "%s: %s\n", key, value)
		}
	}
	fmt.Fprintln(b)
	if w.Header().Get("Content-Type") != "application/json" {
		fmt.Fprintf(b, "%d bytes\n", w.Body.Len())
		return b.String()
	}
	var body any
	d := json.NewDecoder(w.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		t.Fatal(err)
	}
	write(b, "", short("", body))
	return b.String()
}

// listed is a list of names in an error, which grows.
var listed = regexp.MustCompile(`(; there are [^,]*), .*`)

// kept are the members whose numbers are the same everywhere.
var kept = []string{"shape", "target", "version", "labels", "outputIndex"}

// short replaces numbers that kernels round, and equal neighbours in arrays by their
// number.
func short(key string, v any) any {
	switch v := v.(type) {
	case json.Number:
		if slices.Contains(kept, key) {
			return v
		}
		return "~"
	case string:
		v = listed.ReplaceAllString(v, "$1, ...")
		if raw, err := base64.StdEncoding.DecodeString(v); err == nil && len(raw) > 60 {
			return "a file"
		}
		return v
	case map[string]any:
		for k, member := range v {
			v[k] = short(k, member)
		}
		if len(v) == 1 && v["b64"] != nil {
			return "a file"
		}
	case []any:
		if len(v) > 20 && key == "parameters" {
			return "all of parameterNames"
		}
		for i := range v {
			v[i] = short(key, v[i])
		}
		if one, ok := alike(v); ok {
			return fmt.Sprintf("%d x %s", len(v), one)
		}
	}
	return v
}

func alike(v []any) (string, bool) {
	if len(v) < 2 {
		return "", false
	}
	first, ok := v[0].(string)
	for _, other := range v {
		if text, isText := other.(string); !isText || text != first {
			return "", false
		}
	}
	return first, ok
}

// write writes a value, objects a member a line.
func write(b *strings.Builder, indent string, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteString("{\n")
		for _, key := range slices.Sorted(maps.Keys(v)) {
			fmt.Fprintf(b, "%s  %s: ", indent, key)
			write(b, indent+"  ", v[key])
		}
		fmt.Fprintf(b, "%s}\n", indent)
	case []any:
		if _, objects := leading(v).(map[string]any); objects {
			b.WriteString("[\n")
			for _, one := range v {
				b.WriteString(indent + "  ")
				write(b, indent+"  ", one)
			}
			fmt.Fprintf(b, "%s]\n", indent)
			return
		}
		raw, _ := json.Marshal(v)
		fmt.Fprintf(b, "%s\n", raw)
	default:
		fmt.Fprintln(b, v)
	}
}

func leading(v []any) any {
	if len(v) == 0 {
		return nil
	}
	return v[0]
}

// npyOf is an input of tiny as a file.
func npyOf(t *testing.T) string {
	t.Helper()
	_, values, err := parseNumbers([]byte(array), "")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := npy.Write(&b, []int{6, 6, 3}, values); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
