package console_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

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
	page, mediaType := w.Body.String(), w.Header().Get("Content-Type")
	if mediaType != "text/html; charset=utf-8" || !strings.HasPrefix(page, "<!DOCTYPE html>") {
		t.Errorf("content type %q, page %.20q", mediaType, page)
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
	} {
		if !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy %q has no %q, or something unsafe", policy, want)
		}
	}
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllStringSubmatch(page, -1) {
		if match[1] == "docs/" { // the server may have the API reference
			continue
		}
		if name, found := strings.CutPrefix(match[1], "ui/"); !found || get(name) == nil {
			t.Errorf("the page refers to %s, which does not exist", match[1])
		}
	}
}

// staticFiles returns the names of the files of the console that match a pattern.
func staticFiles(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS("static"), pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file matches %s: %v", pattern, err)
	}
	return names
}

func TestServeFile(t *testing.T) {
	t.Parallel()
	for pattern, mediaType := range map[string]string{
		"*.js": "text/javascript; charset=utf-8", "*.css": "text/css; charset=utf-8", "*.svg": "image/svg+xml",
	} {
		for _, name := range staticFiles(t, pattern) {
			w := get(name)
			if w == nil || w.Header().Get("Content-Type") != mediaType ||
				w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %+v", name, w)
			}
		}
	}
	for _, name := range []string{
		"", ".", "none.js", "../console.go", "static/main.js", "main.js/", "%6dain.js", "/main.js",
		"index.html", // where its relative URLs are wrong
	} {
		if get(name) != nil {
			t.Errorf("%q is served", name)
		}
	}
}

var imported = regexp.MustCompile(`(?m)^(?:import|export|\}) ?[^'"\n]*from '([^']+)';`)

// TestStatic_Modules checks that modules import only modules of the console, do not make elements of texts, and have
// short lines.
func TestStatic_Modules(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function`)
	for _, name := range staticFiles(t, "*.js") {
		text := get(name).Body.String()
		for _, match := range imported.FindAllStringSubmatch(text, -1) {
			if module, found := strings.CutPrefix(match[1], "./"); !found || get(module) == nil {
				t.Errorf("%s imports %s, which does not exist", name, match[1])
			}
		}
		if !strings.HasPrefix(text, "// @ts-check\n") {
			t.Errorf("%s does not begin with // @ts-check", name)
		}
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s has %s", name, found)
		}
		if n := strings.Count(text, "\n"); n > 300 {
			t.Errorf("%s has %d lines, want at most 300", name, n)
		}
		checkLines(t, name, text)
	}
}

// checkLines checks that the lines of a file have at most 120 characters.
func checkLines(t *testing.T, name, text string) {
	t.Helper()
	const limit = 120
	number := 0
	for line := range strings.Lines(text) {
		number++
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > limit {
			t.Errorf("%s:%d has %d characters, want at most %d", name, number, n, limit)
		}
	}
}
