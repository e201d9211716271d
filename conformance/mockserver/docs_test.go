package mockserver_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var docsTree = fstest.MapFS{
	"index.html":   {Data: []byte("<!DOCTYPE html>home")},
	"scalar.js":    {Data: []byte("'use strict';")},
	"openapi.yaml": {Data: []byte("openapi: 3.1.0")},
	"notes.txt":    {Data: []byte("not a part of the site")},
}

func TestDocs_Files(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithDocs(docsTree))
	for path, want := range map[string]string{
		"/docs/": "text/html; charset=utf-8", "/docs/index.html": "text/html; charset=utf-8",
		"/docs/scalar.js": "text/javascript; charset=utf-8", "/docs/openapi.yaml": "application/yaml",
	} {
		file := openInBrowser(t, s, path).wantStatus(t, http.StatusOK)
		if got := file.Header.Get("Content-Type"); got != want {
			t.Errorf("%s: content type %q, want %q", path, got, want)
		}
		policy := file.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'; script-src 'self'; ") || strings.Contains(policy, "http") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if file.Header.Get("X-Content-Type-Options") != "nosniff" || file.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: header %v", path, file.Header)
		}
		wantNoCORS(t, file)
	}
	page := openInBrowser(t, s, "/docs").wantStatus(t, http.StatusOK) // after a redirect
	if u := page.Request.URL.String(); u != s.URL()+"/_mock/docs/" {
		t.Errorf("the page is at %s, where its relative URLs are wrong", u)
	}
	for _, path := range []string{
		"/docs/none.html", "/docs/notes.txt", "/docs//index.html", "/docs/%2e%2e/index.html",
		"/docs/../docs.go", "/docs/.",
	} {
		control(t, s, http.MethodGet, path, "").wantError(t, http.StatusNotFound, "")
	}
	control(t, s, http.MethodPost, "/docs/index.html", "{}").wantError(t, http.StatusMethodNotAllowed, "method")
}

// TestDocs_Folder checks that neither names nor symbolic links lead out of the folder of the reference.
func TestDocs_Folder(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	folder := filepath.Join(parent, "site")
	for name, text := range map[string]string{"secret.html": "secret", "site/index.html": "home"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(parent, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(parent, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../secret.html", filepath.Join(folder, "link.html")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	s := start(t, mockserver.WithDocs(root.FS()))
	control(t, s, http.MethodGet, "/docs/index.html", "").wantStatus(t, http.StatusOK)
	for _, path := range []string{"/docs/link.html", "/docs/..%2fsecret.html", "/docs/%2e%2e/secret.html"} {
		control(t, s, http.MethodGet, path, "").wantError(t, http.StatusNotFound, "")
	}
}

func TestDocs_None(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/docs", "/docs/", "/docs/index.html"} {
		control(t, s, http.MethodGet, path, "").wantError(t, http.StatusNotFound, "make docs")
	}
}

// TestDocs_Access checks that the reference obeys the rules of the control endpoints.
func TestDocs_Access(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithDocs(docsTree), mockserver.WithControlToken("token"))
	req := newRequest(t, http.MethodGet, s.URL()+"/_mock/docs/", nil)
	send(t, req).wantError(t, http.StatusUnauthorized, "control token")
	req = newRequest(t, http.MethodGet, s.URL()+"/_mock/docs/", nil)
	req.Header.Set("Authorization", "Bearer token")
	send(t, req).wantStatus(t, http.StatusOK)
	req = newRequest(t, http.MethodGet, s.URL()+"/_mock/docs/", nil)
	req.Header.Set("Authorization", "Bearer token")
	req.Header.Set("Origin", "http://other.test")
	send(t, req).wantError(t, http.StatusForbidden, "other origins")
}

func TestWithDocs_Errors(t *testing.T) {
	t.Parallel()
	for name, tree := range map[string]fs.FS{"nil": nil, "make docs": fstest.MapFS{}} {
		if _, err := mockserver.New(mockserver.WithDocs(tree)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want one with %q", err, name)
		}
	}
}
