package mockserver_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// trustingTransport returns a transport that trusts the server and closes each connection after one request.
func trustingTransport(t *testing.T, s *mockserver.Server) *http.Transport {
	t.Helper()
	roots := x509.NewCertPool()
	if pem := s.Certificate(); pem != nil && !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("invalid certificate: %s", pem)
	}
	return &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots}}
}

func TestWithTLS(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithTLS())
	if !strings.HasPrefix(s.URL(), "https://127.0.0.1:") || !strings.HasPrefix(s.URLEndpoint(), s.URL()+"/") {
		t.Errorf("URL %s, endpoint %s", s.URL(), s.URLEndpoint())
	}
	ik := clientOf(t, s)
	file, err := ik.Upload(t.Context(),
		imagekit.UploadRequest{File: imagekit.FromBytes([]byte("hello")), FileName: "a.txt"})
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost"} {
		u, _ := url.Parse(file.URL)
		u.Host = host + ":" + u.Port()
		res, err := trustingTransport(t, s).RoundTrip(newRequest(t, http.MethodGet, u.String(), nil))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	if res, err := http.Get(file.URL); err == nil {
		_ = res.Body.Close()
		t.Error("a client without the certificate trusts the server")
	}
}

func TestServer_Certificate(t *testing.T) {
	t.Parallel()
	s := mockserver.Start(t, mockserver.WithTLS(), mockserver.WithURL("https://imagekit.test:8443"))
	block, _ := pem.Decode(s.Certificate())
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"imagekit.test", "localhost", "127.0.0.1", "::1"} {
		if err := certificate.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	if err := certificate.VerifyHostname("other.test"); err == nil {
		t.Error("the certificate is valid for another host")
	}
	if mockserver.Start(t).Certificate() != nil {
		t.Error("a server without TLS has a certificate")
	}
}
