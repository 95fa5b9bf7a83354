package providers

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tfreeze/storage"
)

// TestRefused: a service that refuses to write an object again, or at all, is heard.
// Azure's driver stands for all: it panicked.
func TestRefused(t *testing.T) {
	t.Setenv("AZURE_STORAGE_ACCOUNT", "account")
	t.Setenv("AZURE_STORAGE_KEY", "a2V5")
	status, code := 0, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && r.Header.Get("If-None-Match") != "*" {
			t.Errorf("%s has no condition", r.URL)
		}
		w.Header().Set("x-ms-error-code", code)
		w.WriteHeader(status)
	}))
	defer server.Close()
	c := &storage.Client{Connect: Open}
	defer c.Close()
	d, err := c.Dir(t.Context(), "azblob://b/out?localemu=true&protocol=http&domain="+strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		status     int
		code, want string
		kind       error
	}{
		{409, "BlobAlreadyExists", "azblob://b/out/x: there is such an object already", fs.ErrExist},
		{412, "ConditionNotMet", "azblob://b/out/x: there is such an object already", fs.ErrExist},
		{404, "ContainerNotFound", "azblob://b/out/x: there is no such bucket", nil},
		{404, "", "azblob://b/out/x: there is no such bucket", nil},
		{403, "AuthorizationPermissionMismatch", "azblob://b/out/x: access is denied: check the credentials, set AZURE_STORAGE_ACCOUNT, and", nil},
	} {
		status, code = v.status, v.code
		err := d.Create(t.Context(), "x", []byte("content"))
		if err == nil || !strings.HasPrefix(err.Error(), v.want) || v.kind != nil && !errors.Is(err, v.kind) {
			t.Errorf("%d %s: %v", v.status, v.code, err)
		}
	}
}

// TestCredentials: Google's credentials are asked for unless nobody looks at them.
// The driver writes nothing of its own.
func TestCredentials(t *testing.T) {
	written, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	before := os.Stdout
	os.Stdout = written
	defer func() { os.Stdout = before }()
	for _, v := range []struct {
		variable, url string
		needs         bool
	}{
		{"", "gs://b", true},
		{"", "gs://anonymous=true", true},
		{"", "gs://b?anonymous=false", true},
		{"", "gs://b?anonymous=1", false},
		{"", "gs://b?anonymous=true", false},
		{"", "gs://b?access_id=-", false},
		{"STORAGE_EMULATOR_HOST", "gs://b", false},
	} {
		t.Run(v.variable+" "+v.url, func(t *testing.T) {
			t.Setenv("STORAGE_EMULATOR_HOST", "")
			if v.variable != "" {
				t.Setenv(v.variable, "127.0.0.1:1")
			}
			t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "missing.json"))
			b, err := Open(t.Context(), v.url)
			if needs := err != nil; needs != v.needs {
				t.Errorf("%v", err)
			}
			if err == nil {
				b.Close()
			}
		})
	}
	if text, err := os.ReadFile(written.Name()); err != nil || len(text) > 0 {
		t.Errorf("it wrote %q, error %v", text, err)
	}
}
