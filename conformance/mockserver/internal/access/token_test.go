package access_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

func TestCheckToken(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"x", "AZaz09-._~+/==", strings.Repeat("x", 500)} {
		if err := access.CheckToken(token); err != nil {
			t.Errorf("%q: %v", token, err)
		}
	}
	for _, token := range []string{"", " ", "a b", "a\n", "a;b", "a,b", `a"b`, `a\b`, "a=b", "=", "ä"} {
		if err := access.CheckToken(token); err == nil || token == "a;b" && strings.Contains(err.Error(), token) {
			t.Errorf("%q: error %v", token, err)
		}
	}
}

func TestPolicy_Check_Token(t *testing.T) {
	t.Parallel()
	p := policy(t, "http://localhost:8484", "secret")
	for _, test := range []struct {
		name, target, host string
		header             http.Header
		want               int
	}{
		{"header", "/_mock/state", "", http.Header{"Authorization": {"Bearer secret"}}, 200},
		{"scheme in another case", "/_mock/state", "", http.Header{"Authorization": {"bEARER  secret "}}, 200},
		{"cookie", "/_mock/state", "", http.Header{"Cookie": {"imagekit-mock-token-8484=secret"}}, 200},
		{"one of two cookies", "/_mock/state", "", http.Header{
			"Cookie": {"imagekit-mock-token-8484=x; imagekit-mock-token-8484=secret"},
		}, 200},
		{"key and cookie", "/_mock/state", "", http.Header{
			"Authorization": {"Basic eDo="}, "Cookie": {"imagekit-mock-token-8484=secret"},
		}, 200},
		{"default port", "/_mock/state", "localhost", http.Header{"Cookie": {"imagekit-mock-token=secret"}}, 200},

		{"none", "/_mock/state", "", nil, 401},
		{"wrong", "/_mock/state", "", http.Header{"Authorization": {"Bearer secre"}}, 401},
		{"longer", "/_mock/state", "", http.Header{"Authorization": {"Bearer secrets"}}, 401},
		{"empty", "/_mock/state", "", http.Header{"Authorization": {"Bearer "}}, 401},
		{"without scheme", "/_mock/state", "", http.Header{"Authorization": {"secret"}}, 401},
		{"Basic", "/_mock/state", "", http.Header{"Authorization": {"Basic c2VjcmV0Og=="}}, 401},
		{"wrong header and cookie", "/_mock/state", "", http.Header{
			"Authorization": {"Bearer x"}, "Cookie": {"imagekit-mock-token-8484=secret"},
		}, 401},
		{"cookie of another port", "/_mock/state", "", http.Header{"Cookie": {"imagekit-mock-token-1=secret"}}, 401},
		{"empty cookie", "/_mock/state", "", http.Header{"Cookie": {"imagekit-mock-token-8484="}}, 401},
		{"query", "/_mock/state?token=secret", "", nil, 401}, // only a sign-in can have it there
	} {
		r := httptest.NewRequest(http.MethodGet, test.target, nil)
		r.Host = "localhost:8484"
		if test.host != "" {
			r.Host = test.host
		}
		r.Header = test.header
		if got := status(p, r); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

// visit sends a request to a policy whose next handler responds with 204.
func visit(p *access.Policy, r *http.Request) *http.Response {
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	w := httptest.NewRecorder()
	p.Handler(next, func(w http.ResponseWriter, _ *http.Request, err *access.Error) {
		http.Error(w, err.Error(), err.Status)
	}).ServeHTTP(w, r)
	return w.Result()
}

func TestPolicy_Handler_SignIn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		base, target, host string
		tls                bool
		cookie, location   string
	}{
		{
			base: "http://localhost:8484", target: "/_mock/?token=se%2Bcret", host: "localhost:8484",
			cookie:   "imagekit-mock-token-8484=se+cret; Path=/_mock; HttpOnly; SameSite=Strict",
			location: "/_mock/",
		},
		{
			base: "https://mock.test/base", target: "/_mock?token=se%2Bcret", host: "mock.test",
			cookie:   "imagekit-mock-token=se+cret; Path=/base/_mock; HttpOnly; Secure; SameSite=Strict",
			location: "/base/_mock",
		},
		{
			base: "http://localhost:1", target: "/_mock/webhooks?wait=true&token=se%2Bcret&token=x", host: "[::1]:9",
			tls:      true,
			cookie:   "imagekit-mock-token-9=se+cret; Path=/_mock; HttpOnly; Secure; SameSite=Strict",
			location: "/_mock/webhooks?wait=true",
		},
		{
			base: "http://localhost:1", target: "/_mock//evil.test/%0d%0a%3f?token=se%2Bcret", host: "localhost:1",
			cookie:   "imagekit-mock-token-1=se+cret; Path=/_mock; HttpOnly; SameSite=Strict",
			location: "/_mock//evil.test/%0D%0A%3F",
		},
	} {
		r := httptest.NewRequest(http.MethodGet, test.target, nil)
		r.Host = test.host
		if test.tls {
			r.TLS = &tls.ConnectionState{}
		}
		res := visit(policy(t, test.base, "se+cret"), r)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Set-Cookie") != test.cookie ||
			res.Header.Get("Location") != test.location {
			t.Errorf("%s: %d, %v", test.target, res.StatusCode, res.Header)
		}
	}
}

