package browser

import (
	"runtime"
	"testing"
)

// An ended takes note of how a test ends.
type ended struct {
	testing.TB
	how string
}

func (e *ended) Fatal(...any) { e.how = "failed"; runtime.Goexit() }
func (e *ended) Skip(...any)  { e.how = "skipped"; runtime.Goexit() }

// TestFindNone: without a browser tests fail where CI is true, and are skipped elsewhere.
func TestFindNone(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CHROMIUM", "")
	for ci, want := range map[string]string{"true": "failed", "": "skipped"} {
		t.Setenv("CI", ci)
		e := &ended{TB: t}
		done := make(chan bool)
		go func() { defer close(done); find(e) }()
		if <-done; e.how != want {
			t.Errorf("with CI %q the test is %q, want %s", ci, e.how, want)
		}
	}
}
