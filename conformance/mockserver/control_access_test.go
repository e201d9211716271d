package mockserver_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// controlEndpoint is a method and a path below /_mock.
type controlEndpoint struct{ method, path string }

// controlEndpoints returns the control endpoints of a server except health, and some that do not exist.
func controlEndpoints(t *testing.T) []controlEndpoint {
	t.Helper()
	all := []controlEndpoint{
		{http.MethodGet, "/"},
		{http.MethodGet, ""},
		{http.MethodGet, "/nothing"},
		{http.MethodPost, "/nothing"},
		{http.MethodPost, "/health"},
		{http.MethodHead, "/state"},
		{http.MethodOptions, "/reset"},
		{http.MethodOptions, "/health"},
		{http.MethodPatch, "/clock"},
		{http.MethodPost, "//reset"},
		{http.MethodPost, "/reset/"},
		{http.MethodPost, "/./reset"},
		{http.MethodPost, "/x/../reset"},
		{http.MethodPost, "/%72eset"},
		{http.MethodPost, "/%2e%2e/_mock/reset"},
	}
	help := string(control(t, start(t), http.MethodGet, "/", "").wantStatus(t, http.StatusOK).body)
	for line := range strings.Lines(help) {
		fields := strings.Fields(line)
		if e := (controlEndpoint{fields[0], strings.TrimPrefix(fields[1], "/_mock")}); e.path != "/health" {
			all = append(all, e)
		}
	}
	if len(all) < 30 {
		t.Fatalf("%d control endpoints, want at least 30", len(all))
	}
	return all
}

// wantNoCORS checks that a response has no CORS headers, and that browsers do not show it to pages of other origins.
func wantNoCORS(t *testing.T, r reply) {
	t.Helper()
	for name := range r.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s %s: %s is %q", r.Request.Method, r.Request.URL, name, r.Header.Get(name))
		}
	}
	if h := r.Header.Get("Cross-Origin-Resource-Policy"); h != "same-origin" {
		t.Errorf("%s %s: Cross-Origin-Resource-Policy is %q", r.Request.Method, r.Request.URL, h)
	}
}

// wantRefused sends a request, changed by edit, to every control endpoint and checks the status and the error. It
// leaves out GET, HEAD and OPTIONS if the status is 415, because their content type is not checked.
func wantRefused(t *testing.T, s *mockserver.Server, status int, word string, edit func(*http.Request)) {
	t.Helper()
	for _, e := range controlEndpoints(t) {
		req := controlRequest(t, s, e.method, e.path, `{"frozen": true}`)
		if changes := req.Header.Get("Content-Type") != "" && e.method != "HEAD" && e.method != "OPTIONS"; !changes &&
			status == http.StatusUnsupportedMediaType {
			continue
		}
		edit(req)
		got := send(t, req).wantStatus(t, status)
		wantNoCORS(t, got)
		if e.method != http.MethodHead {
			got.wantError(t, status, word)
		}
	}
}

func TestControl_RejectedRequests(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "kept.txt", []byte("x"))
	addFault(t, s, mockserver.Fault{Operation: "purgeCache", Kind: mockserver.FaultStatus, Status: 500})
	want := stateOf(t, s)
	server := strings.TrimSuffix(s.URL(), "/base")
	for _, test := range []struct {
		header, value string
		status        int
		word          string
	}{
		{"Host", "evil.test", 403, `"evil.test"`},
		{"Host", "localhost.evil.test:8484", 403, "-allow-host"},
		{"Origin", "http://evil.test", 403, "web pages"},
		{"Origin", "null", 403, "web pages"},
		{"Origin", server + "0", 403, "web pages"}, // another port
		{"Sec-Fetch-Site", "cross-site", 403, "web pages"},
		{"Sec-Fetch-Site", "same-site", 403, "web pages"},
		{"Content-Type", "", 415, "--json"},
		{"Content-Type", "text/plain", 415, "application/json"},
		{"Content-Type", "application/x-www-form-urlencoded", 415, "application/json"},
	} {
		t.Run(test.header+" "+test.value, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, s, test.status, test.word, func(r *http.Request) {
				if test.header == "Host" {
					r.Host = test.value
				}
				r.Header.Set(test.header, test.value)
				if test.value == "" {
					r.Header.Del(test.header)
				}
			})
		})
	}
	t.Cleanup(func() {
		if got := stateOf(t, s); encoded(t, got) != encoded(t, want) || len(s.Faults()) != 1 {
			t.Errorf("the state is %+v, want %+v; faults: %+v", got, want, s.Faults())
		}
	})
}

