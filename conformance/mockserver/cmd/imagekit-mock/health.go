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

// healthTimeout is how long the server has to answer a health check.
const healthTimeout = 3 * time.Second

// checkHealth returns an error unless a server with these settings answers on this machine. It uses the address, the
// prefix and whether the server has TLS.
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
		return fmt.Errorf("the server at %s does not answer: %w", s.addr, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server at %s answers the health check with %s", s.addr, res.Status)
	}
	return nil
}

// healthTransport connects to the address of the server, whatever the host of a request is. An address without a host,
// or with an unspecified one such as 0.0.0.0, is one of this machine.
func (s *settings) healthTransport() *http.Transport {
	return &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.addr)
		},
		TLSClientConfig: &tls.Config{
			InsecureSkipVerify: true, //nolint:gosec // the server makes its certificate, and the request has no secret
		},
	}
}
