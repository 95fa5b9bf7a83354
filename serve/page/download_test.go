package page

import (
	"bytes"
	"context"
	"image/png"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tfreeze"
	"tfreeze/internal/browser"
	"tfreeze/internal/npy"
	"tfreeze/methods"
	"tfreeze/serve"
)

// tinyPage opens the page of the small network, with a photo that ships.
func tinyPage(t *testing.T) (*serve.Server, context.Context) {
	t.Helper()
	s := servingPage(t, tiny, Options{}, serve.Options{})
	site := httptest.NewServer(s)
	t.Cleanup(site.Close)
	ctx := browser.Open(t, browser.Options{})
	browser.Do(t, ctx, chromedp.Navigate(site.URL), chromedp.WaitVisible(".sample"), chromedp.Click(".sample"))
	settled(t, ctx)
	return s, ctx
}

// saved clicks on a button, and returns the file that it makes.
func saved(t *testing.T, ctx context.Context, button string) []byte {
	t.Helper()
	return browser.Eval[struct{ File []byte }](t, ctx, `new Promise((done, fail) => {
		const real = URL.createObjectURL;
		URL.createObjectURL = (blob) => {
			URL.createObjectURL = real;
			blob.arrayBuffer().then(b => done({ File: btoa(Array.from(new Uint8Array(b), c => String.fromCharCode(c)).join("")) }));
			return "data:,";
		};
		document.querySelector("`+button+`").click();
		setTimeout(fail, 10000, new Error("nothing was saved"));
	})`).File
}

// TestDownloads: the figures show what the page shows, and the array is explain's.
func TestDownloads(t *testing.T) {
	s, ctx := tinyPage(t)
	img, err := png.Decode(bytes.NewReader(saved(t, ctx, "#png")))
	if err != nil || img.Bounds().Dx() < 3*img.Bounds().Dy()/2 {
		t.Errorf("the figure is %v, %v", img, err)
	}
	svg := string(saved(t, ctx, "#svg"))
	if strings.Count(svg, "<image ") != 5 || !strings.Contains(svg, ">Frozen by threshold, p = 80</text>") || !strings.Contains(svg, "Gradient</text>") {
		t.Errorf("the figure is %.2000s", svg)
	}
	if parsed := browser.Eval[string](t, ctx, `new DOMParser().parseFromString(`+"`"+svg+"`"+`, "image/svg+xml").documentElement.nodeName`); parsed != "svg" {
		t.Errorf("the figure is a %s", parsed)
	}
	a, err := npy.Read(bytes.NewReader(saved(t, ctx, "#npy")))
	if err != nil {
		t.Fatal(err)
	}
	open, release := s.Models()[0].Hold()
	defer release()
	r, err := open.Explain(context.Background(), tfreeze.File(chelsea), tfreeze.ExplainOptions{Methods: []string{"grad"}, Variants: []tfreeze.Variant{tfreeze.Threshold}, Options: methods.With(methods.Percentile.Is(80))})
	if err != nil || !slices.Equal(a.Data, r.Maps[0].Values) {
		t.Errorf("another map, %v", err)
	}
	command := browser.Eval[string](t, ctx, `document.querySelector("#command").textContent`)
	if want := "tfreeze explain ../../testdata/tiny/frozen.pb testdata/photos/chelsea.png --method grad --freeze plain,threshold --percentile 80 --target index:0 --view grayscale"; command != want {
		t.Errorf("the command is %s, want %s", command, want)
	}
}

// TestGone: a photo that the server no longer keeps is sent again, and its maps come. What
// cannot be explained is told, and the page goes on.
func TestGone(t *testing.T) {
	_, ctx := tinyPage(t)
	session := func() string {
		return browser.Eval[string](t, ctx, `import("/page/static/state.js").then(({ state }) => state.session.session)`)
	}
	before := session()
	browser.Eval[bool](t, ctx, `(() => {
		const real = window.fetch;
		window.fetch = (url, how) => {
			if (!url.includes("/page/map?")) return real(url, how);
			window.fetch = real;
			return Promise.resolve(new Response('{"error":"gone"}', { status: 410 }));
		};
		document.querySelector("#class-1").click();
		return true;
	})()`)
	settled(t, ctx)
	if session() == before || !browser.Eval[bool](t, ctx, `document.querySelector("#class-1").checked && document.querySelector("#problem").hidden`) {
		t.Error("the photo was not sent again, or the class is another one")
	}
	browser.Eval[bool](t, ctx, `(() => {
		const real = window.fetch;
		window.fetch = () => { window.fetch = real; return Promise.resolve(new Response('{"error":"photo: it is no picture"}', { status: 400 })); };
		document.querySelector(".sample").click();
		return new Promise(done => setTimeout(done, 100, true));
	})()`)
	told := `document.querySelector("#problem").innerText.split(/\s+/).join(" ")`
	if got := browser.Eval[string](t, ctx, told); got != "Photo: it is no picture. Close" {
		t.Errorf("the page says %q", got)
	}
	browser.Do(t, ctx, chromedp.Click("#problem button"))
	if !browser.Eval[bool](t, ctx, `document.querySelector("#problem").hidden && !document.querySelector("#work").hidden`) {
		t.Error("the page does not go on")
	}
}
