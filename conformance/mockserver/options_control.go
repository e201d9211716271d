package mockserver

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/url"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

// WithAllowedHosts allows further hosts in requests to the control endpoints, such as the name of a container. A host
// is a host name or an IP address, with a port if only that port is allowed. Requests with any other host get 403,
// because a web page can point its own host name to this machine. These hosts are always allowed: localhost and names
// that end in .localhost, loopback addresses, the host of the URL that [WithURL] sets, the host in the address that
// [Listen] gets, and the IP address at which the request arrives. The API, uploads and delivery accept every host.
func WithAllowedHosts(hosts ...string) Option {
	return func(c *config) error {
		for _, text := range hosts {
			h, err := access.ParseHost(text)
			if err != nil {
				return fmt.Errorf("the allowed host %w", err)
			}
			c.allowedHosts = append(c.allowedHosts, h)
		}
		return nil
	}
}

// WithControlToken sets a token that requests to the control endpoints need: in the header "Authorization: Bearer
// TOKEN" or, in a browser, once as ?token=TOKEN. It may contain letters, digits and the characters -._~+/, and end with
// =. Without this option, requests need a token only if other machines can reach the server; see [Server.ControlToken].
// Methods of [Server] need no token.
func WithControlToken(token string) Option {
	return func(c *config) error { return setChecked(&c.controlToken, "control token", token, access.CheckToken) }
}

// ControlToken returns the token that requests to the control endpoints need, or an empty string if they need none. It
// is the token of [WithControlToken]. Without that option, the server generates a random token if other machines can
// reach it: if [Listen] listens at an address that is not a loopback address, or if the host in [Server.URL] is not
// localhost, a name that ends in .localhost, or a loopback address. If there is no token, and the handler is served at
// an address that is not a loopback address, requests to the control endpoints get 403. GET /_mock/health never needs a
// token.
func (s *Server) ControlToken() string { return s.config.controlToken }

// withListener sets the address of the listener. requested is the address that [Listen] got; its host is allowed in
// requests to the control endpoints.
func withListener(requested string, addr net.Addr) Option {
	return func(c *config) error {
		c.address = addr.String()
		tcp, ok := addr.(*net.TCPAddr)
		if ok && tcp.IP.IsUnspecified() {
			// URLs cannot have an unspecified address as their host. On this machine, localhost works.
			c.address = fmt.Sprintf("localhost:%d", tcp.Port)
		}
		c.exposed = !ok || !tcp.IP.IsLoopback()
		name, _, _ := net.SplitHostPort(requested)
		if h, err := access.ParseHost(name); err == nil {
			c.allowedHosts = append(c.allowedHosts, h)
		}
		return nil
	}
}

// setAccess sets the access rules of the control endpoints. The base URL must be set.
func (c *config) setAccess() error {
	base, err := url.Parse(c.baseURL)
	if err != nil {
		return err
	}
	host, err := access.ParseHost(base.Host)
	if c.controlToken == "" && (c.exposed || err != nil || !host.IsLoopback()) {
		c.controlToken = rand.Text()
	}
	c.access = &access.Policy{Base: base, Root: controlPath, Hosts: c.allowedHosts, Token: c.controlToken}
	return nil
}
