package search

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AssetType is a kind of asset, for conditions on [Type].
type AssetType string

// ByteSize is the size of a file, for conditions on [Size]. The zero value is 0 bytes.
type ByteSize struct {
	count int64
	unit  string // empty for bytes
}

// Bytes returns a size of n bytes. A negative size is an error in conditions.
func Bytes(n int64) ByteSize { return ByteSize{count: n} }

// KB returns a size of n kilobytes. Whether the service counts 1,000 or 1,024 bytes is not documented.
func KB(n int64) ByteSize { return ByteSize{n, "kb"} }

// MB returns a size of n megabytes. Whether the service counts 1,000 or 1,024 kilobytes is not documented.
func MB(n int64) ByteSize { return ByteSize{n, "mb"} }

// String returns the size as it is written in queries, without quotes, such as 1024 or 2mb.
func (s ByteSize) String() string { return strconv.FormatInt(s.count, 10) + s.unit }

// Point is a place on earth, in degrees. The latitude must be from -90 to 90, and the longitude from -180 to 180.
type Point struct{ Latitude, Longitude float64 }

// String returns the point as it is written in queries, without quotes, such as 48.14,11.58.
func (p Point) String() string { return decimal(p.Latitude) + "," + decimal(p.Longitude) }

func (p Point) isValid() bool { return math.Abs(p.Latitude) <= 90 && math.Abs(p.Longitude) <= 180 }

type circle struct {
	center Point
	km     float64
}

func (c circle) String() string { return c.center.String() + " " + decimal(c.km) + "km" }

type rectangle struct{ corner, opposite Point }

func (r rectangle) String() string { return r.corner.String() + "|" + r.opposite.String() }

// literal returns a value as it is written in queries, or the reason why it cannot be written.
func (f field) literal(operator string, value any) (written, reason string) {
	switch v := value.(type) {
	case string:
		return f.text(operator, v)
	case AssetType:
		return f.text(operator, string(v))
	case bool:
		return strconv.FormatBool(v), ""
	case int:
		return strconv.Itoa(v), ""
	case float64:
		return number(v)
	case ByteSize:
		return v.literal()
	case time.Time:
		return date(operator, v)
	case time.Duration:
		return age(v)
	case circle:
		return v.literal()
	case rectangle:
		return v.literal()
	}
	return "", "has a type that queries do not support"
}

// describe returns a value for errors.
func describe(value any) string {
	if t, ok := value.(time.Time); ok {
		return t.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value)
}

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quote returns a text in quotes. [text] checks it first.
func quote(text string) string { return `"` + escaper.Replace(text) + `"` }

// unquoted returns values for errors: one value without quotes, or several ones as they are written in queries.
func unquoted(values []string) string {
	if inner, ok := strings.CutPrefix(values[0], `"`); ok && len(values) == 1 {
		return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(inner, `"`))
	}
	return strings.Join(values, ", ")
}

// text quotes a text. No source says how the service reads control characters, so they are refused.
func text(value string) (written, reason string) {
	switch {
	case !utf8.ValidString(value):
		return "", "is not valid UTF-8"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "", "contains a control character, which a query cannot express"
	}
	return quote(value), ""
}

func (f field) text(operator, value string) (written, reason string) {
	isWordPart := func(r rune) bool { return unicode.In(r, unicode.L, unicode.Nd, unicode.M) }
	switch {
	case f.entry.Enum != nil && !slices.Contains(f.entry.Enum, value):
		return "", "must be one of " + strings.Join(f.entry.Enum, ", ")
	case f.entry.Values[0] == "path":
		return folder(value)
	case operator == opBegins && value == "":
		return "", "must not be empty"
	case operator == opHas && !strings.ContainsFunc(value, isWordPart):
		return "", "must contain a letter or a digit"
	}
	return text(value)
}

// folder writes a folder with a slash at both ends, as the documentation does.
func folder(path string) (written, reason string) {
	trimmed := strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if trimmed == "" && path != "/" {
		return "", `must be a folder; the root is "/"`
	}
	if trimmed == "" {
		return quote("/"), ""
	}
	for segment := range strings.SplitSeq(trimmed, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return "", "must not have empty segments or the segments . and .."
		}
	}
	return text("/" + trimmed + "/")
}

// decimal returns a number without an exponent.
func decimal(n float64) string {
	return strconv.FormatFloat(n+0, 'f', -1, 64) // the sum is 0 for -0
}

func isFinite(n float64) bool { return !math.IsNaN(n) && !math.IsInf(n, 0) }

func number(n float64) (written, reason string) {
	if !isFinite(n) {
		return "", "must be a finite number"
	}
	return decimal(n), ""
}

func (s ByteSize) literal() (written, reason string) {
	switch {
	case s.count < 0:
		return "", "must not be negative"
	case s.unit == "":
		return s.String(), ""
	}
	return quote(s.String()), ""
}

func date(operator string, t time.Time) (written, reason string) {
	t = t.UTC()
	isExact := slices.Contains([]string{opEqual, opNotEqual, opIn, opNotIn}, operator)
	switch {
	case t.IsZero():
		return "", "must not be the zero time"
	case t.Year() < 0 || t.Year() > 9999:
		return "", "must have a year from 0 to 9999"
	case isExact && t.Nanosecond() != 0:
		return "", "has a fraction of a second, which a query cannot express"
	}
	return quote(t.Format("2006-01-02T15:04:05")), ""
}

// age writes an age in days if they are whole, and otherwise in hours.
func age(d time.Duration) (written, reason string) {
	const day = 24 * time.Hour
	switch {
	case d <= 0 || d%time.Hour != 0:
		return "", "must be a whole number of hours, at least one"
	case d%day == 0:
		return quote(strconv.FormatInt(int64(d/day), 10) + "d"), ""
	}
	return quote(strconv.FormatInt(int64(d/time.Hour), 10) + "h"), ""
}

func (c circle) literal() (written, reason string) {
	switch {
	case !c.center.isValid():
		return "", "must have a latitude from -90 to 90 and a longitude from -180 to 180"
	case !isFinite(c.km) || c.km <= 0:
		return "", "must have a distance greater than 0"
	}
	return quote(c.String()), ""
}

func (r rectangle) literal() (written, reason string) {
	if !r.corner.isValid() || !r.opposite.isValid() {
		return "", "must have latitudes from -90 to 90 and longitudes from -180 to 180"
	}
	return quote(r.String()), ""
}
