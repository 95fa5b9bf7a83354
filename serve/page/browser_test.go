package page

import (
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tfreeze"
	"tfreeze/internal/browser"
	"tfreeze/methods"
	"tfreeze/report"
	"tfreeze/serve"
)

const chelsea = "../../testdata/photos/chelsea.png"

var squeezenet = serve.Source{Path: "../../testdata/squeezenet/saved_model", Options: tfreeze.ModelOptions{Methods: []string{"grad", "deeplift"}}}

// TestBrowser drops a photo on the page, drags the slider, and holds the pixels against
// those of the pictures that explain writes.
func TestBrowser(t *testing.T) {
	s := servingPage(t, squeezenet, Options{}, serve.Options{})
	site := httptest.NewServer(s)
	t.Cleanup(site.Close)
	ctx := browser.Open(t, browser.Options{})
	browser.Do(t, ctx, chromedp.Navigate(site.URL), chromedp.WaitVisible(".sample"))
	drop(t, ctx, photo(t, "chelsea"))
	if p := settled(t, ctx); p != 80 {
		t.Errorf("the slider begins at %v", p)
	}
	open, release := s.Models()[0].Hold()
	defer release()
	compare(t, ctx, open, 80, "")
	before := browser.Eval[int](t, ctx, `performance.getEntriesByType("resource").length`)
	for _, view := range []string{"inferno", "viridis", "signed", "grayscale"} {
		browser.Do(t, ctx, chromedp.Click("input[name=view][value="+view+"]"))
		compareViews(t, ctx, open, 80, view)
	}
	if after := browser.Eval[int](t, ctx, `performance.getEntriesByType("resource").length`); after != before {
		t.Errorf("other colours made %d requests", after-before)
	}
	drag(t, ctx, 0.42)
	p := settled(t, ctx)
	if p < 35 || p > 50 {
		t.Fatalf("the slider was dragged to %v", p)
	}
	browser.Do(t, ctx, chromedp.SendKeys("#p", kb.ArrowRight))
	if next := settled(t, ctx); next != p+0.5 {
		t.Errorf("an arrow moved the slider from %v to %v", p, next)
	}
	p += 0.5
	compare(t, ctx, open, p, "")
	browser.Do(t, ctx, chromedp.Click("#class-2"))
	settled(t, ctx)
	compare(t, ctx, open, p, browser.Eval[string](t, ctx, `document.querySelector("#command").textContent.match(/--target (\S+)/)[1]`))
	if said := browser.Eval[string](t, ctx, `document.querySelector("#said").textContent`); said == "" {
		t.Error("a screen reader is told nothing of the class")
	}
}

