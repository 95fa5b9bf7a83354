package browser

import (
	"os"
	"os/exec"
	"testing"
)

// names are those of Chromium's program on the systems that have one.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// how says how to get one.
const how = "no Chromium is installed: run tools/setup/chromium.sh, or set CHROMIUM to a program"

// find returns Chromium's program. Without it, the test fails if CI is true, and is
// skipped if not.
func find(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(how)
	}
	t.Skip(how)
	return ""
}
