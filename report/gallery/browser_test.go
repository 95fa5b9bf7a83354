package gallery

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tfreeze/internal/browser"
	"tfreeze/report"
)

// eventually waits until an expression is true in the page.
func eventually(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
}

// pixels returns the bytes of a canvas, red, green and blue, once it has that width.
func pixels(t *testing.T, ctx context.Context, selector string, width int) []int {
	t.Helper()
	canvas := fmt.Sprintf("document.querySelector(%q)", selector)
	eventually(t, ctx, fmt.Sprintf("%s.width === %d", canvas, width))
	return browser.Eval[[]int](t, ctx, fmt.Sprintf(`(c => [...c.getContext("2d").getImageData(0, 0, c.width, c.height).data].filter((_, i) => i %% 4 < 3))(%s)`, canvas))
}

// drawn are the bytes of a heatmap's picture, as tfreeze writes it.
func drawn(t *testing.T, h report.Heatmap) (all []int) {
	t.Helper()
	img := h.Image()
	for y := range h.Height {
		for x := range h.Width {
			r, g, b, _ := img.At(x, y).RGBA()
			all = append(all, int(r>>8), int(g>>8), int(b>>8))
		}
	}
	return all
}

// far is the largest difference of two lists of bytes.
func far(a, b []int) (most int) {
	if len(a) != len(b) {
		return 256
	}
	for i := range a {
		most = max(most, a[i]-b[i], b[i]-a[i])
	}
	return most
}

func texts(t *testing.T, ctx context.Context, selector string) []string {
	t.Helper()
	return browser.Eval[[]string](t, ctx, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility()).map(e => e.textContent)`, selector))
}

func set(selector, value, event string) string {
	return fmt.Sprintf(`(e => { e.value = %q; e.dispatchEvent(new Event(%q, {bubbles: true})); return true })(document.querySelector(%q))`, value, event, selector)
}

// TestPage opens a page and clicks through it: filter, sort, an image, methods, variants,
// views, the slider, keys.
func TestPage(t *testing.T) {
	const size = 24
	all := []*Image{sample(1, size), sample(2, size), sample(3, size)}
	path, _ := written(t, Page{Title: "a model", Facts: []Fact{{"explains", "logits:0"}}, Failed: []Fact{{"broken.png", "it is no image"}}}, all...)
	ctx := browser.Open(t, browser.Options{Still: true})
	browser.Do(t, ctx, chromedp.Navigate("file://"+path))

	t.Run("gallery", func(t *testing.T) {
		if got := texts(t, ctx, ".card .name"); !slices.Equal(got, []string{"photo 1", "photo 2", "photo 3"}) {
			t.Errorf("cards %q", got)
		}
		if got := far(pixels(t, ctx, "#image-2 canvas", size), drawn(t, inferno(t, all[1].Maps[1].Gray))); got != 0 {
			t.Errorf("the card's map is off by up to %d", got)
		}
		browser.Eval[bool](t, ctx, set("#sort", "Score, highest first", "change"))
		if got := texts(t, ctx, ".card .name"); !slices.Equal(got, []string{"photo 3", "photo 2", "photo 1"}) {
			t.Errorf("by score: %q", got)
		}
		browser.Do(t, ctx, chromedp.SendKeys("#filter", "Photos/2 cat"))
		if got := texts(t, ctx, ".card .name"); !slices.Equal(got, []string{"photo 2"}) {
			t.Errorf("filtered: %q", got)
		}
		browser.Eval[bool](t, ctx, set("#filter", "no such thing", "input"))
		browser.Do(t, ctx, chromedp.Click("#clear"))
		browser.Eval[bool](t, ctx, set("#class", "1 class y", "change"))
		if got := texts(t, ctx, ".card .name, #count"); !slices.Equal(got, []string{"1 of 3 images", "photo 1"}) {
			t.Errorf("of a class: %q", got)
		}
		browser.Eval[bool](t, ctx, set("#class", "", "change"))
		browser.Eval[bool](t, ctx, set("#sort", "gini, highest first", "change"))
		if got := texts(t, ctx, ".card .name, .card .measure"); !slices.Equal(got, []string{"photo 2", "gini 0.9", "photo 3", "gini 0.8", "photo 1", "gini 0.7"}) {
			t.Errorf("by a measure: %q", got)
		}
		browser.Eval[bool](t, ctx, set("#sort", "As they came", "change"))
		if got := texts(t, ctx, ".failed"); len(got) != 1 || !strings.Contains(got[0], "it is no image") {
			t.Errorf("failed: %q", got)
		}
	})
	t.Run("detail", func(t *testing.T) {
		browser.Do(t, ctx, chromedp.Click("#image-2 .open"))
		eventually(t, ctx, `document.querySelector("#detail").open`)
		if got := texts(t, ctx, "#detail-name, #place"); !slices.Equal(got, []string{"photo 2", "2 of 3"}) {
			t.Errorf("the detail says %q", got)
		}
		for _, want := range []string{"1 cat", "50.0 %", "a/Relu", "20.0 %", "percentile", "tfreeze explain model photo", "what the network saw", "grad, threshold\t0.9", "edges, control\t0.25"} {
			if got := browser.Eval[string](t, ctx, `document.querySelector("#detail").innerText`); !strings.Contains(got, want) {
				t.Errorf("the detail lacks %q", want)
			}
		}
		for view, off := range map[string]int{"grayscale": 0, "heat": 0, "signed": 1} { // signed: 127 levels a sign
			browser.Do(t, ctx, chromedp.Click(`#detail-views [value=`+view+`]`))
			for at, id := range []string{"#stage-left", "#stage-right"} {
				h := all[1].Maps[at].Gray
				switch view {
				case "heat":
					h = inferno(t, h)
				case "signed":
					h = all[1].Maps[at].Signed
				}
				want := drawn(t, h)
				eventually(t, ctx, fmt.Sprintf(`document.querySelector(%q).getAttribute("aria-label").includes(%q)`, id, title(view)))
				if got := far(pixels(t, ctx, id, size), want); got > off {
					t.Errorf("%s %s: off by up to %d", view, id, got)
				}
			}
		}
		browser.Eval[bool](t, ctx, set("#detail-method", "elrp", "change"))
		browser.Do(t, ctx, chromedp.Click(`#detail-variants [value=mask]`), chromedp.Click(`#detail-views [value=grayscale]`))
		eventually(t, ctx, `document.querySelector("#stage-right").getAttribute("aria-label") === "elrp, mask, gray"`)
		if got := far(pixels(t, ctx, "#stage-right", size), drawn(t, all[1].Maps[5].Gray)); got != 0 {
			t.Errorf("elrp.mask is off by up to %d", got)
		}
		for _, view := range []string{"overlay", "contour"} {
			before := pixels(t, ctx, "#stage-right", browser.Eval[int](t, ctx, `document.querySelector("#stage-right").width`))
			browser.Do(t, ctx, chromedp.Click(`#detail-views [value=`+view+`]`))
			eventually(t, ctx, fmt.Sprintf(`document.querySelector("#stage-right").getAttribute("aria-label").includes(%q)`, view))
			eventually(t, ctx, `document.querySelector("#stage-right").width > 1`)
			if after := pixels(t, ctx, "#stage-right", browser.Eval[int](t, ctx, `document.querySelector("#stage-right").width`)); far(before, after) < 50 {
				t.Errorf("%s shows what was shown before", view)
			}
		}
	})
	t.Run("slider", func(t *testing.T) { slides(t, ctx) })
	t.Run("keys", func(t *testing.T) {
		browser.Do(t, ctx, chromedp.Focus("#detail-name"), chromedp.KeyEvent(kb.ArrowRight))
		eventually(t, ctx, `document.querySelector("#detail-name").textContent === "photo 3"`)
		browser.Do(t, ctx, chromedp.Focus("#detail-name"), chromedp.KeyEvent("m"))
		eventually(t, ctx, `document.querySelector("#detail-method").value === "grad"`)
		browser.Do(t, ctx, chromedp.KeyEvent("v"), chromedp.KeyEvent("f"))
		eventually(t, ctx, `document.querySelector("#stage-right").getAttribute("aria-label") === "grad, threshold, signed"`)
		browser.Do(t, ctx, chromedp.KeyEvent(kb.Escape))
		eventually(t, ctx, `!document.querySelector("#detail").open && document.activeElement.closest("#image-3") !== null`)
	})
}

