package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// complain fails the test for what goes wrong in a page.
func complain(t testing.TB) func(event any) {
	return func(event any) {
		if what := complaint(event); what != "" {
			t.Errorf("the page: %s", what)
		}
	}
}

// complaint is the text of an exception, of an error that a page logs, or of one that the
// browser logs of it, such as a refusal by the page's policy.
func complaint(event any) string {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		d := e.ExceptionDetails
		if d.Exception != nil {
			return d.Text + " " + d.Exception.Description
		}
		return d.Text
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			return said(e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			return e.Entry.Text + " " + e.Entry.URL
		}
	}
	return ""
}

func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		words = append(words, string(a.Value)+a.Description)
	}
	return "error: " + strings.Join(words, " ")
}
