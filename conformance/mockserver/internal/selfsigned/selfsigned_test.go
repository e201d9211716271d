package selfsigned_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/selfsigned"
)

func newCertificate(t *testing.T, host string) *selfsigned.Certificate {
	t.Helper()
	c, err := selfsigned.New(host)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNew_Hosts(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"imagekit.test", "192.0.2.1", "2001:db8::1"} {
		block, rest := pem.Decode(newCertificate(t, host).PEM())
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil || len(rest) > 0 {
			t.Fatalf("error %v, %d bytes after the certificate", err, len(rest))
		}
		for _, name := range []string{host, "localhost", "127.0.0.1", "::1"} {
			if err := certificate.VerifyHostname(name); err != nil {
				t.Error(err)
			}
		}
		if err := certificate.VerifyHostname("other.test"); err == nil {
			t.Error("the certificate is valid for another host")
		}
	}
}

func TestCertificate_Listener(t *testing.T) {
	t.Parallel()
	c := newCertificate(t, "localhost")
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := c.Listener(plain)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "hello")
			_ = conn.Close()
		}
	}()
	trusting := c.ClientConfig()
	trusting.NextProtos = []string{"h2", "http/1.1"}
	conn, err := tls.Dial("tcp", l.Addr().String(), trusting)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if text, err := io.ReadAll(conn); string(text) != "hello" || err != nil {
		t.Errorf("read %q, error %v", text, err)
	}
	if protocol := conn.ConnectionState().NegotiatedProtocol; protocol != "http/1.1" {
		t.Errorf("the protocol is %q", protocol)
	}
	if other, err := tls.Dial("tcp", l.Addr().String(), newCertificate(t, "localhost").ClientConfig()); err == nil {
		_ = other.Close()
		t.Error("a client that trusts another certificate trusts this one")
	}
}
