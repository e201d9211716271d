package search

import (
	"path"
	"strconv"
	"strings"
	"time"
)

// value is a value of a condition.
type value struct {
	text   string // without quotes and escapes
	quoted bool
	// data is the parsed text, in the type that the field compares with.
	data any
}

// String returns the value as it is written in a query.
func (v value) String() string {
	if v.quoted {
		return quote(v.text)
	}
	return v.text
}

// dataOf returns the data of values, which have been parsed.
func dataOf[T any](values []value) []T {
	data := make([]T, len(values))
	for i, v := range values {
		data[i] = v.data.(T)
	}
	return data
}

// reader parses a value and sets its data. If it cannot, it returns a description of the values that the field needs,
// for the error message.
type reader func(v *value, op operator, now time.Time) (want string)

func readText(v *value, op operator, _ time.Time) (want string) {
	switch {
	case !v.quoted:
		return "text in quotes"
	case op == opHas && len(wordsOf(v.text)) == 0:
		return "a word to look for"
	}
	v.data = v.text
	return ""
}

func readFlag(v *value, _ operator, _ time.Time) (want string) {
	if v.quoted || !isFlag(v.text) {
		return "true or false"
	}
	v.data = v.text == "true"
	return ""
}

func readNumber(v *value, _ operator, _ time.Time) (want string) {
	n, ok := parseNumber(v.text)
	if v.quoted || !ok {
		return "a number"
	}
	v.data = n
	return ""
}

func readSize(v *value, _ operator, _ time.Time) (want string) {
	n, ok := parseSize(v.text)
	if !ok {
		return `a number of bytes or a size such as "10kb"`
	}
	v.data = n
	return ""
}

func readTime(v *value, _ operator, now time.Time) (want string) {
	t, ok := parseTime(v.text, now)
	if !ok {
		return `a date such as "2020-01-31" or "2020-01-31T12:30:00", or a relative time such as "7d"`
	}
	v.data = t
	return ""
}

func readType(v *value, _ operator, _ time.Time) (want string) {
	for _, name := range typeNames {
		if v.quoted && v.text == name {
			v.data = name
			return ""
		}
	}
	return `"file", "file-version" or "folder"`
}

// readPath converts a path to the form of [Asset.Folder].
func readPath(v *value, op operator, now time.Time) (want string) {
	if want := readText(v, op, now); want != "" {
		return want
	}
	v.data = path.Clean("/" + v.text)
	return ""
}

func isFlag(text string) bool { return text == "true" || text == "false" }

func isNumber(text string) bool {
	_, ok := parseNumber(text)
	return ok
}

// parseNumber parses a decimal number. It refuses other forms that Go has, such as 0x10 and NaN.
func parseNumber(text string) (float64, bool) {
	if strings.Trim(text, "0123456789.+-eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

var units = []struct {
	suffix string
	bytes  float64
}{{"kb", 1 << 10}, {"mb", 1 << 20}, {"gb", 1 << 30}, {"tb", 1 << 40}, {"b", 1}}

// parseSize returns a size in bytes. For the assumptions about units, see [parseTime].
func parseSize(text string) (float64, bool) {
	text = strings.ToLower(text)
	for _, unit := range units {
		if number, hasUnit := strings.CutSuffix(text, unit.suffix); hasUnit {
			n, ok := parseNumber(number)
			return n * unit.bytes, ok
		}
	}
	return parseNumber(text)
}

// parseTime parses relative times, and dates with or without a time of day. A date alone is its midnight in UTC.
//
// Assumed: in a search query, = compares times exactly, and fractions of seconds and time zones are accepted. In
// relative times, months and years are calendar months and years. A kilobyte has 1,024 bytes, and units of sizes are
// not case-sensitive.
func parseTime(text string, now time.Time) (time.Time, bool) {
	if t, ok := parseRelative(text, now); ok {
		return t, true
	}
	return parseDate(text)
}

// parseRelative parses a relative time such as 7d and subtracts it from now.
func parseRelative(text string, now time.Time) (time.Time, bool) {
	const longest = len("9999999h") // bounds the years that are subtracted; a time.Duration has at most 2562047 hours
	if len(text) < 2 || len(text) > longest || strings.Trim(text[:len(text)-1], "0123456789") != "" {
		return time.Time{}, false
	}
	n, _ := strconv.Atoi(text[:len(text)-1])
	switch text[len(text)-1] {
	case 'h':
		return now.Add(-time.Duration(n) * time.Hour), true
	case 'd':
		return now.AddDate(0, 0, -n), true
	case 'w':
		return now.AddDate(0, 0, -7*n), true
	case 'm':
		return now.AddDate(0, -n, 0), true
	case 'y':
		return now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

// parseDate parses a date with or without a time of day. It is called with values of assets too, most of which are not
// dates, and refuses these before time.Parse would allocate an error.
func parseDate(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return time.Time{}, false
	}
	t, err := time.Parse(layoutOf(text), text)
	return t, err == nil
}

// layoutOf returns the layout of a date by its form. A date without a time zone is in UTC.
func layoutOf(text string) string {
	afterDate := text[len(time.DateOnly):]
	hasZone := strings.ContainsAny(afterDate, "Z+-")
	switch {
	case afterDate == "":
		return time.DateOnly
	case afterDate[0] == ' ':
		return time.DateTime
	case hasZone:
		return time.RFC3339
	}
	return "2006-01-02T15:04:05"
}
