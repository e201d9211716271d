package decode

import (
	"math"
	"math/big"
	"reflect"
	"strconv"

	jsonv2 "github.com/go-json-experiment/json"
)

// leaf decodes a value that has no parts of its own.
func (l *lenient) leaf(v reflect.Value) (fits bool, err error) {
	text, err := l.ReadValue()
	if err != nil {
		return false, err
	}
	if jsonv2.Unmarshal(text, v.Addr().Interface(), options) == nil {
		return true, nil
	}
	v.SetZero()
	if text.Kind() == '0' && v.CanInt() {
		n, exact, ok := integer(string(text))
		if ok && !v.OverflowInt(n) {
			v.SetInt(n)
			if !exact {
				l.mismatch()
			}
			return true, nil
		}
	}
	l.mismatch()
	return false, nil
}

// integer returns the integer that is nearest to a JSON number, halves away from zero. ok is false if that is no int64.
func integer(number string) (n int64, exact, ok bool) {
	const allExact = 1 << 52 // from here on, float64 has no fractions, and soon not all integers
	f, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || math.Abs(f) > 1<<63:
		return 0, false, false
	case math.Abs(f) < allExact:
		return int64(math.Round(f)), f == math.Trunc(f), true
	}
	x, _, err := big.ParseFloat(number, 10, 128, big.ToNearestEven)
	if err != nil {
		return 0, false, false
	}
	rounded, _ := new(big.Float).Add(x, big.NewFloat(math.Copysign(0.5, f))).Int(nil) // which cuts the fraction
	return rounded.Int64(), x.IsInt(), rounded.IsInt64()
}
