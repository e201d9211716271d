package urlbuilder

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isHost reports whether a host, with or without port, stands in a URL as a browser writes it: url.Parse lets more through. A name in another
// script must be given in its ASCII form.
//
// See https://url.spec.whatwg.org/#host-parsing
func isHost(u *url.URL) bool {
	host, port := u.Hostname(), u.Port()
	if strings.HasSuffix(u.Host, ":") || !isPort(port) {
		return false
	}
	if strings.HasPrefix(u.Host, "[") {
		address, err := netip.ParseAddr(host)
		return err == nil && !address.Is4In6() && address.Zone() == "" && address.String() == strings.ToLower(host)
	}
	return isDomain(strings.ToLower(host))
}

// isPort reports whether a port is empty or a number without leading zeros.
func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && strconv.FormatUint(n, 10) == port
}

// isDomain reports whether a host in lower case is a name, or an IPv4 address of four decimal numbers.
func isDomain(host string) bool {
	for i := range len(host) {
		if allowed[host[i]]&inForm == 0 {
			return false
		}
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if last == "" && len(labels) > 1 {
		last = labels[len(labels)-2]
	}
	if isNumber(last) {
		address, err := netip.ParseAddr(host)
		return err == nil && address.Is4()
	}
	for _, label := range labels {
		if encoded, ok := strings.CutPrefix(label, "xn--"); ok && !isPunycode(encoded) {
			return false
		}
	}
	return host != "" && host != "."
}

// isNumber reports whether a browser takes the last label of a host for a number, and with it the host for an IPv4 address.
func isNumber(label string) bool {
	if label != "" && strings.Trim(label, "0123456789") == "" {
		return true
	}
	digits, ok := strings.CutPrefix(label, "0x")
	return ok && strings.Trim(digits, "0123456789abcdef") == ""
}

// isPunycode reports whether the text behind xn-- is the encoding of a label with letters of another script, in lower case.
func isPunycode(encoded string) bool {
	label, ok := decodePunycode(encoded)
	if !ok || len(label) == 0 || unicode.IsMark(label[0]) {
		return false
	}
	ascii := true
	for _, r := range label {
		if r >= utf8.RuneSelf {
			ascii = false
			if !unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.So) || unicode.ToLower(r) != r {
				return false
			}
		}
	}
	return !ascii
}

// decodePunycode decodes the text behind xn--. RFC 3492 names the constants.
func decodePunycode(encoded string) (label []rune, ok bool) {
	const base, tMin, tMax, skew, damp, initialBias, initialN, longest = 36, 1, 26, 38, 700, 72, 128, 63
	if len(encoded) > longest {
		return nil, false
	}
	rest := encoded
	if i := strings.LastIndexByte(encoded, '-'); i >= 0 {
		label, rest = []rune(encoded[:i]), encoded[i+1:]
		if i == 0 {
			return nil, false // a delimiter without anything before it
		}
	}
	n, i, bias := rune(initialN), 0, initialBias
	for first := true; rest != ""; first = false {
		before, weight := i, 1
		for k := base; ; k += base {
			if rest == "" || weight > 1<<26 {
				return nil, false
			}
			digit, ok := punycodeDigit(rest[0])
			if !ok {
				return nil, false
			}
			rest = rest[1:]
			i += digit * weight
			t := min(max(k-bias, tMin), tMax)
			if digit < t {
				break
			}
			weight *= base - t
		}
		count := len(label) + 1
		delta := (i - before) / 2
		if first {
			delta = (i - before) / damp
		}
		delta += delta / count
		k := 0
		for ; delta > (base-tMin)*tMax/2; k += base {
			delta /= base - tMin
		}
		bias = k + (base-tMin+1)*delta/(delta+skew)
		if n += rune(i / count); n > unicode.MaxRune || n < 0 || !utf8.ValidRune(n) {
			return nil, false
		}
		i %= count
		label = append(label[:i], append([]rune{n}, label[i:]...)...)
		i++
	}
	return label, true
}

func punycodeDigit(c byte) (digit int, ok bool) {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c - 'a'), true
	case '0' <= c && c <= '9':
		return int(c-'0') + 26, true
	}
	return 0, false
}

// canonicalHost is the host in lower case, without the port that its scheme implies.
func canonicalHost(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}
