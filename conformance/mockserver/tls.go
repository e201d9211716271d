package mockserver

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"time"
)

// certificateLife is longer than any server runs.
const certificateLife = 365 * 24 * time.Hour

// WithTLS makes [Start] and [Listen] speak HTTPS, with a certificate that is made on the spot for localhost, 127.0.0.1,
// ::1 and the host of the server's URL. [Server.Client] trusts it; [Server.Certificate] is for everybody else. It is
// HTTP/1.1, whose connections faults can reset.
func WithTLS() Option {
	return func(c *config) error {
		c.tls = true
		return nil
	}
}

// Certificate returns the certificate of a server with [WithTLS] in PEM, and nil without.
func (s *Server) Certificate() []byte {
	if s.config.identity == nil {
		return nil
	}
	return bytes.Clone(s.config.identity.pem)
}

// identity is what a server shows to its clients.
type identity struct {
	certificate tls.Certificate
	pem         []byte
}

// newIdentity makes a certificate for a server at a URL. It vouches for itself, and is valid by the time of day:
// clients know no other clock.
func newIdentity(baseURL string) (*identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "ImageKit mock server"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(certificateLife),
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true, // some clients trust nothing else
	}
	addHost(template, baseURL)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &identity{
		certificate: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		pem:         pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
	}, nil
}

// addHost adds the host of a URL, which has been checked.
func addHost(c *x509.Certificate, baseURL string) {
	u, err := url.Parse(baseURL)
	if err != nil {
		return
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil {
		c.IPAddresses = append(c.IPAddresses, ip)
	} else {
		c.DNSNames = append(c.DNSNames, u.Hostname())
	}
}

// listener encrypts what another one accepts.
func (i *identity) listener(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{
		Certificates: []tls.Certificate{i.certificate},
		NextProtos:   []string{"http/1.1"},
		MinVersion:   tls.VersionTLS12,
	})
}

// client returns an HTTP client that trusts the certificate and no other.
func (i *identity) client() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(i.pem)
	transport := newTransport()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: transport}
}