func TestControl_AllowedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithAllowedHosts("proxy.test", "[fd00::1]:8484"), mockserver.WithAllowedHosts("more.test"))
	for name, edit := range map[string]func(*http.Request){
		"localhost":              func(r *http.Request) { r.Host = "localhost" },
		"forwarded port":         func(r *http.Request) { r.Host = "localhost:9000" },
		"subdomain of localhost": func(r *http.Request) { r.Host = "mock.localhost:9000" },
		"IPv6":                   func(r *http.Request) { r.Host = "[::1]:9000" },
		"allowed name":           func(r *http.Request) { r.Host = "proxy.test" },
		"allowed address":        func(r *http.Request) { r.Host = "[fd00::1]:8484" },
		"second option":          func(r *http.Request) { r.Host = "MORE.test.:1" },
		"own page":               func(r *http.Request) { r.Header.Set("Origin", "http://"+r.Host) },
		"page via a proxy": func(r *http.Request) {
			r.Host = "proxy.test"
			r.Header.Set("Origin", "https://proxy.test")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		},
		"typed URL": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "none") },
		"charset":   func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") },
	} {
		req := controlRequest(t, s, http.MethodPut, "/clock", `{"frozen": true}`)
		edit(req)
		if got := send(t, req); got.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %s", name, got.StatusCode, got.body)
		} else {
			wantNoCORS(t, got)
		}
	}
}

func TestControl_Health(t *testing.T) {
	t.Parallel()
	for _, s := range []*mockserver.Server{start(t), start(t, mockserver.WithControlToken("secret"))} {
		req := newRequest(t, http.MethodGet, s.URL()+"/_mock/health", nil)
		req.Host = "evil.test"
		req.Header = http.Header{"Origin": {"http://evil.test"}, "Sec-Fetch-Site": {"cross-site"}}
		got := send(t, req).wantStatus(t, http.StatusOK)
		wantNoCORS(t, got)
		wantFields(t, got.object(t), object{"status": "ok"})
	}
}

