package imagekit_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestClient_Redirect_OtherHost redirects a call to other hosts, ports and schemes, in various spellings. No request is
// sent there, neither with the private key nor with its own credentials.
func TestClient_Redirect_OtherHost(t *testing.T) {
	t.Parallel()
	otherServer := rawServer(t, func(conn net.Conn) {
		head, _ := readHead(bufio.NewReader(conn))
		t.Errorf("another server got %q", head)
	})
	_, otherPort, _ := net.SplitHostPort(otherServer)
	for name, location := range map[string]func(self *url.URL) []string{
		"another host": func(u *url.URL) []string { return []string{u.Scheme + "://" + otherServer + u.Path} },
		"another name": func(u *url.URL) []string { return []string{u.Scheme + "://localhost:" + u.Port()} },
		"another port": func(u *url.URL) []string {
			return []string{u.Scheme + "://" + u.Hostname() + ":" + otherPort}
		},
		"no port":                func(u *url.URL) []string { return []string{u.Scheme + "://" + u.Hostname()} },
		"another scheme":         func(u *url.URL) []string { return []string{otherScheme(u) + "://" + u.Host} },
		"no scheme":              func(*url.URL) []string { return []string{"//" + otherServer + "/a"} },
		"no scheme, backslashes": func(*url.URL) []string { return []string{`\\` + otherServer + "/a"} },
		"a user": func(u *url.URL) []string {
			return []string{u.Scheme + "://user:password@" + u.Host}
		},
		"the host as user": func(u *url.URL) []string {
			return []string{u.Scheme + "://" + u.Host + "@" + otherServer}
		},
		"a longer host": func(u *url.URL) []string {
			return []string{u.Scheme + "://" + u.Host + ".evil.test"}
		},
		"a file":        func(*url.URL) []string { return []string{"file:///etc/passwd"} },
		"an opaque URL": func(u *url.URL) []string { return []string{u.Scheme + ":" + otherServer} },
		"two locations": func(u *url.URL) []string { return []string{u.Scheme + "://" + otherServer, "/here"} },
	} {
		for _, secure := range []bool{false, true} {
			t.Run(name+" with "+map[bool]string{false: "http", true: "https"}[secure], func(t *testing.T) {
				t.Parallel()
				checkRedirect(t, location, secure)
			})
		}
	}
}

// checkRedirect redirects a call with the private key, and an upload with its own credentials.
func checkRedirect(t *testing.T, location func(self *url.URL) []string, secure bool) {
	t.Helper()
	var requests atomic.Int64
	var self *url.URL
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		requests.Add(1)
		w.Header()["Location"] = location(self)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	self, _ = url.Parse(server.URL)
	ik := newClient(t, imagekit.WithBaseURL(server.URL), imagekit.WithHTTPClient(server.Client()))
	_, details := ik.GetFileDetails(t.Context(), "id")
	token := text("x")
	token.Token, token.Signature, token.Expire, token.PublicKey = new("token-1"), new("signature-1"),
		new(int64(1)), new("public-1")
	_, upload := ik.Upload(t.Context(), token)
	for call, err := range map[string]error{"with the key": details, "with its own credentials": upload} {
		isRefused := errors.Is(err, imagekit.ErrHostNotAllowed) &&
			!errors.Is(err, imagekit.ErrOutcomeUnknown)
		isNoURL := err != nil && strings.Contains(err.Error(), "failed to parse Location")
		if !isRefused && !isNoURL || strings.Contains(err.Error(), "password") {
			t.Errorf("%s: got %v", call, err)
		}
	}
	if n := requests.Load(); n != 2 {
		t.Errorf("the server got %d requests, want the two that were redirected", n)
	}
}

func otherScheme(u *url.URL) string {
	if u.Scheme == "http" {
		return "https"
	}
	return "http"
}

