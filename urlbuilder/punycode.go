package urlbuilder

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
