package expression

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Number reads a number. Its minus sign is an N or, as SDKs write it, a hyphen.
func Number(text string) (float64, error) {
	digits, isNegative := cutMinus(text)
	number, err := parseDigits(digits)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	if isNegative {
		number = -number
	}
	return number, nil
}

// Integer reads a whole number between two limits. Its minus sign is an N or a hyphen.
func Integer(text string, least, most int) (int, error) {
	digits, isNegative := cutMinus(text)
	n, err := strconv.Atoi(digits)
	if isNegative {
		n = -n
	}
	if err != nil || strings.Trim(digits, "0123456789") != "" || n < least || n > most {
		return 0, fmt.Errorf("%q must be a whole number from %d to %d", text, least, most)
	}
	return n, nil
}

// Unsigned reads a number without a sign.
func Unsigned(text string) (float64, error) {
	number, err := parseDigits(text)
	if err != nil {
		return 0, fmt.Errorf("%q must be a positive number", text)
	}
	return number, nil
}

// IsUnsigned reports whether a text is a number without a sign. A text that is not is an expression, a word or a number
// with a sign.
func IsUnsigned(text string) bool {
	_, err := parseDigits(text)
	return err == nil
}

// IsNegative reports whether a text is a number with a minus sign.
func IsNegative(text string) bool {
	digits, isNegative := cutMinus(text)
	return isNegative && IsUnsigned(digits)
}

// cutMinus returns a text without its minus sign.
func cutMinus(text string) (rest string, isNegative bool) {
	if rest, ok := strings.CutPrefix(text, "N"); ok {
		return rest, true
	}
	return strings.CutPrefix(text, "-")
}

var errDigits = errors.New("not a number in digits")

// parseDigits reads a number that consists of digits and a point: it has no sign and no exponent.
func parseDigits(text string) (float64, error) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, errDigits
	}
	return strconv.ParseFloat(text, 64)
}
