package providers

import (
	"os"
	"strings"
)

// needsCredentials reports whether a bucket of Google's is neither public nor an emulator's.
func needsCredentials(url string) bool {
	return os.Getenv("STORAGE_EMULATOR_HOST") == "" && !strings.Contains(url, "anonymous=true") && !strings.Contains(url, "access_id=-")
}
