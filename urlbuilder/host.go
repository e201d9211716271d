package urlbuilder

import (
	"net/netip"
	"strconv"
	"strings"
)

// address contains the unchanged parts of an absolute URL, without the separators between them.
type address struct {
	scheme string // https:// or http://; empty for any other URL
	host   string // with a port, if there is one
	path   string // with its leading slash
	query  string
}

// splitURL splits an http or https URL without a fragment.
func splitURL(rawURL string) address {
	scheme, rest, found := strings.Cut(rawURL, "://")
	scheme = strings.ToLower(scheme)
	if !found || scheme != "http" && scheme != "https" {
		return address{}
	}
	rest, query, _ := strings.Cut(rest, "?")
	host, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	return address{scheme: scheme + "://", host: host, path: path, query: query}
}

// cleanHost returns a host with its port in the form that browsers write: in lower case, without the default port of
// the scheme. ok is false for a host that browsers refuse or rewrite, such as 127.1. An internationalized name must be
// in its ASCII form (Punycode).
//
// See https://url.spec.whatwg.org/#host-parsing
func cleanHost(scheme, hostPort string) (clean string, ok bool) {
	hostPort = strings.ToLower(hostPort)
	host, port := hostPort, ""
	if i := strings.LastIndexByte(hostPort, ':'); i > strings.LastIndexByte(hostPort, ']') {
		if host, port = hostPort[:i], hostPort[i+1:]; !isPort(port) {
			return "", false
		}
	}
	if inner, isV6 := strings.CutPrefix(host, "["); isV6 {
		ok = isIPv6(strings.TrimSuffix(inner, "]")) && strings.HasSuffix(host, "]")
	} else {
		ok = isDomain(host)
	}
	if port == "" || scheme == "https://" && port == "443" || scheme == "http://" && port == "80" {
		return host, ok
	}
	return hostPort, ok
}

// isIPv6 reports whether text is an IPv6 address in lower case and in its shortest form, without a zone and without an
// embedded IPv4 address.
func isIPv6(text string) bool {
	a, err := netip.ParseAddr(strings.Clone(text))
	return err == nil && a.Is6() && !a.Is4In6() && a.Zone() == "" && a.String() == text
}

// isPort reports whether a port is a number without leading zeros.
func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == port
}

// isDomain reports whether a host in lower case is a domain name, or an IPv4 address of four decimal numbers.
func isDomain(host string) bool {
	for i := range len(host) {
		if allowed[host[i]]&inForm == 0 {
			return false
		}
	}
	if isNumber(lastLabel(host)) {
		address, err := netip.ParseAddr(strings.Clone(host))
		return err == nil && address.Is4()
	}
	for rest, more := host, true; more; {
		var label string
		label, rest, more = strings.Cut(rest, ".")
		if encoded, ok := strings.CutPrefix(label, "xn--"); ok && !isPunycode(encoded) {
			return false
		}
	}
	return host != "" && host != "."
}

// lastLabel returns the text after the last dot of a host. A dot at the end of the host is ignored.
func lastLabel(host string) string {
	host = strings.TrimSuffix(host, ".")
	return host[strings.LastIndexByte(host, '.')+1:]
}

// isNumber reports whether browsers read the last label of a host as a number. If so, they parse the host as an IPv4
// address.
func isNumber(label string) bool {
	if label != "" && strings.Trim(label, "0123456789") == "" {
		return true
	}
	digits, ok := strings.CutPrefix(label, "0x")
	return ok && strings.Trim(digits, "0123456789abcdef") == ""
}
