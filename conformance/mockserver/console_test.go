package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// browserAccept is the Accept header with which Chromium opens pages.
const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

// openInBrowser sends the request of a browser whose user opens a path under /_mock.
func openInBrowser(t *testing.T, s *mockserver.Server, path string) reply {
	t.Helper()
	req := newRequest(t, http.MethodGet, s.URL()+"/_mock"+path, nil)
	req.Header.Set("Accept", browserAccept)
	return send(t, req)
}

func TestConsole_Home(t *testing.T) {
	t.Parallel()
	s := start(t)
	page := openInBrowser(t, s, "/").wantStatus(t, http.StatusOK)
	if text := string(page.body); page.Header.Get("Content-Type") != "text/html; charset=utf-8" ||
		!strings.Contains(text, `src="ui/main.js"`) || page.Header.Get("Vary") != "Accept" {
		t.Errorf("header %v, page %.100s", page.Header, text)
	}
	if policy := page.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none';") {
		t.Errorf("the policy is %q", policy)
	}
	wantNoCORS(t, page)
	for _, accept := range []string{"*/*", "application/json", "text/plain", ""} {
		req := newRequest(t, http.MethodGet, s.URL()+"/_mock/", nil)
		req.Header["Accept"] = []string{accept}
		help := send(t, req).wantStatus(t, http.StatusOK)
		if got := help.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" ||
			!strings.HasPrefix(string(help.body), "GET    /_mock/health") {
			t.Errorf("Accept %q: %s, %.40s", accept, got, help.body)
		}
	}
}

func TestConsole_HomeWithoutSlash(t *testing.T) {
	t.Parallel()
	s := start(t)
	page := openInBrowser(t, s, "").wantStatus(t, http.StatusOK) // after a redirect
	if u := page.Request.URL.String(); u != s.URL()+"/_mock/" {
		t.Errorf("the page is at %s, where its relative URLs are wrong", u)
	}
}

func TestConsole_Files(t *testing.T) {
	t.Parallel()
	s := start(t)
	script := control(t, s, http.MethodGet, "/ui/main.js", "").wantStatus(t, http.StatusOK)
	if got := script.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	if got := script.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
	for _, path := range []string{"/ui/", "/ui/none.js", "/ui/index.html", "/ui/%2e%2e/console.go"} {
		control(t, s, http.MethodGet, path, "").wantError(t, http.StatusNotFound, "no control endpoint")
	}
	control(t, s, http.MethodGet, "/ui", "").wantError(t, http.StatusNotFound, "no control endpoint")
	control(t, s, http.MethodPost, "/ui/main.js", "{}").wantError(t, http.StatusMethodNotAllowed, "method")
}

func TestConsole_Account(t *testing.T) {
	t.Parallel()
	s := start(t)
	wantFields(t, control(t, s, http.MethodGet, "/account", "").wantStatus(t, http.StatusOK).object(t), object{
		"publicKey": s.PublicKey(), "privateKey": s.PrivateKey(), "urlEndpoint": s.URLEndpoint(), "url": s.URL(),
		"webhookSecret": mockserver.DefaultWebhookSecret, "docs": false,
	})
	s = start(t, mockserver.WithDocs(docsTree))
	wantFields(t, control(t, s, http.MethodGet, "/account", "").wantStatus(t, http.StatusOK).object(t),
		object{"docs": true})
}

// TestConsole_AccountSecret checks that a webhook secret of the owner or of another client is not shown.
func TestConsole_AccountSecret(t *testing.T) {
	t.Parallel()
	other := start(t)
	do(t, other, http.MethodPut, "/_mock/webhooks/target", object{"url": "http://127.0.0.1:1/"})
	for name, s := range map[string]*mockserver.Server{
		"of the owner": start(t, mockserver.WithWebhookSecret("whsec_private")), "of a client": other,
	} {
		got := control(t, s, http.MethodGet, "/account", "").wantStatus(t, http.StatusOK)
		if secret, found := got.object(t)["webhookSecret"]; found {
			t.Errorf("the secret %s is shown: %v", name, secret)
		}
	}
}

