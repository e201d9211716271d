package access_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

// policy returns the policy of a server at a URL with the hosts proxy.test, fd00::1 and, on one port, port.test.
func policy(t *testing.T, base, token string) *access.Policy {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	hosts := []access.Host{{Name: "proxy.test"}, {Name: "port.test", Port: "8484"}, {Name: "fd00::1"}}
	return &access.Policy{Base: u, Root: "/_mock", Hosts: hosts, Token: token}
}

// status returns the status with which a policy refuses a request, 200 if the request is allowed.
func status(p *access.Policy, r *http.Request) int {
	if err := p.Check(r); err != nil {
		return err.Status
	}
	return http.StatusOK
}

func TestPolicy_Check_Host(t *testing.T) {
	t.Parallel()
	p := policy(t, "http://Configured.test:8484", "secret")
	for host, want := range map[string]int{
		"localhost:8484": 200, "localhost": 200, "localhost:1": 200, "LocalHost.:8484": 200, "a.localhost": 200,
		"127.0.0.1:8484": 200, "127.1.2.3": 200, "[::1]:8484": 200, "[::1]": 200, "[0::1]": 200,
		"configured.test:8484": 200, "CONFIGURED.TEST.": 200, "proxy.test": 200, "proxy.test:9": 200,
		"port.test:8484": 200, "[fd00:0::1]:8484": 200, "192.0.2.7": 200, "192.0.2.7:8484": 200,

		"": 403, "evil.test": 403, "evil.test:8484": 403, "port.test": 403, "port.test:1": 403,
		"localhost.evil.test": 403,
		"localhost..":         403, "localhost@evil.test": 403, "evil.test@localhost": 403, "localhost:8484:1": 403,
		"127.0.0.1.evil.test": 403, "127.0.0.1.nip.io": 403, "2130706433": 403, "0x7f.1": 403, "0.0.0.0": 403,
		"192.0.2.8": 403, "[fd00::2]": 403, "[::1%25lo]": 403, "[::1": 403, "::1": 403, "sub.configured.test": 403,
		"sub.proxy.test": 403, "localhost,evil.test": 403, "localhost evil.test": 403, "localhost/": 403,
	} {
		r := httptest.NewRequest(http.MethodGet, "/_mock/state", nil)
		r.Host = host
		r.Header.Set("Authorization", "Bearer secret")
		r = arrivedAt(r, "192.0.2.7")
		if got := status(p, r); got != want {
			t.Errorf("host %q: %d, want %d", host, got, want)
		}
	}
}

// arrivedAt returns a request that has arrived at an IP address.
func arrivedAt(r *http.Request, ip string) *http.Request {
	addr := &net.TCPAddr{IP: net.ParseIP(ip), Port: 8484}
	return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, addr))
}

// TestPolicy_Check_NoToken checks at which addresses requests are allowed without a token.
func TestPolicy_Check_NoToken(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]int{
		"127.0.0.1": 200, "127.2.3.4": 200, "::1": 200, "192.0.2.7": 403, "10.0.0.1": 403, "fd00::1": 403,
	} {
		r := arrivedAt(httptest.NewRequest(http.MethodGet, "http://localhost/_mock/state", nil), ip)
		if got := status(policy(t, "http://localhost", ""), r); got != want {
			t.Errorf("%s: %d, want %d", ip, got, want)
		}
		r.Header.Set("Authorization", "Bearer secret")
		if got := status(policy(t, "http://localhost", "secret"), r); got != http.StatusOK {
			t.Errorf("%s, with the token: %d", ip, got)
		}
	}
}

