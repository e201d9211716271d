package access

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Host is a normalised host of a header Host or of an origin: a name in lower case without a final dot, or an IP
// address without brackets.
type Host struct {
	Name string
	Port string // empty if it is not given
}

var hostName = regexp.MustCompile(`^[a-z0-9._-]+$`)

// ParseHost parses a name, an IPv4 or an IPv6 address, each with or without a port: mock.test, mock.test:8484, fd00::1,
// [fd00::1]:8484.
func ParseHost(text string) (Host, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		return Host{Name: canonical(addr)}, nil
	}
	h := splitHost(text)
	addr, err := netip.ParseAddr(h.Name)
	switch {
	case err == nil && addr.Zone() == "":
		return h, nil
	case hostName.MatchString(h.Name):
		return h, nil
	}
	return Host{}, fmt.Errorf("%q is not a host; use a name such as mock.test or an IP address, without a scheme",
		text)
}

// splitHost parses a host. It does not fail: it gives a malformed host a name that no server has.
func splitHost(text string) Host {
	u := url.URL{Host: text}
	h := Host{strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()}
	if addr, err := netip.ParseAddr(h.Name); err == nil && addr.Zone() == "" {
		h.Name = canonical(addr)
	}
	return h
}

// canonical returns the normalised text of an address.
func canonical(addr netip.Addr) string { return addr.Unmap().String() }

// IsLoopback reports whether a host always refers to this machine: an address in 127.0.0.0/8, ::1, localhost, or a name
// that ends in .localhost, which RFC 6761 reserves for this.
func (h Host) IsLoopback() bool {
	addr, err := netip.ParseAddr(h.Name)
	return h.Name == "localhost" || strings.HasSuffix(h.Name, ".localhost") ||
		err == nil && addr.Zone() == "" && addr.IsLoopback()
}

// includes reports whether h matches other. Without a port, h matches every port.
func (h Host) includes(other Host) bool {
	return h.Name == other.Name && (h.Port == "" || h.Port == other.Port)
}

// reached returns the IP address at which a request has arrived. known is false in tests without a network, and if the
// listener has another kind of address, such as that of a Unix socket or a tunnel.
func reached(r *http.Request) (addr netip.Addr, known bool) {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return netip.Addr{}, false
	}
	at, err := netip.ParseAddrPort(local.String())
	return at.Addr().WithZone("").Unmap(), err == nil
}

// isLocal reports whether a request has arrived at an address that other machines cannot reach.
func isLocal(r *http.Request) bool {
	if addr, known := reached(r); known {
		return addr.IsLoopback()
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return !ok || local.Network() == "unix" || local.Network() == "pipe" // of net.Pipe
}