// TestConsole_UploadParameters uploads like a browser, also after the clock of the server was changed.
func TestConsole_UploadParameters(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, change := range []string{`{}`, `{"advance": "200h"}`} {
		control(t, s, http.MethodPut, "/clock", change).wantStatus(t, http.StatusOK)
		signed := control(t, s, http.MethodGet, "/upload-parameters", "").wantStatus(t, http.StatusOK)
		fields := parts{{name: "publicKey", text: s.PublicKey()}, {name: "fileName", text: "a.txt"}}
		for name, value := range signed.object(t) {
			fields = append(fields, part{name: name, text: strings.Trim(encoded(t, value), `"`)})
		}
		body, contentType := append(fields, part{name: "file", text: "data:,x"}).encode(t)
		req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", body)
		req.Header.Set("Content-Type", contentType)
		send(t, req).wantStatus(t, http.StatusOK)
	}
}

// TestConsole_Sign delivers a private file and a rendition of it.
func TestConsole_Sign(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := put(t, s, "a.png", pngFile(t, 4, 4, false), part{name: "isPrivateFile", text: "true"})["url"].(string)
	for _, unsigned := range []string{
		u, u + "?updatedAt=1", strings.Replace(u, s.URLEndpoint(), s.URLEndpoint()+"/tr:w-2", 1),
	} {
		get(t, unsigned).wantStatus(t, http.StatusUnauthorized)
		signed := control(t, s, http.MethodPost, "/sign", encoded(t, object{"url": unsigned}))
		get(t, signed.wantStatus(t, http.StatusOK).object(t)["url"].(string)).wantStatus(t, http.StatusOK)
	}
	for _, body := range []string{`{"url": "http://other.test/a.png"}`, `{"url": ""}`, `{}`, `{"src": "x"}`} {
		control(t, s, http.MethodPost, "/sign", body).wantError(t, http.StatusBadRequest, "")
	}
}

var consolePaths = []string{"/", "", "/ui/main.js", "/ui/none.js", "/ui/", "/account", "/upload-parameters"}

// TestConsole_Access checks that all parts of the console obey the rules of the control endpoints.
func TestConsole_Access(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range consolePaths {
		for name, value := range map[string]string{
			"Host": "evil.test", "Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site",
		} {
			req := newRequest(t, http.MethodGet, s.URL()+"/_mock"+path, nil)
			req.Header.Set("Accept", browserAccept)
			req.Header.Set(name, value)
			if name == "Host" {
				req.Host = value
			}
			got := send(t, req)
			got.wantError(t, http.StatusForbidden, "")
			wantNoCORS(t, got)
		}
	}
}

func TestConsole_Token(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithControlToken("secret"))
	_, port, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(s.URL(), "http://"), "/base"), ":")
	for _, path := range consolePaths {
		openInBrowser(t, s, path).wantError(t, http.StatusUnauthorized, "token")
		for name, value := range map[string]string{
			"Authorization": "Bearer secret", "Cookie": "imagekit-mock-token-" + port + "=secret",
		} {
			req := newRequest(t, http.MethodGet, s.URL()+"/_mock"+path, nil)
			req.Header.Set(name, value)
			if got := send(t, req); got.StatusCode != http.StatusOK && got.StatusCode != http.StatusNotFound {
				t.Errorf("%s with %s: status %d", path, name, got.StatusCode)
			}
		}
	}
}

// TestConsole_SignIn opens the page with the token in its URL.
func TestConsole_SignIn(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithControlToken("secret"))
	req := newRequest(t, http.MethodGet, s.URL()+"/_mock/?token=secret", nil)
	req.Header.Set("Accept", browserAccept)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	cookies := res.Cookies()
	if res.StatusCode != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("status %d, cookies %v", res.StatusCode, cookies)
	}
	req = newRequest(t, http.MethodGet, s.URL()+"/_mock/", nil)
	req.Header.Set("Accept", browserAccept)
	req.AddCookie(cookies[0])
	if page := send(t, req).wantStatus(t, http.StatusOK); !strings.HasPrefix(string(page.body), "<!DOCTYPE html>") {
		t.Errorf("page %.100s", page.body)
	}
}
