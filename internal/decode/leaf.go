package decode

import (
	"math"
	"math/big"
	"reflect"
	"strconv"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// leaf decodes a value as a whole; see isLeaf.
func (l *lenient) leaf(v reflect.Value) (fits bool, err error) {
	text, err := l.ReadValue()
	if err != nil {
		return false, err
	}
	if v.CanInt() && text.Kind() == '0' {
		return l.integer(v, string(text)), nil
	}
	if canHold(v, text.Kind()) && jsonv2.Unmarshal(text, v.Addr().Interface(), options) == nil {
		return true, nil
	}
	v.SetZero()
	l.mismatch()
	return false, nil
}

// canHold reports whether v may be decodable from a kind of JSON. It returns false in clear cases only, in order to
// avoid slow attempts that fail.
func canHold(v reflect.Value, kind jsontext.Kind) bool {
	switch v.Kind() {
	case reflect.String:
		return kind == '"' || kind == 'n'
	case reflect.Bool:
		return kind == 't' || kind == 'f' || kind == 'n'
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		return kind == '0' || kind == 'n'
	}
	return true
}

// integer decodes a number into an integer, and rounds a fraction.
func (l *lenient) integer(v reflect.Value, number string) (fits bool) {
	n, exact, ok := integer(number)
	if fits = ok && !v.OverflowInt(n); fits {
		v.SetInt(n)
	} else {
		v.SetZero()
	}
	if !fits || !exact {
		l.mismatch()
	}
	return fits
}

// integer returns the integer that is nearest to a JSON number; halves are rounded away from zero. exact is true if the
// number is an integer. ok is false if the result is not an int64. The time to read all digits exactly grows with the
// square of their number, so the result for a number of more than 1000 bytes is only as precise as a float64.
func integer(number string) (n int64, exact, ok bool) {
	const (
		allExact = 1 << 52 // from here on, a float64 has no fraction; from 1<<53 on, it cannot hold every integer
		longest  = 1000    // maximum bytes of a number whose digits are all read
	)
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		return n, true, true
	}
	f, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || math.Abs(f) > 1<<63:
		return 0, false, false
	case math.Abs(f) < allExact:
		return int64(math.Round(f)), f == math.Trunc(f), true
	case len(number) > longest && math.Abs(f) == 1<<63:
		return 0, false, false
	case len(number) > longest:
		return int64(f), false, true
	}
	x, _, err := big.ParseFloat(number, 10, 128, big.ToNearestEven)
	if err != nil {
		return 0, false, false
	}
	rounded, _ := new(big.Float).Add(x, big.NewFloat(math.Copysign(0.5, f))).Int(nil) // Int cuts the fraction
	return rounded.Int64(), x.IsInt(), rounded.IsInt64()
}
