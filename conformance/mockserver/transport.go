package mockserver

import (
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/selfsigned"
)

// newTransport returns a transport like http.DefaultTransport, which tests may have replaced by another type.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// trustingClient returns an HTTP client that trusts only the given certificate.
func trustingClient(c *selfsigned.Certificate) *http.Client {
	transport := newTransport()
	transport.TLSClientConfig = c.ClientConfig()
	return &http.Client{Transport: transport}
}

// agentTransport sets the User-Agent of requests that send webhooks. Control endpoints reject requests with it, so that
// webhooks cannot be used to control a mock server.
type agentTransport struct{ *http.Transport }

// RoundTrip implements http.RoundTripper.
func (t agentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", access.UserAgent)
	return t.Transport.RoundTrip(r)
}