// slides moves the border between the maps, and looks at the window: a black map left of it,
// a white one right of it.
func slides(t *testing.T, ctx context.Context) {
	browser.Do(t, ctx, chromedp.Click(`#detail-views [value=grayscale]`))
	eventually(t, ctx, `document.querySelector("#stage-right").getAttribute("aria-label").includes("gray")`)
	browser.Eval[bool](t, ctx, `["left", "right"].every((side, i) => { const c = document.querySelector("#stage-" + side).getContext("2d"); c.fillStyle = i ? "#fff" : "#000"; c.fillRect(0, 0, 99, 99); return true })`)
	box := browser.Eval[[]float64](t, ctx, `(b => [b.left, b.top, b.width, b.height])(document.querySelector("#plates").getBoundingClientRect())`)
	whites := func() (share float64) {
		img, _ := browser.Screenshot(t, ctx)
		n := 0
		for x := range int(box[2]) {
			if r, _, _, _ := img.At(int(box[0])+x, int(box[1]+box[3]/2)).RGBA(); r>>8 > 128 {
				n++
			}
		}
		return float64(n) / box[2]
	}
	near := func(what string, want float64) {
		t.Helper()
		if got := whites(); got < want-0.02 || got > want+0.02 {
			t.Errorf("%s: %.3f of the stage is the frozen map, want %.2f", what, got, want)
		}
	}
	near("at the start", 0.5)
	browser.Do(t, ctx, chromedp.Focus("#cut"), chromedp.KeyEvent(kb.Home))
	near("after Home", 1)
	browser.Do(t, ctx, chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.PageUp))
	if got := browser.Eval[string](t, ctx, `document.querySelector("#cut").getAttribute("aria-valuetext")`); got != "11 % plain, 89 % mask" {
		t.Errorf("the slider says %q", got)
	}
	browser.Do(t, ctx, chromedp.MouseClickXY(box[0]+0.75*box[2], box[1]+0.5*box[3]))
	near("after a click", 0.25)
}

