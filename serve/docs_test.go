package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"net/http/httptest"

	"github.com/google/go-cmp/cmp"

	"tfreeze"
)

// shell are the blocks of shell in a page, each with the answer that is shown behind it,
// if there is one.
var shell = regexp.MustCompile("(?s)```sh\n(.*?)```(?:\n\n    (\\{[^\n]*\\})\n)?")

// TestPages runs the lines with curl in the how-to pages as they are written, but for the
// address. The answers that the pages show are those that come, but for the last digits.
func TestPages(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	s, err := New(context.Background(), []Source{{Name: "squeezenet_frozen", Path: "../testdata/squeezenet/saved_model", Options: tfreeze.ModelOptions{
		Methods: []string{"grad", "guided_backprop", "integrated_gradients"}, Variants: []tfreeze.Variant{tfreeze.Plain, tfreeze.Threshold, tfreeze.Mask},
	}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	listening := httptest.NewServer(s)
	defer listening.Close()
	out := t.TempDir()
	for _, page := range []string{"server.md", "vertex.md"} {
		raw, err := os.ReadFile("../docs/how-to/" + page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := shell.FindAllStringSubmatch(string(raw), -1)
		if len(blocks) < 2 {
			t.Fatalf("%s has %d blocks", page, len(blocks))
		}
		for _, block := range blocks {
			lines := strings.NewReplacer("http://127.0.0.1:8080", listening.URL, "curl -s", "curl -sf", " -o out/", " -o "+out+"/").Replace(block[1])
			c := exec.Command("sh", "-ec", lines)
			c.Dir = ".."
			var stderr bytes.Buffer
			c.Stderr = &stderr
			answer, err := c.Output()
			if err != nil {
				t.Errorf("%s: %s%v %s", page, block[1], err, &stderr)
			}
			if block[2] != "" {
				if diff := cmp.Diff(shown(t, block[2]), shown(t, string(answer))); diff != "" {
					t.Errorf("%s, %s(-page +answer):\n%s", page, block[1], diff)
				}
			}
		}
	}
	for _, file := range []string{"overlay.png", "map.npy"} {
		if i, err := os.Stat(out + "/" + file); err != nil || i.Size() < 1000 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// shown is an answer without the digits that kernels round.
func shown(t *testing.T, text string) any {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return short("", v)
}
