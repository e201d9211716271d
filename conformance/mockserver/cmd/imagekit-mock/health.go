package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path"
	"time"
)

// healthTimeout is how long a health check waits for the response.
const healthTimeout = 3 * time.Second

// checkHealth returns an error if the server on this machine that has the address, the prefix and the TLS setting of s
// does not respond, or responds with a status other than 200.
func (s *settings) checkHealth(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	u := &url.URL{Scheme: "http", Host: "localhost", Path: path.Join("/", s.prefix, "_mock/health")}
	if s.tls {
		u.Scheme = "https"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return err
	}
	res, err := s.healthTransport().RoundTrip(req)
	if err != nil {
		return fmt.Errorf("no response from the server at %s: %w", s.addr, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server at %s responded to the health check with %s", s.addr, res.Status)
	}
	return nil
}

// healthTransport returns a transport that connects to the address of the server, and ignores the host of the request.
// An address without a host, or with an unspecified one such as 0.0.0.0, connects to this machine.
func (s *settings) healthTransport() *http.Transport {
	return &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.addr)
		},
		TLSClientConfig: &tls.Config{
			InsecureSkipVerify: true, //nolint:gosec // the certificate is self-signed, and the request has no secret
		},
	}
}