// drop drops a file on the page.
func drop(t *testing.T, ctx context.Context, content []byte) {
	t.Helper()
	browser.Eval[bool](t, ctx, fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.items.add(new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], "cat.png", { type: "image/png" }));
		return document.querySelector("#drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
	})()`, base64.StdEncoding.EncodeToString(content)))
}

// settled waits until all maps are there, and returns the slider's percentile.
func settled(t *testing.T, ctx context.Context) float64 {
	t.Helper()
	return browser.Eval[float64](t, ctx, `new Promise(done => {
		const since = performance.now();
		const at = setInterval(() => {
			const cells = [...document.querySelectorAll("#multiples button")];
			if (performance.now() - since < 400 || cells.length === 0 || cells.some(c => c.ariaBusy !== "false")) return;
			clearInterval(at);
			done(Number(document.querySelector("#p").value));
		}, 20);
	})`)
}

// drag takes the slider to a part of its length, in steps.
func drag(t *testing.T, ctx context.Context, to float64) {
	t.Helper()
	browser.Do(t, ctx, chromedp.ScrollIntoView("#p"))
	box := browser.Eval[struct{ X, Y, Width, Height, At float64 }](t, ctx, `(() => {
		const p = document.querySelector("#p"), { x, y, width, height } = p.getBoundingClientRect();
		return { X: x, Y: y, Width: width, Height: height, At: p.value / 100 };
	})()`)
	const thumb, steps = 28, 12
	mouse := func(kind input.DispatchMouseEventType, part float64) {
		params := input.DispatchMouseEventParams{Type: kind, X: box.X + thumb/2 + part*(box.Width-thumb), Y: box.Y + box.Height/2, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}
		browser.Do(t, ctx, func(ctx context.Context, _ *chromedp.Target) (none chromedp.Void, err error) {
			_, err = chromedp.Call(ctx, input.DispatchMouseEvent, params)
			return none, err
		})
	}
	mouse(input.DispatchMouseEventTypeMousePressed, box.At)
	for i := range steps {
		mouse(input.DispatchMouseEventTypeMouseMoved, box.At+(to-box.At)*float64(i+1)/steps)
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, to)
}

// compare holds the large maps against those of Explain, in gray.
func compare(t *testing.T, ctx context.Context, m *tfreeze.Model, p float64, target string) {
	t.Helper()
	r := explained(t, m, p, target)
	for where, v := range map[string]tfreeze.Variant{"#plain": tfreeze.Plain, "#frozen": tfreeze.Threshold} {
		drawn, _ := r.Map("grad", v)
		want, err := drawn.Heatmap("grayscale")
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("%s at %v of %q", where, p, target), pixels(t, ctx, where), want, 1)
	}
}

// compareViews holds a view of the frozen map against the one that the command line draws.
func compareViews(t *testing.T, ctx context.Context, m *tfreeze.Model, p float64, view string) {
	t.Helper()
	flags := browser.Eval[string](t, ctx, `document.querySelector("#command").textContent.replace(/.*--view /, "")`)
	name, colormap, _ := strings.Cut(flags, " --colormap ")
	views, err := report.SelectViews([]string{name}, report.Look{Colormap: colormap})
	if err != nil {
		t.Fatal(err)
	}
	drawn, _ := explained(t, m, p, "").Map("grad", tfreeze.Threshold)
	values, err := drawn.Image()
	if err != nil {
		t.Fatal(err)
	}
	want, err := views[0].Draw(values)
	if err != nil {
		t.Fatal(err)
	}
	same(t, view+" by --view "+flags, pixels(t, ctx, "#frozen"), want.Image(), stepOf(t, colormap))
}

// stepOf is how far apart the colours of two levels are: 1 without a colour map.
func stepOf(t *testing.T, colormap string) int {
	t.Helper()
	if colormap == "" {
		return 1
	}
	c, err := report.FindColormap(colormap)
	if err != nil {
		t.Fatal(err)
	}
	step := 0
	for i := range 255 {
		step = max(step, apart(c.At(float32(i)/255), c.At(float32(i+1)/255)))
	}
	return step
}

func explained(t *testing.T, m *tfreeze.Model, p float64, target string) *tfreeze.Result {
	t.Helper()
	r, err := m.Explain(context.Background(), tfreeze.File(chelsea), tfreeze.ExplainOptions{
		Methods: []string{"grad"}, Variants: []tfreeze.Variant{tfreeze.Plain, tfreeze.Threshold}, Target: target, Options: methods.With(methods.Percentile.Is(p)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pixels are a canvas's.
func pixels(t *testing.T, ctx context.Context, canvas string) image.Image {
	t.Helper()
	got := browser.Eval[struct {
		Width, Height int
		Pixels        []byte
	}](t, ctx, fmt.Sprintf(`(() => {
		const c = document.querySelector(%q), { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
		return { Width: c.width, Height: c.height, Pixels: btoa(Array.from(data, b => String.fromCharCode(b)).join("")) };
	})()`, canvas))
	return &image.NRGBA{Pix: got.Pixels, Stride: 4 * got.Width, Rect: image.Rect(0, 0, got.Width, got.Height)}
}

// same compares pixels. Maps travel in 16 bits: where a picture clips at a hundredth of the
// largest value or more, a pixel is off by one level of 255 at most, a step of colours, and
// few are.
func same(t *testing.T, what string, got, want image.Image, step int) {
	t.Helper()
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Errorf("%s: %v, want %v", what, got.Bounds(), want.Bounds())
		return
	}
	n, off := 0, 0
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			if d := apart(got.At(x, y), want.At(x, y)); d > 0 {
				n, off = n+1, max(off, d)
			}
		}
	}
	if size := got.Bounds().Size(); off > step || 50*n > size.X*size.Y {
		t.Errorf("%s: %d of %v pixels differ, by up to %d", what, n, size, off)
	}
}

// apart is the largest difference of two colours' channels.
func apart(a, b color.Color) int {
	p, q := color.NRGBAModel.Convert(a).(color.NRGBA), color.NRGBAModel.Convert(b).(color.NRGBA)
	most := 0
	for i, v := range [3]uint8{p.R, p.G, p.B} {
		d := int(v) - int([3]uint8{q.R, q.G, q.B}[i])
		most = max(most, d, -d)
	}
	return most
}
