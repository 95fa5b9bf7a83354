package page

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"tfreeze/internal/browser"
	"tfreeze/serve"
)

// prelude takes the place of the server: asked lists requests, and those that were given up.
const prelude = `(async () => {
	const { Scheduler } = await import("/page/static/scheduler.js");
	const asked = [], drawn = [], told = [], answers = [];
	const body = new Uint8Array([...new TextEncoder().encode('{"height":1,"width":1 }\n'), 1, 0, 2, 0]);
	const real = window.fetch;
	window.fetch = (url, { signal }) => new Promise((yes, no) => {
		asked.push(url);
		signal.addEventListener("abort", () => { asked.push("stop " + url); no(new DOMException("", "AbortError")); });
		answers.push((status = 200, headers = {}) => yes(new Response(status === 200 ? body : '{"error":"oh"}', { status, headers })));
	});
	const s = new Scheduler({ failed: (e, again) => told.push(e.status), busy: (e) => told.push(e.status) });
	const job = (url, more = {}) => ({ url, live: true, still: () => true, draw: (map) => drawn.push(url + map.signed[0] + map.absolute[0]), ...more });
	const tick = (ms = 0) => new Promise(done => setTimeout(done, ms));
	const answer = async (...how) => { answers.shift()(...how); await tick(20); };
`

// TestScheduler: one request is in flight, the newest waits, and what takes long gives way.
func TestScheduler(t *testing.T) {
	site := httptest.NewServer(servingPage(t, tiny, Options{}, serve.Options{}))
	t.Cleanup(site.Close)
	ctx := browser.Open(t, browser.Options{})
	browser.Do(t, ctx, chromedp.Navigate(site.URL), chromedp.WaitVisible(".sample"))
	for _, c := range []struct{ name, script, want string }{
		{"a drag", `
			for (const url of ["a1", "a2", "a3", "a4"]) s.want("a", job(url));
			await answer(); await answer();`,
			"asked a1 a4, drawn a112 a412, told "},
		{"places take turns", `
			s.want("a", job("a1")); s.want("b", job("b1")); s.want("a", job("a2"));
			await answer(); await answer(); await answer();`,
			"asked a1 b1 a2, drawn a112 b112 a212, told "},
		{"what takes long gives way, and is asked once more", `
			s.want("ig", job("ig", { live: false })); s.want("a", job("a1"));
			await tick(20); answers.shift(); await answer(); await answer();`,
			"asked ig stop ig a1 ig, drawn a112 ig12, told "},
		{"what is known is drawn at once", `
			s.want("a", job("a1")); await answer(); s.want("a", job("a1"));`,
			"asked a1, drawn a112 a112, told "},
		{"a busy server is asked again", `
			s.want("a", job("a1")); await answer(429); await tick(600); await answer();`,
			"asked a1 a1, drawn a112, told 429"},
		{"another error is told", `
			s.want("a", job("a1")); await answer(410); s.want("b", job("b1")); await answer();`,
			"asked a1 b1, drawn b112, told 410"},
		{"another photo", `
			s.want("a", job("a1", { still: () => false })); s.want("b", job("b1")); s.forget(); await tick(20);`,
			"asked a1 stop a1, drawn , told "},
	} {
		got := browser.Eval[string](t, ctx, prelude+c.script+`
			window.fetch = real;
			return "asked " + asked.join(" ") + ", drawn " + drawn.join(" ") + ", told " + told.join(" ");
		})()`)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
