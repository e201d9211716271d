package urlbuilder

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// address is an absolute URL in parts. Each stands as it was written; the separators between them are left out.
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

// cleanHost returns a host with its port as browsers write them: in lower case, without the port that the scheme
// implies. It is not ok for one that browsers refuse or write in another way, such as 127.1. A name in another script
// must be given in its ASCII form.
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

// isIPv6 reports whether an address in lower case is in its shortest form, without a zone and without an IPv4 address
// in it.
func isIPv6(text string) bool {
	a, err := netip.ParseAddr(text)
	return err == nil && a.Is6() && !a.Is4In6() && a.Zone() == "" && a.String() == text
}

// isPort reports whether a port is a number without leading zeros.
func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == port
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

// isNumber reports whether a browser takes the last label of a host for a number, and with it the host for an IPv4
// address.
func isNumber(label string) bool {
	if label != "" && strings.Trim(label, "0123456789") == "" {
		return true
	}
	digits, ok := strings.CutPrefix(label, "0x")
	return ok && strings.Trim(digits, "0123456789abcdef") == ""
}

// joiners are characters within the words of some languages.
const joiners = "\u200c\u200d\u00b7\u30fb"

// isPunycode reports whether the text behind xn-- is the encoding of a label with letters of another script, in lower
// case. It does not have the tables of IDNA, and so takes some labels that browsers refuse.
func isPunycode(encoded string) bool {
	label, ok := decodePunycode(encoded)
	if !ok || len(label) == 0 || unicode.IsMark(label[0]) || strings.Trim(string(label), joiners) != string(label) {
		return false
	}
	ascii := true
	for _, r := range label {
		if r >= utf8.RuneSelf {
			ascii = false
			if !unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.So, unicode.Sm) &&
				!strings.ContainsRune(joiners, r) || unicode.ToLower(r) != r {
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
