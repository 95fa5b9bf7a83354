package browser

import (
	"fmt"
	"image/color"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

const page = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<style>body { background: #fff } @media (prefers-color-scheme: dark) { body { background: #000 } }</style>
<button onclick="this.textContent = 'clicked'">click</button>`

func load(html string) chromedp.Action[chromedp.Void] {
	return chromedp.Navigate("data:text/html," + url.PathEscape(html))
}

// TestOpen: a page is clicked, asked and looked at, as the user has it.
func TestOpen(t *testing.T) {
	ctx := Open(t, Options{Width: 320, Height: 200, Phone: true, Dark: true, Still: true})
	Do(t, ctx, load(page), chromedp.Click("button"))
	if got := Eval[string](t, ctx, `Promise.resolve(document.querySelector("button").textContent)`); got != "clicked" {
		t.Errorf("the button says %q", got)
	}
	if !Eval[bool](t, ctx, `matchMedia("(prefers-reduced-motion: reduce)").matches && navigator.maxTouchPoints > 0`) {
		t.Error("it has motion, or no touch")
	}
	looks := func(width int, want color.Gray) {
		t.Helper()
		img, _ := Screenshot(t, ctx)
		size := img.Bounds().Size()
		if got := color.GrayModel.Convert(img.At(size.X-1, size.Y-1)); size.X != width || got != want {
			t.Errorf("%v pixels, %v in the corner, want %d and %v", size, got, width, want)
		}
	}
	looks(640, color.Gray{0})
	Do(t, ctx, Prefer(false, false))
	looks(640, color.Gray{255})
}

// A listener takes a test's errors.
type listener struct {
	testing.TB
	mutex  sync.Mutex
	errors []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.errors = append(l.errors, fmt.Sprintf(format, args...))
}

func (l *listener) taken() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	all := strings.Join(l.errors, "\n")
	l.errors = nil
	return all
}

// TestOpenComplains: a page that throws, logs an error or breaks its policy fails the test.
func TestOpenComplains(t *testing.T) {
	l := &listener{TB: t}
	ctx := Open(l, Options{})
	for script, want := range map[string]string{
		`throw new Error("thrown")`:                   "thrown",
		`console.error("logged", 3)`:                  "logged",
		`Promise.reject(new Error("rejected"))`:       "rejected",
		`new Image().src = "https://example.org/x"`:   "Content Security Policy",
		`fetch("https://example.org/").catch(e => 0)`: "Content Security Policy",
		`console.log("nothing")`:                      "",
	} {
		Do(t, ctx, load(page+"<script>"+script+"</script>"))
		Eval[bool](t, ctx, `new Promise(done => setTimeout(() => done(true), 50))`)
		if got := l.taken(); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}