// rawStatus sends a request that HTTP clients cannot send, and returns the status of the response.
func rawStatus(t *testing.T, s *mockserver.Server, format string, args ...any) int {
	t.Helper()
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, format, args...); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func TestControl_RawRequests(t *testing.T) {
	t.Parallel()
	const json = "Content-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n"
	s := mockserver.Start(t)
	put(t, s, "kept.txt", []byte("x"))
	for _, test := range []struct {
		head   string
		status int
	}{
		{"POST /_mock/reset HTTP/1.1\r\nHost: evil.test\r\n", 403},
		{"POST /_mock/reset HTTP/1.1\r\n", 400},
		{"POST /_mock/reset HTTP/1.1\r\nHost:\r\n", 403},
		{"POST /_mock/reset HTTP/1.0\r\n", 403},
		{"POST /_mock/reset HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n", 400},
		{"POST /_mock/reset HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: localhost\r\n", 403},
		{"POST http://evil.test/_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 403},
		{"POST http://evil.test/_mock/reset HTTP/1.1\r\nHost: evil.test\r\n", 403},
		{"POST http://localhost@evil.test/_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 403},
		{"POST //_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 404},
		{"POST //localhost/_mock/reset HTTP/1.1\r\nHost: evil.test\r\n", 404},
		{"POST /%5fmock/reset HTTP/1.1\r\nHost: evil.test\r\n", 404},
		{"POST /%5Fmock/reset HTTP/1.1\r\nHost: localhost\r\n", 404},
		{"POST /_MOCK/reset HTTP/1.1\r\nHost: localhost\r\n", 404},
		{"POST /demo/../_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 405},
		{"POST /v1/../_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 404},
		{"GET /_mock/reset HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: POST\r\n", 405},
		{"GET /_mock/reset?_method=POST HTTP/1.1\r\nHost: localhost\r\nX-Method-Override: POST\r\n", 405},
		{"HEAD /_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 405},
		{"OPTIONS /_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 405},
		{"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", 200},
		{"post /_mock/reset HTTP/1.1\r\nHost: localhost\r\n", 405},
	} {
		if got := rawStatus(t, s, "%s%s\r\n", test.head, json); got != test.status {
			t.Errorf("%q: status %d, want %d", test.head, got, test.status)
		}
	}
	if n := stored(t, s); n != 1 {
		t.Errorf("%d files are left, want 1", n)
	}
	// The host of an absolute URL takes precedence over the header Host.
	const absolute = "POST http://localhost/_mock/reset HTTP/1.1\r\nHost: evil.test\r\n%s\r\n"
	if got := rawStatus(t, s, absolute, json); got != 204 {
		t.Errorf("absolute URL: status %d, want 204", got)
	}
}

func TestControl_HTTP2(t *testing.T) {
	t.Parallel()
	listener := httptest.NewUnstartedServer(nil)
	s, err := mockserver.New(mockserver.WithURL("https://" + listener.Listener.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	listener.Config.Handler, listener.EnableHTTP2 = s, true
	listener.StartTLS()
	t.Cleanup(listener.Close)
	for host, want := range map[string]int{"": 204, "localhost": 204, "evil.test": 403} {
		req := controlRequest(t, s, http.MethodPost, "/reset", "")
		req.Host = host
		req.Header.Set("Origin", "https://"+strings.TrimPrefix(s.URL(), "https://"))
		if host != "" {
			req.Header.Set("Origin", "https://"+host)
		}
		res, err := listener.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want || res.ProtoMajor != 2 {
			t.Errorf("host %q: %s %s, want %d", host, res.Proto, res.Status, want)
		}
	}
}

func TestControl_SeedURL(t *testing.T) {
	t.Parallel()
	var requested bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requested = true }))
	t.Cleanup(other.Close)
	s := start(t)
	body := fmt.Sprintf(`{"files": [{"path": "a.txt", "text": "x"}, {"path": "b.txt", "url": %q}]}`, other.URL)
	control(t, s, http.MethodPost, "/seed", body).wantError(t, http.StatusForbidden, "-allow-fetch", "WithRemoteFetch")
	if n := stored(t, s); n != 0 || requested {
		t.Errorf("%d files are stored, want 0; the other server got a request: %t", n, requested)
	}
}

// TestUpload_URLFromWebPage uploads a file by its URL from web pages, which can know the default keys. The server does
// not fetch the URL for pages of other origins, unless an option allows it.
func TestUpload_URLFromWebPage(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "internal")
	}))
	t.Cleanup(other.Close)
	closed, open := start(t), start(t, mockserver.WithRemoteFetch(true))
	for _, test := range []struct {
		name   string
		s      *mockserver.Server
		file   string
		header http.Header
		status int
	}{
		{"program", closed, other.URL, nil, 200},
		{"own page", closed, other.URL, http.Header{"Origin": {strings.TrimSuffix(closed.URL(), "/base")}}, 200},
		{"page of another origin", closed, other.URL, http.Header{"Origin": {"http://evil.test"}}, 400},
		{"form of another origin", closed, other.URL, http.Header{"Sec-Fetch-Site": {"cross-site"}}, 400},
		{"bytes from another origin", closed, "data:,x", http.Header{"Origin": {"http://evil.test"}}, 200},
		{"page of another origin, allowed", open, other.URL, http.Header{"Origin": {"http://evil.test"}}, 200},
	} {
		for _, path := range []string{"/api/v1/files/upload", "/v1/files/upload", "/api/v2/files/upload"} {
			body, contentType := parts{{name: "fileName", text: "a.txt"}, {name: "file", text: test.file}}.encode(t)
			req := newRequest(t, http.MethodPost, test.s.URL()+path, body)
			req.Header.Set("Content-Type", contentType)
			for name, values := range test.header {
				req.Header[name] = values
			}
			req.SetBasicAuth(test.s.PrivateKey(), "")
			got := send(t, req)
			if got.StatusCode != test.status || got.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s, %s: status %d, header %v: %s", test.name, path, got.StatusCode, got.Header, got.body)
			}
			if test.status == http.StatusBadRequest {
				got.wantError(t, test.status, "-allow-fetch")
			}
		}
	}
}

// TestDelivery_Sandbox checks that scripts in delivered files run in a sandbox. Without it, they would have the origin
// of the control endpoints.
func TestDelivery_Sandbox(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, want := range map[string]string{
		"a.html": "sandbox allow-scripts", "a.svg": "sandbox allow-scripts", "a.xml": "sandbox allow-scripts",
		"a.png": "", "a.pdf": "",
	} {
		content := []byte("<!DOCTYPE html><script>fetch('/_mock/state')</script>")
		switch name {
		case "a.png":
			content = pngFile(t, 2, 2, false)
		case "a.pdf":
			content = []byte("%PDF-1.4\n")
		case "a.svg":
			content = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>`)
		}
		u := put(t, s, name, content)["url"].(string)
		got := get(t, u).wantStatus(t, http.StatusOK)
		if h := got.Header.Get("Content-Security-Policy"); h != want {
			t.Errorf("%s, %s: the policy is %q, want %q", name, got.Header.Get("Content-Type"), h, want)
		}
		id := addFault(t, s, mockserver.Fault{
			Operation: "deliver", Kind: mockserver.FaultContentType, ContentType: "text/html", Count: 1,
		})
		retyped := get(t, u).wantStatus(t, http.StatusOK)
		if h := retyped.Header.Get("Content-Security-Policy"); h != "sandbox allow-scripts" {
			t.Errorf("%s as HTML by fault %s: the policy is %q, want a sandbox", name, id, h)
		}
		again := newRequest(t, http.MethodGet, u, nil)
		again.Header.Set("If-None-Match", got.Header.Get("ETag"))
		send(t, again).wantStatus(t, http.StatusNotModified)
	}
}
