package urlbuilder

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// joiners are characters that are not letters, but occur within the words of some languages.
const joiners = "\u200c\u200d\u00b7\u30fb"

// isPunycode reports whether encoded, the part of a label after xn--, encodes lower-case letters that are not all
// ASCII. It does not use the tables of IDNA, so it accepts some labels that browsers reject.
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

// The constants of Punycode have the names of RFC 3492, section 5.
const (
	punycodeBase        = 36
	punycodeTMin        = 1
	punycodeTMax        = 26
	punycodeSkew        = 38
	punycodeDamp        = 700
	punycodeInitialBias = 72
	punycodeInitialN    = 128
)

// decodePunycode decodes the part of a label after xn--, as described in section 6.2 of RFC 3492.
func decodePunycode(encoded string) (label []rune, ok bool) {
	const longest = 63
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
	n, i, bias := rune(punycodeInitialN), 0, punycodeInitialBias
	for first := true; rest != ""; first = false {
		var delta int
		if delta, rest, ok = punycodeDelta(rest, bias); !ok {
			return nil, false
		}
		i += delta
		count := len(label) + 1
		bias = punycodeBias(delta, count, first)
		if n += rune(i / count); n > unicode.MaxRune || n < 0 || !utf8.ValidRune(n) {
			return nil, false
		}
		i %= count
		label = slices.Insert(label, i, n)
		i++
	}
	return label, true
}

// punycodeDelta reads a variable-length integer from the beginning of a text.
func punycodeDelta(text string, bias int) (delta int, rest string, ok bool) {
	weight := 1
	for k := punycodeBase; ; k += punycodeBase {
		if text == "" || weight > 1<<26 {
			return 0, "", false
		}
		digit, ok := punycodeDigit(text[0])
		if !ok {
			return 0, "", false
		}
		text = text[1:]
		delta += digit * weight
		threshold := min(max(k-bias, punycodeTMin), punycodeTMax)
		if digit < threshold {
			return delta, text, true
		}
		weight *= punycodeBase - threshold
	}
}

// punycodeBias adapts the bias to the last delta.
func punycodeBias(delta, count int, first bool) int {
	if first {
		delta /= punycodeDamp
	} else {
		delta /= 2
	}
	delta += delta / count
	k := 0
	for ; delta > (punycodeBase-punycodeTMin)*punycodeTMax/2; k += punycodeBase {
		delta /= punycodeBase - punycodeTMin
	}
	return k + (punycodeBase-punycodeTMin+1)*delta/(delta+punycodeSkew)
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