func TestPolicy_Check_Origin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		base, host string
		tls        bool
		origin     string
		want       int
	}{
		{"http://localhost:8484", "localhost:8484", false, "http://localhost:8484", 200},
		{"http://localhost:8484", "127.0.0.1:8484", false, "http://127.0.0.1:8484", 200},
		{"http://localhost:8484", "[::1]:8484", false, "http://[::1]:8484", 200},
		{"http://localhost:8484", "proxy.test", false, "https://proxy.test", 200}, // a proxy terminates TLS
		{"http://localhost:8484", "proxy.test", false, "http://proxy.test", 200},
		{"http://localhost:8484", "a.localhost:80", false, "http://a.localhost", 200},
		{"http://localhost", "localhost", false, "http://localhost", 200},
		{"https://localhost", "localhost", false, "https://localhost", 200},
		{"https://localhost", "localhost", true, "https://localhost", 200},

		{"http://localhost:8484", "localhost:8484", false, "null", 403},
		{"http://localhost:8484", "localhost:8484", false, "", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://localhost", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://localhost:3000", 403},
		// another server can listen at the origin
		{"http://localhost:8484", "localhost:8484", false, "http://127.0.0.1:8484", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://attacker.localhost:8484", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://evil.test", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://evil.test:8484", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://localhost:8484/", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://localhost:8484.evil.test", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://user@localhost:8484", 403},
		{"http://localhost:8484", "localhost:8484", false, "http://localhost:8484 http://evil.test", 403},
		{"http://localhost:8484", "localhost:8484", false, "file://", 403},
		{"http://localhost:8484", "localhost:8484", false, "ftp://localhost:8484", 403},
		{"http://localhost:8484", "localhost:8484", false, "chrome-extension://localhost:8484", 403},
		{"http://localhost", "localhost", false, "https://localhost", 403}, // another server, on port 443
		{"http://localhost", "localhost", true, "http://localhost", 200},   // of the base URL
		{"https://localhost", "localhost", true, "http://localhost", 403},  // another server, on port 80
		{"http://localhost", "localhost", false, "http://localhost:3000", 403},
		{"http://localhost:8484", "proxy.test", false, "https://proxy.test:8443", 403},
	} {
		p := policy(t, test.base, "")
		r := httptest.NewRequest(http.MethodGet, "/_mock/state", nil)
		r.Host = test.host
		r.Header.Set("Origin", test.origin)
		if test.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := status(p, r); got != test.want {
			t.Errorf("%+v: %d", test, got)
		}
		if p.FromOtherPage(r) != (test.want != http.StatusOK) {
			t.Errorf("%+v: from another page: %t", test, p.FromOtherPage(r))
		}
	}
}

func TestPolicy_Check_FetchMetadata(t *testing.T) {
	t.Parallel()
	p := policy(t, "http://localhost:8484", "")
	for site, want := range map[string]int{
		"same-origin": 200, "none": 200, "same-site": 403, "cross-site": 403, "": 403, "new": 403,
	} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost:8484/_mock/state", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		if got := status(p, r); got != want {
			t.Errorf("Sec-Fetch-Site %q: %d, want %d", site, got, want)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Add("Sec-Fetch-Site", site)
		if got := status(p, r); got != want {
			t.Errorf("a second Sec-Fetch-Site %q: %d, want %d", site, got, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8484/_mock/state", nil)
	r.Header["Origin"] = []string{"http://localhost:8484", "http://evil.test"}
	if got := status(p, r); got != http.StatusForbidden {
		t.Errorf("two origins: %d", got)
	}
}

func TestPolicy_Check_ContentType(t *testing.T) {
	t.Parallel()
	p := policy(t, "http://localhost:8484", "")
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "TRACE", "INVENTED", "get"} {
		for _, test := range []struct {
			types []string
			want  int
		}{
			{[]string{"application/json"}, 200},
			{[]string{"application/json; charset=utf-8"}, 200},
			{[]string{"APPLICATION/JSON;charset=UTF-8"}, 200},
			{nil, 415},
			{[]string{""}, 415},
			{[]string{"text/plain"}, 415},
			{[]string{"text/plain; application/json"}, 415},
			{[]string{"text/plain;x=application/json"}, 415},
			{[]string{"application/json, text/plain"}, 415},
			{[]string{"application/json", "text/plain"}, 415},
			{[]string{"text/plain", "application/json"}, 415},
			{[]string{"application/x-www-form-urlencoded"}, 415},
			{[]string{"multipart/form-data; boundary=x"}, 415},
			{[]string{"application/jsonp"}, 415},
			{[]string{"application/problem+json"}, 415},
			{[]string{"json"}, 415},
			{[]string{"application/json; charset"}, 415},
		} {
			r := httptest.NewRequest(method, "http://localhost:8484/_mock/reset", nil)
			r.Header["Content-Type"] = test.types
			if got := status(p, r); got != test.want {
				t.Errorf("%s with %q: %d, want %d", method, test.types, got, test.want)
			}
		}
	}
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		r := httptest.NewRequest(method, "http://localhost:8484/_mock/state", nil)
		if got := status(p, r); got != http.StatusOK {
			t.Errorf("%s: %d", method, got)
		}
	}
}

// TestPolicy_FromOtherPage_Rebound checks a request of a page whose host name resolves to the server, so that the host
// of its origin is also the host of the request.
func TestPolicy_FromOtherPage_Rebound(t *testing.T) {
	t.Parallel()
	p := policy(t, "http://localhost:8484", "")
	r := httptest.NewRequest(http.MethodPost, "http://evil.test:8484/api/v1/files/upload", nil)
	if p.FromOtherPage(r) {
		t.Error("a request of a program is reported as one of a page")
	}
	r.Header.Set("Origin", "http://evil.test:8484")
	if !p.FromOtherPage(r) {
		t.Error("the page is reported as one of the server")
	}
}

func TestPolicy_FromElsewhere(t *testing.T) {
	t.Parallel()
	pipe, _ := net.Pipe()
	p := policy(t, "http://localhost:8484", "secret")
	for _, test := range []struct {
		local any
		want  bool
	}{
		{nil, false},
		{&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, false},
		{&net.TCPAddr{IP: net.ParseIP("::ffff:127.0.0.1")}, false},
		{&net.UDPAddr{IP: net.IPv6loopback}, false},
		{&net.UnixAddr{Name: "/run/mock", Net: "unix"}, false},
		{pipe.LocalAddr(), false},
		{&net.TCPAddr{IP: net.IPv4(192, 0, 2, 7)}, true},
		{&net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth0"}, true},
		{&net.UDPAddr{IP: net.IPv4(192, 0, 2, 7)}, true},
		{tunnel{}, true},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost:8484/api/v1/files/upload", nil)
		if test.local != nil {
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, test.local))
		}
		if got := p.FromElsewhere(r); got != test.want {
			t.Errorf("%T %v: %t", test.local, test.local, got)
		}
		open := policy(t, "http://localhost:8484", "")
		if got, want := status(open, r), map[bool]int{true: 403, false: 415}[test.want]; got != want {
			t.Errorf("%T %v, without a token: %d, want %d", test.local, test.local, got, want)
		}
	}
}

// tunnel is an address that is not an IP address.
type tunnel struct{}

func (tunnel) Network() string { return "tunnel" }
func (tunnel) String() string  { return "session 1" }

func TestPolicy_Check_MockServer(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8484/_mock/state", nil)
	r.Header.Set("Authorization", "Bearer secret")
	for agent, want := range map[string]int{access.UserAgent: 403, "curl/8.0": 200, "": 200} {
		r.Header.Set("User-Agent", agent)
		if got := status(policy(t, "http://localhost:8484", "secret"), r); got != want {
			t.Errorf("User-Agent %q: %d, want %d", agent, got, want)
		}
	}
}
