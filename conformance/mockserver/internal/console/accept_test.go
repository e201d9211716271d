package console_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/console"
)

func TestPrefersHTML(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		// Chromium, Firefox
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8": true,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8":                       true,
		"text/html":                          true,
		"TEXT/HTML; Q=0.5, text/plain;q=0.4": true,
		"text/html;q=0.1, application/json":  true,

		"":                                 false,
		"*/*":                              false, // curl, fetch
		"text/*":                           false,
		"application/json":                 false,
		"text/plain":                       false,
		"text/html;q=0, */*":               false,
		"text/html;q=0":                    false,
		"text/html, text/plain":            false,
		"text/html;q=0.5, text/plain":      false,
		"text/html;q=0.5, */*":             false,
		"text/html;q=0.5, text/*;q=0.6":    false,
		"text/html;q=much, text/html/more": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/_mock/", nil)
		r.Header.Set("Accept", accept)
		if got := console.PrefersHTML(r); got != want {
			t.Errorf("Accept %q: %t, want %t", accept, got, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/_mock/", nil)
	r.Header["Accept"] = []string{"*/*;q=0.1", "text/html"}
	if !console.PrefersHTML(r) {
		t.Error("two Accept headers: false, want true")
	}
}
