// Package origin checks whether a configured origin of web pages has the form that browsers send in the Origin header.
package origin

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Check returns an error if no browser sends origin in the Origin header, because a comparison with origin would always
// fail. The error contains the origin that a browser sends instead, if it can be determined, but no user name and no
// part of the URL after the host. Its text continues a sentence that begins with the name of the setting.
func Check(origin string) error {
	switch {
	case strings.TrimSpace(origin) == "":
		return errors.New("is empty")
	case origin == "null":
		return errors.New(`is "null", the origin of all pages without their own, such as sandboxed frames`)
	case strings.Contains(origin, "*"):
		return errors.New("has a wildcard: list each origin")
	case strings.ContainsAny(strings.TrimSpace(origin), ", \t\r\n"):
		return errors.New("has a comma or white space: list each origin separately")
	}
	sent, err := browserOrigin(strings.TrimSpace(origin))
	if err != nil {
		return err
	}
	if sent != origin {
		return fmt.Errorf("is not in the form that browsers send: use %q", sent)
	}
	return nil
}

// browserOrigin returns the Origin header that a browser sends for a page with an address.
func browserOrigin(address string) (string, error) {
	address = strings.ReplaceAll(address, `\`, "/")
	if !strings.Contains(address, "://") {
		address = "https://" + strings.TrimLeft(address, "/") // the most likely scheme
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Hostname() == "" {
		return "", errors.New("is not scheme://host or scheme://host:port")
	}
	if u.Scheme == "file" || u.Scheme == "data" || u.Scheme == "blob" {
		return "", fmt.Errorf("has the scheme %s, for which browsers send no origin", u.Scheme)
	}
	host, err := browserHost(u.Hostname())
	if err != nil {
		return "", err
	}
	port, err := browserPort(u.Scheme, u.Port())
	if err != nil {
		return "", err
	}
	return u.Scheme + "://" + host + port, nil // url.Parse returns the scheme in lower case
}

// browserHost returns a host as browsers write it: in lower case and ASCII, addresses in their shortest form.
func browserHost(host string) (string, error) {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Zone() == "" {
		if ip.Is6() {
			return "[" + browserIPv6(ip) + "]", nil
		}
		return ip.String(), nil
	}
	ascii, err := asciiHost(strings.ToLower(host))
	if err != nil || ascii == "" || strings.ContainsFunc(ascii, isInvalidHostRune) {
		return "", errors.New("has an invalid host name")
	}
	if labels := strings.Split(strings.TrimSuffix(ascii, "."), "."); isNumeric(labels[len(labels)-1]) {
		return "", errors.New("has a host that ends in a number but is not an IP address in the standard form")
	}
	return ascii, nil
}

// browserIPv6 returns an address without the dotted form that Go uses for mapped IPv4 addresses.
func browserIPv6(ip netip.Addr) string {
	if !ip.Is4In6() {
		return ip.String()
	}
	b := ip.As16()
	return fmt.Sprintf("::ffff:%x:%x", uint(b[12])<<8|uint(b[13]), uint(b[14])<<8|uint(b[15]))
}

// asciiHost returns a host name in ASCII, with internationalized labels in the form xn--. It takes this form from the
// Host header that the standard library writes.
func asciiHost(host string) (string, error) {
	var request bytes.Buffer
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host}, Host: host}
	if err := r.Write(&request); err != nil {
		return "", err
	}
	_, value, _ := strings.Cut(request.String(), "\r\nHost: ")
	value, _, _ = strings.Cut(value, "\r\n")
	return value, nil
}

func isInvalidHostRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
}

// isNumeric reports whether browsers parse label, the last one of a host, as a number, and therefore the host as an
// IPv4 address.
func isNumeric(label string) bool {
	if digits, isHex := strings.CutPrefix(label, "0x"); isHex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}

// browserPort returns ":port", or nothing for the default port of the scheme.
func browserPort(scheme, port string) (string, error) {
	if port == "" {
		return "", nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", errors.New("has a port above 65535")
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return "", nil
	}
	return ":" + strconv.FormatUint(n, 10), nil
}
