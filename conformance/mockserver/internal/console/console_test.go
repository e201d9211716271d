package console_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/console"
)

// get serves a file and returns the response, nil if there is no such file.
func get(name string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	if !console.ServeFile(w, name) {
		return nil
	}
	return w
}

func TestServePage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	console.ServePage(w, httptest.NewRequest(http.MethodGet, "/_mock/", nil))
	page := w.Body.String()
	if h := w.Header().Get("Content-Type"); h != "text/html; charset=utf-8" || !strings.HasPrefix(page, "<!DOCTYPE html>") {
		t.Errorf("content type %q, page %.20q", h, page)
	}
	for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
		if h := w.Header().Get("Content-Security-Policy"); !strings.Contains(h, directive) || strings.Contains(h, "unsafe") {
			t.Errorf("the policy %q has no %q, or something unsafe", h, directive)
		}
	}
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllStringSubmatch(page, -1) {
		if name, found := strings.CutPrefix(match[1], "ui/"); !found || get(name) == nil {
			t.Errorf("the page refers to %s, which does not exist", match[1])
		}
	}
}

func TestServeFile(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(os.DirFS("static"), "*")
	if err != nil || len(files) < 5 {
		t.Fatalf("files %q: %v", files, err)
	}
	types := map[string]string{
		".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
	}
	for _, name := range files {
		w := get(name)
		if name == "index.html" {
			if w != nil {
				t.Error("the page is served as a file, where its relative URLs are wrong")
			}
			continue
		}
		if w == nil || w.Header().Get("Content-Type") != types[path.Ext(name)] ||
			w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %+v", name, w)
		}
	}
	for _, name := range []string{"", ".", "none.js", "../console.go", "static/main.js", "main.js/", "%6dain.js", "/main.js"} {
		if get(name) != nil {
			t.Errorf("%q is served", name)
		}
	}
}

// imported matches the module of an import, and the URL of other requests would not.
var imported = regexp.MustCompile(`(?m)^(?:import|export) [^'"]*from '([^']+)';`)

func TestStatic_Modules(t *testing.T) {
	t.Parallel()
	scripts, err := fs.Glob(os.DirFS("static"), "*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range scripts {
		text := get(name).Body.String()
		for _, match := range imported.FindAllStringSubmatch(text, -1) {
			if module, found := strings.CutPrefix(match[1], "./"); !found || get(module) == nil {
				t.Errorf("%s imports %s, which does not exist", name, match[1])
			}
		}
		if !strings.HasPrefix(text, "// @ts-check\n") {
			t.Errorf("%s does not begin with // @ts-check", name)
		}
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s, which makes elements or code of text", name, forbidden)
			}
		}
		if n := strings.Count(text, "\n"); n > 300 {
			t.Errorf("%s has %d lines, want at most 300", name, n)
		}
	}
}
