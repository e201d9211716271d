package mockserver

import (
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/selfsigned"
)

// newTransport makes one like http.DefaultTransport, which tests may have replaced by something of another type.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// trustingClient returns an HTTP client that trusts a certificate and no other.
func trustingClient(c *selfsigned.Certificate) *http.Client {
	transport := newTransport()
	transport.TLSClientConfig = c.ClientConfig()
	return &http.Client{Transport: transport}
}
