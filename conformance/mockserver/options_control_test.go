package mockserver_test

import (
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestServer_ControlToken(t *testing.T) {
	t.Parallel()
	url := mockserver.WithURL
	token := mockserver.WithControlToken("mine")
	for _, test := range []struct {
		name, addr string
		options    []mockserver.Option
		want       string // "random" if the server makes a token
	}{
		{"loopback", "127.0.0.1:0", nil, ""},
		{"loopback by name", "localhost:0", nil, ""},
		{"loopback with token", "127.0.0.1:0", []mockserver.Option{token}, "mine"},
		{"all addresses", "0.0.0.0:0", nil, "random"},
		{"all addresses, no host", ":0", nil, "random"},
		{"all addresses with token", ":0", []mockserver.Option{token}, "mine"},
		{"all addresses, loopback URL", ":0", []mockserver.Option{url("http://localhost:8484")}, "random"},
		{"behind a proxy", "127.0.0.1:0", []mockserver.Option{url("https://mock.test")}, "random"},
		{"handler", "", nil, ""},
		{"handler with token", "", []mockserver.Option{token}, "mine"},
		{"handler with a loopback name", "", []mockserver.Option{url("http://mock.localhost:8484/base")}, ""},
		{"handler with a loopback address", "", []mockserver.Option{url("https://[::1]")}, ""},
		{"handler with another host", "", []mockserver.Option{url("http://mock.test")}, "random"},
		{"handler with another host and token", "", []mockserver.Option{url("http://mock.test"), token}, "mine"},
	} {
		s, err := mockserver.New(test.options...)
		if test.addr != "" {
			stop(t, s)
			s, err = mockserver.Listen(test.addr, test.options...)
		}
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := s.ControlToken()
		if len(got) >= 26 { // 128 bits
			got = "random"
		}
		if got != test.want {
			t.Errorf("%s: the token is %q, want %q", test.name, got, test.want)
		}
		stop(t, s)
	}
}

// listenOnAllInterfaces starts a server that other machines can reach.
func listenOnAllInterfaces(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	s, err := mockserver.Listen("0.0.0.0:0", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func TestServer_ControlToken_Random(t *testing.T) {
	t.Parallel()
	s := listenOnAllInterfaces(t)
	if other := listenOnAllInterfaces(t); s.ControlToken() == other.ControlToken() {
		t.Errorf("two servers have the same token %s", s.ControlToken())
	}
	before := s.ControlToken()
	for _, e := range controlEndpoints(t) {
		got := send(t, controlRequest(t, s, e.method, e.path, "")).wantStatus(t, http.StatusUnauthorized)
		wantNoCORS(t, got)
		if h := got.Header.Get("WWW-Authenticate"); !strings.HasPrefix(h, "Bearer ") {
			t.Errorf("WWW-Authenticate is %q", h)
		}
		if e.method != http.MethodHead {
			got.wantError(t, http.StatusUnauthorized, "Authorization: Bearer", "?token=")
		}
	}
	// Methods of the server and clients of the API need no token.
	ik := clientOf(t, s)
	file := imagekit.UploadRequest{File: imagekit.FromBytes([]byte("x")), FileName: "a.txt"}
	if _, err := ik.Upload(t.Context(), file); err != nil || len(stateOf(t, s).Files) != 1 {
		t.Errorf("upload: error %v, state %+v", err, stateOf(t, s))
	}
	if err := s.Reset(); err != nil || s.ControlToken() != before {
		t.Errorf("reset: error %v, token %s, want %s", err, s.ControlToken(), before)
	}
	req := controlRequest(t, s, http.MethodPost, "/reset", "")
	req.Header.Set("Authorization", "Bearer "+before)
	send(t, req).wantStatus(t, http.StatusNoContent)
}

func TestWithControlToken_Cookie(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	const token = "t0p+s3cret"
	s := start(t, mockserver.WithControlToken(token), mockserver.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var visited []string
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		visited = append(visited, r.URL.RequestURI())
		return nil
	}}
	open := func(method, path string) int {
		t.Helper()
		res, err := browser.Do(controlRequest(t, s, method, path, ""))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	for _, step := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/state", 401},
		{http.MethodGet, "/state?token=wrong", 401},
		{http.MethodGet, "/webhooks?wait=true&token=t0p%2Bs3cret", 200},
		{http.MethodGet, "/state", 200},
		{http.MethodPost, "/reset", 204},
		{http.MethodPost, "/reset?token=wrong", 204}, // the cookie takes precedence
	} {
		if got := open(step.method, step.path); got != step.status {
			t.Errorf("%s %s: status %d, want %d", step.method, step.path, got, step.status)
		}
	}
	if len(visited) != 1 || visited[0] != "/base/_mock/webhooks?wait=true" {
		t.Errorf("redirected to %q, want only the URL without the token", visited)
	}
	// The token must not be logged if the path is mistyped.
	for _, path := range []string{"/%5fmock/state", "//_mock/state", "/mock/state", "/v1/files"} {
		get(t, s.URL()+path+"?token="+escape(token)+"&TOKEN="+escape(token))
	}
	state := encoded(t, stateOf(t, s)) + encoded(t, s.Requests()) + encoded(t, s.Webhooks())
	stop(t, s)
	if text := log.String() + state; strings.Contains(text, "s3cret") || !strings.Contains(text, "redacted") {
		t.Errorf("the token is not redacted in %s", text)
	}
}

func TestServer_ControlToken_Hosts(t *testing.T) {
	t.Parallel()
	s := listenOnAllInterfaces(t, mockserver.WithAllowedHosts("imagekit-mock"))
	for host, want := range map[string]int{
		"localhost": 200, "imagekit-mock:8484": 200, "0.0.0.0": 200, "evil.test": 403, "192.0.2.1": 403,
	} {
		req := controlRequest(t, s, http.MethodGet, "/state", "")
		req.Host = host
		req.Header.Set("Authorization", "Bearer "+s.ControlToken())
		if got := send(t, req); got.StatusCode != want {
			t.Errorf("%s: status %d, want %d", host, got.StatusCode, want)
		}
	}
}

func TestNew_ControlErrors(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]mockserver.Option{
		"the control token must not be empty":                      mockserver.WithControlToken(""),
		"the control token must have only letters":                 mockserver.WithControlToken("white space"),
		`the allowed host "*" is not a host`:                       mockserver.WithAllowedHosts("a.test", "*"),
		`the allowed host "http://mock.test" is not a host; use a`: mockserver.WithAllowedHosts("http://mock.test"),
	} {
		_, err := mockserver.New(option)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "white space") {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