// newProxyClient returns a client that connects to its server through a proxy.
func newProxyClient(t *testing.T, base, proxy string, roots *http.Transport) *imagekit.Client {
	t.Helper()
	wire := &http.Transport{
		Proxy:                  http.ProxyURL(&url.URL{Scheme: "http", Host: proxy}),
		MaxResponseHeaderBytes: 256 << 10,
	}
	if roots != nil {
		wire.TLSClientConfig = roots.TLSClientConfig.Clone()
	}
	t.Cleanup(wire.CloseIdleConnections)
	return newClient(t, imagekit.WithBaseURL(base), imagekit.WithHTTPClient(&http.Client{Transport: wire}), quick)
}

// TestClient_Proxy_ConnectFails uses proxies that do not connect to the service. They do not get the private key, and
// the call does not fail with ErrOutcomeUnknown, because the service has not acted.
func TestClient_Proxy_ConnectFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ answer, again, want string }{
		"requires a password": {
			answer: "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
			want:   "Proxy Authentication Required",
		},
		"refuses": {answer: "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!!", want: "Forbidden"},
		"fails": {
			answer: "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>",
			want:   "Bad Gateway",
		},
		"redirects": {answer: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", want: "Found"},
		"switches protocols": {
			answer: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
			want:   "Switching Protocols",
		},
		"no response":          {answer: "", want: "EOF"},
		"another protocol":     {answer: "SSH-2.0-OpenSSH_9.6\r\n", want: "malformed"},
		"endless headers":      {answer: "HTTP/1.1 200 OK\r\n", again: "X-A: b\r\n", want: ""},
		"connects and closes":  {answer: "HTTP/1.1 200 OK\r\n\r\n", want: ""}, // EOF or a reset
		"connects and answers": {answer: "HTTP/1.1 200 OK\r\n\r\n" + okJSON, want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy := rawServer(t, func(conn net.Conn) {
				head, _ := readHead(bufio.NewReader(conn))
				if !strings.HasPrefix(head, "CONNECT api.test:443 ") || strings.Contains(head, "uthorization") {
					t.Errorf("the proxy got %q", head)
				}
				_, err := io.WriteString(conn, test.answer)
				for err == nil && test.again != "" {
					_, err = io.WriteString(conn, test.again)
				}
			})
			err := newProxyClient(t, "https://api.test", proxy, nil).CopyFile(t.Context(),
				imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
			if err == nil || !strings.Contains(err.Error(), test.want) || errors.Is(err, imagekit.ErrOutcomeUnknown) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestClient_Proxy_OwnResponse uses a proxy that answers requests to a service without TLS with its own pages.
func TestClient_Proxy_OwnResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		want    string
		unknown bool
	}{
		"login page":          {200, "text/html", true},
		"requires a password": {407, "407", false},
		"down":                {502, "502", true},
	} {
		proxy := rawServer(t, func(conn net.Conn) {
			r, err := http.ReadRequest(bufio.NewReader(conn))
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			page := "<html><title>Proxy</title></html>"
			res := &http.Response{
				StatusCode: test.status, ProtoMajor: 1, ProtoMinor: 1, Close: true,
				ContentLength: int64(len(page)), Body: io.NopCloser(strings.NewReader(page)),
			}
			res.Header = http.Header{"Content-Type": {"text/html"}, "Proxy-Authenticate": {"Basic"}}
			_ = res.Write(conn)
		})
		err := newProxyClient(t, "http://127.0.0.9", proxy, nil).CopyFile(t.Context(),
			imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
		if err == nil || !strings.Contains(err.Error(), test.want) ||
			errors.Is(err, imagekit.ErrOutcomeUnknown) != test.unknown {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestClient_Proxy_Tunnel checks that a proxy that connects to the service does not get the private key.
func TestClient_Proxy_Tunnel(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"name":"a"}`)
	}))
	t.Cleanup(server.Close)
	proxy := rawServer(t, func(conn net.Conn) {
		reader := bufio.NewReader(conn)
		if head, _ := readHead(reader); strings.Contains(head, "uthorization") {
			t.Errorf("the proxy got %q", head)
		}
		next, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer next.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(next, reader); next.Close() }()
		_, _ = io.Copy(conn, next)
	})
	roots := server.Client().Transport.(*http.Transport).Clone()
	roots.TLSClientConfig = &tls.Config{
		RootCAs: roots.TLSClientConfig.RootCAs, ServerName: "example.com",
		MinVersion: tls.VersionTLS12,
	}
	if file, err := newProxyClient(t, "https://api.test", proxy, roots).GetFileDetails(t.Context(), "id"); err != nil ||
		file.Name != "a" {
		t.Errorf("got %+v, %v", file, err)
	}
}

func TestClient_Redirect_Credentials(t *testing.T) {
	t.Parallel()
	otherServer := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed to another server")
	}))
	t.Cleanup(otherServer.Close)
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if !ok || user != privateKey || password != "" {
			t.Errorf("%s: got Authorization %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		switch {
		case strings.Contains(r.URL.Path, "elsewhere"):
			http.Redirect(w, r, otherServer.URL, http.StatusTemporaryRedirect)
		case strings.Contains(r.URL.Path, "moved"):
			http.Redirect(w, r, "/prefix/v1/files/here/details", http.StatusTemporaryRedirect)
		default:
			_, _ = io.WriteString(w, `{"name":"a.jpg"}`)
		}
	})
	if _, err := ik.GetFileDetails(t.Context(), "elsewhere"); !errors.Is(err, imagekit.ErrHostNotAllowed) {
		t.Errorf("redirect to another server: got %v", err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "moved"); err != nil || file.Name != "a.jpg" {
		t.Errorf("redirect within the server: got %v, %v", file, err)
	}
	if _, err := ik.PurgeCache(t.Context(), imagekit.PurgeCacheRequest{URL: "https://elsewhere.example"}); err != nil {
		t.Error(err)
	}
}

// TestClient_Redirect_ErrorRedacted checks the errors of clients that refuse redirects or follow too many: they do not
// contain the secret of the location.
func TestClient_Redirect_ErrorRedacted(t *testing.T) {
	t.Parallel()
	for status, unknown := range map[int]bool{303: true, 307: false} {
		for name, check := range map[string]func(*http.Request, []*http.Request) error{
			"by default":    nil,
			"refused":       func(*http.Request, []*http.Request) error { return errors.New("no") },
			"last response": func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		} {
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				http.Redirect(w, r, "/prefix/again?url=https://ik.imagekit.io/demo/a.jpg%3Fik-s=SIGNED", status)
			}, imagekit.WithHTTPClient(&http.Client{CheckRedirect: check}))
			err := ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
			if err == nil || strings.Contains(err.Error(), "SIGNED") ||
				errors.Is(err, imagekit.ErrOutcomeUnknown) != unknown {
				t.Errorf("%d, %s: got %v", status, name, err)
			}
		}
	}
}

func TestClient_Redirect_MethodChange(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Errorf("%s was followed", r.Method)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		http.Redirect(w, r, "/prefix/elsewhere", http.StatusFound)
	})
	if err := ik.DeleteFile(t.Context(), "id"); !errors.Is(err, imagekit.ErrHostNotAllowed) {
		t.Errorf("delete: got %v", err)
	}
	file := imagekit.FromBytes([]byte("abc"))
	if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: file, FileName: "a"}); !errors.Is(err,
		imagekit.ErrHostNotAllowed) {
		t.Errorf("upload: got %v", err)
	}
}

// TestWithHTTPClient_CheckRedirect_TLS checks that a redirect policy sees the state of the connection.
func TestWithHTTPClient_CheckRedirect_TLS(t *testing.T) {
	server := httptest.NewTLSServer(http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect))
	t.Cleanup(server.Close)
	trust(t, server)
	var state *tls.ConnectionState
	ik := newClient(t, imagekit.WithBaseURL(server.URL), imagekit.WithHTTPClient(&http.Client{
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			state = r.Response.TLS
			return http.ErrUseLastResponse
		},
	}))
	if _, err := ik.GetFileDetails(t.Context(), "id"); err == nil || state == nil {
		t.Errorf("got state %v, error %v", state, err)
	}
}