func TestPolicy_Handler_SignInRefused(t *testing.T) {
	t.Parallel()
	const target = "/_mock/state?token=secret"
	for _, test := range []struct {
		name, method, target, host string
		header                     http.Header
		want                       int
	}{
		{"wrong token", http.MethodGet, "/_mock/state?token=x", "localhost", nil, 401},
		{"token without a value", http.MethodGet, "/_mock/state?token", "localhost", nil, 401},
		{"wrong token first", http.MethodGet, "/_mock/state?token=x&token=secret", "localhost", nil, 401},
		{"wrong case", http.MethodGet, "/_mock/state?TOKEN=secret", "localhost", nil, 401},
		{"foreign host", http.MethodGet, target, "evil.test", nil, 403},
		{"change", http.MethodPost, target, "localhost", http.Header{"Content-Type": {"application/json"}}, 401},
		{"HEAD", http.MethodHead, target, "localhost", nil, 401},
		{"image of a page", http.MethodGet, target, "localhost", http.Header{
			"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"image"},
		}, 403},
		{"frame of a page", http.MethodGet, target, "localhost", http.Header{
			"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"},
		}, 403},
		{"fetch of a page", http.MethodGet, target, "localhost", http.Header{"Origin": {"http://evil.test"}}, 403},
		{"link with a wrong token", http.MethodGet, "/_mock/state?token=x", "localhost", http.Header{
			"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"},
		}, 403},
	} {
		r := httptest.NewRequest(test.method, test.target, nil)
		r.Host, r.Header = test.host, test.header
		if r.Header == nil {
			r.Header = http.Header{}
		}
		res := visit(policy(t, "http://localhost", "secret"), r)
		if res.StatusCode != test.want || res.Header.Get("Set-Cookie") != "" || res.Header.Get("Location") != "" {
			t.Errorf("%s: %d, %v", test.name, res.StatusCode, res.Header)
		}
		if got := res.Header.Get("WWW-Authenticate"); (got != "") != (test.want == http.StatusUnauthorized) {
			t.Errorf("%s: WWW-Authenticate is %q", test.name, got)
		}
	}
}

// TestPolicy_Handler_SignInFromLink checks that a user who follows a link from another site gets a page, because a
// browser would not send the new cookie after a redirect.
func TestPolicy_Handler_SignInFromLink(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/_mock/state?token=secret&x=%22%3E%3Cscript%3E", nil)
	r.Host = "localhost"
	r.Header = http.Header{
		"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"},
	}
	w := httptest.NewRecorder()
	policy(t, "http://localhost", "secret").Handler(nil, nil).ServeHTTP(w, r)
	const location = `content="0;url=/_mock/state?x=%22%3E%3Cscript%3E"`
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, location) ||
		strings.Contains(body, "secret") || w.Header().Get("Set-Cookie") == "" {
		t.Errorf("%d, %v: %s", w.Code, w.Header(), body)
	}
}

func TestPolicy_Handler_WithoutToken(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "http://localhost/_mock/state?token=x", nil)
	if res := visit(policy(t, "http://localhost", ""), r); res.StatusCode != http.StatusNoContent ||
		res.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d, %v", res.StatusCode, res.Header)
	}
}
