package mockserver

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/url"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

// WithAllowedHosts adds names under which clients reach the control endpoints, such as the name of a container: host
// names or IP addresses, each with a port if only that one is meant. Requests that name another host are refused with
// 403, because a web page can make its own name lead to this machine. Always allowed are localhost and names that end
// in .localhost, loopback addresses, the host of the URL that [WithURL] sets, the one that [Listen] is told to listen
// at, and the IP address at which the request arrives. The API, uploads and delivery answer for every host.
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

// WithControlToken sets a token that requests to the control endpoints need, in the header "Authorization: Bearer
// TOKEN" or, in a browser, once as ?token=TOKEN. It can have letters, digits and the characters -._~+/, with = at its
// end. Without this option, a token is needed only if other machines can reach the server; see [Server.ControlToken].
// Methods of [Server] need none.
func WithControlToken(token string) Option {
	return func(c *config) error { return setChecked(&c.controlToken, "control token", token, access.CheckToken) }
}

// ControlToken returns the token that requests to the control endpoints need, or an empty string if they need none. It
// is the one that [WithControlToken] has set. Otherwise [New] makes a random one if other machines can reach the
// server: if [Listen] listens at an address that is not a loopback address, or the host in [Server.URL] is not
// localhost, a name that ends in .localhost, or a loopback address. Without a token, a handler that is served at
// another address answers requests to the control endpoints with 403. GET /_mock/health never needs a token.
func (s *Server) ControlToken() string { return s.config.controlToken }

// withListener sets the address of the listener and where it was told to listen. The base URL follows when all options,
// such as the prefix, are known.
func withListener(told string, addr net.Addr) Option {
	return func(c *config) error {
		c.address = addr.String()
		tcp, ok := addr.(*net.TCPAddr)
		if ok && tcp.IP.IsUnspecified() {
			c.address = fmt.Sprintf("localhost:%d", tcp.Port) // clients on this machine can use it
		}
		c.exposed = !ok || !tcp.IP.IsLoopback()
		name, _, _ := net.SplitHostPort(told)
		if h, err := access.ParseHost(name); err == nil {
			c.allowedHosts = append(c.allowedHosts, h)
		}
		return nil
	}
}

// protect decides who may use the control endpoints, once the base URL is known.
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
