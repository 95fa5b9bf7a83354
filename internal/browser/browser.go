// Package browser opens pages in a headless Chromium, for tests.
//
// Open starts the browser. Do clicks and types by chromedp's actions, Eval asks the page,
// and Screenshot looks at it. A page that logs an error, throws, or is refused something by
// its own policy fails the test.
package browser

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience ends a test whose page hangs.
const patience = 2 * time.Minute

// Options say what the user has, and prefers.
type Options struct {
	// Width and Height are those of the window, in CSS pixels; 1280 and 800 if 0.
	Width, Height int64
	// Phone has touch, and two pixels to a CSS pixel.
	Phone bool
	// Dark and Still ask for dark colours, and for less motion.
	Dark, Still bool
}

// Open starts a browser with one empty tab, and closes it when the test ends. The context
// that it returns is the tab's.
func Open(t testing.TB, o Options) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	// The pages are our own, and neither root nor most containers can have the sandbox.
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(find(t)), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithListener(complain(t)))
	t.Cleanup(cancel)
	Do(t, ctx, o.viewport(), Prefer(o.Dark, o.Still))
	return ctx
}

func (o Options) viewport() chromedp.Action[chromedp.Void] {
	if o.Width == 0 {
		o.Width, o.Height = 1280, 800
	}
	if !o.Phone {
		return chromedp.EmulateViewport(o.Width, o.Height)
	}
	return chromedp.EmulateViewport(o.Width, o.Height, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)
}

// Prefer says that the user prefers dark colours, or less motion.
func Prefer(dark, still bool) chromedp.Action[chromedp.Void] {
	scheme, motion := "light", "no-preference"
	if dark {
		scheme = "dark"
	}
	if still {
		motion = "reduce"
	}
	return func(ctx context.Context, _ *chromedp.Target) (none chromedp.Void, err error) {
		_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
		}})
		return none, err
	}
}

// Do runs actions in turn. If one fails, the test ends.
func Do(t testing.TB, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// Eval returns the value of an expression in the page, or what a promise comes to.
func Eval[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Screenshot returns what the window shows, and the PNG that it came in.
func Screenshot(t testing.TB, ctx context.Context) (image.Image, []byte) {
	t.Helper()
	raw, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img, raw
}
