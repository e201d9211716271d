package svg

import (
	"math"
	"strconv"
	"strings"
)

// scanner reads numbers one after the other, which spaces, a comma, or nothing but the sign or the point of the next
// number can separate.
type scanner struct{ rest string }

const separators = " \t\r\n\f,"

func (s *scanner) skip() { s.rest = strings.TrimLeft(s.rest, separators) }

// number reads a number. It returns false if there is none, or if it is too large.
func (s *scanner) number() (float64, bool) {
	s.skip()
	end := numberEnd(s.rest)
	n, err := strconv.ParseFloat(s.rest[:end], 64)
	if err != nil || math.Abs(n) > maxNumber {
		return 0, false
	}
	s.rest = s.rest[end:]
	return n, true
}

// flag reads a 0 or 1, which the next number can follow at once.
func (s *scanner) flag() (isSet, ok bool) {
	s.skip()
	if s.rest == "" || s.rest[0] != '0' && s.rest[0] != '1' {
		return false, false
	}
	isSet, s.rest = s.rest[0] == '1', s.rest[1:]
	return isSet, true
}

// numberEnd returns where the number ends with which a text begins.
func numberEnd(text string) int {
	end := 0
	digits := func() {
		for end < len(text) && '0' <= text[end] && text[end] <= '9' {
			end++
		}
	}
	accept := func(set string) bool {
		if end < len(text) && strings.IndexByte(set, text[end]) >= 0 {
			end++
			return true
		}
		return false
	}
	accept("+-")
	digits()
	if accept(".") {
		digits()
	}
	mantissa := end
	if !accept("eE") {
		return end
	}
	accept("+-")
	exponent := end
	if digits(); end == exponent { // such as the em of 1em
		return mantissa
	}
	return end
}

// parseNumbers reads a list of numbers.
func parseNumbers(text string) ([]float64, error) {
	var numbers []float64
	s := scanner{text}
	for s.skip(); s.rest != ""; s.skip() {
		n, ok := s.number()
		if !ok {
			return nil, unsupported("number", text)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// units are the absolute units of lengths in pixels.
var units = map[string]float64{"": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "pt": 96. / 72, "pc": 16}

// parseLength reads a length. A percentage is one of the length whole.
func parseLength(text string, whole float64) (float64, error) {
	text = strings.TrimSpace(text)
	s := scanner{text}
	n, ok := s.number()
	if !ok {
		return 0, unsupported("length", text)
	}
	if s.rest == "%" {
		return n / 100 * whole, nil
	}
	unit, ok := units[s.rest]
	if !ok {
		return 0, unsupported("length", text)
	}
	return n * unit, nil
}

// parseFraction reads a number from 0 to 1, or a percentage.
func parseFraction(text string) (float64, error) {
	n, err := parseLength(text, 1)
	return min(max(n, 0), 1), err
}