func title(view string) string {
	if view == "grayscale" {
		return "gray"
	}
	return view
}

func inferno(t *testing.T, h report.Heatmap) report.Heatmap {
	t.Helper()
	c, err := report.FindColormap("inferno")
	if err != nil {
		t.Fatal(err)
	}
	h.Colours = c
	return h
}

// TestPageText: whatever a name, a label or a reason contains is text.
func TestPageText(t *testing.T) {
	nasty := []string{`</script><img src=x onerror="document.title='bad'">`, `"><svg onload="document.title='bad'">`, `<!--<script>`, "{{.}} ${1} `", "a\u2028b\u0000c", `javascript:alert(1)`}
	in := sample(1, 8)
	in.Name, in.File, in.Explained, in.Note = nasty[0], nasty[1], nasty[2], nasty[3]
	in.Predictions[0].Name, in.Layers[0].Name, in.Commands[0] = nasty[0], nasty[1], nasty[0]
	in.Facts = append(in.Facts, Fact{nasty[1], nasty[4]})
	in.Maps[0].Method = nasty[1]
	in.Maps[1].Facts = []Fact{{nasty[0], nasty[2]}}
	path, _ := written(t, Page{Title: nasty[0], Facts: []Fact{{nasty[1], nasty[5]}}, Failed: []Fact{{nasty[0], nasty[2]}}}, in)
	ctx := browser.Open(t, browser.Options{})
	browser.Do(t, ctx, chromedp.Navigate("file://"+path+"#image-1"))
	eventually(t, ctx, `document.querySelector("#detail").open`)
	if got := browser.Eval[string](t, ctx, `document.title`); got != nasty[0] {
		t.Errorf("the title is %q", got)
	}
	if got := browser.Eval[int](t, ctx, `document.querySelectorAll("svg, [onerror], [onload], img:not(.photo):not([src^='data:'])").length`); got != 0 {
		t.Errorf("%d elements were made of text", got)
	}
	for selector, want := range map[string]string{"#detail-name": nasty[0], "#detail-note": nasty[3], "#commands code": nasty[0], ".card .says": nasty[2], ".top dd": nasty[5]} {
		if got := browser.Eval[string](t, ctx, fmt.Sprintf(`document.querySelector(%q).textContent`, selector)); got != want {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
	}
}

// TestPageContrast: texts stand out from what is behind them by 4.5 to 1, in light and dark,
// as WCAG 2.2 asks (1.4.3), and nothing is wider than a phone.
func TestPageContrast(t *testing.T) {
	path, _ := written(t, Page{Title: "a model", Facts: []Fact{{"explains", "logits:0"}}}, sample(1, 24), sample(2, 24))
	ctx := browser.Open(t, browser.Options{Width: 360, Height: 740, Phone: true})
	browser.Do(t, ctx, chromedp.Navigate("file://"+path))
	for _, address := range []string{"", "#image-1"} {
		browser.Eval[bool](t, ctx, fmt.Sprintf(`(location.hash = %q, true)`, address))
		eventually(t, ctx, fmt.Sprintf(`document.querySelector("#detail").open === %v`, address != ""))
		for _, dark := range []bool{false, true} {
			browser.Do(t, ctx, browser.Prefer(dark, true))
			for _, bad := range browser.Eval[[]string](t, ctx, faint) {
				t.Errorf("%q, dark %v: %s", address, dark, bad)
			}
		}
		if got := browser.Eval[int](t, ctx, `Math.max(document.documentElement.scrollWidth, document.querySelector("#detail").scrollWidth)`); got > 360 {
			t.Errorf("%q: the page is %d pixels wide on a phone of 360", address, got)
		}
	}
	for _, bare := range browser.Eval[[]string](t, ctx, `[...document.querySelectorAll("button, input, select, a, canvas[role], img")].filter(e => !(e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim() || e.hasAttribute("alt"))).map(e => e.outerHTML.slice(0, 80))`) {
		t.Errorf("it has no name: %s", bare)
	}
}

// faint lists the texts that are seen with less contrast.
const faint = `(() => {
  const parse = (c) => c.match(/[\d.]+/g).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.7) return c; } return [255, 255, 255]; };
  const bad = [];
  const walk = document.createTreeWalker(document.querySelector("#detail[open]") || document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.checkVisibility() || e.closest("script, style, :disabled, .skip")) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(ratio.toFixed(2) + " " + e.className + " " + walk.currentNode.textContent.trim());
  }
  return bad;
})()`
