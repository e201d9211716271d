package mockserver

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
)

// withValidRange returns a request whose Range header, if it has one, makes http.ServeContent respond as RFC 9110,
// section 14, requires. ServeContent rejects some ranges that must be ignored, such as bytes=5-2, and accepts some that
// cannot be satisfied, such as bytes=-0. size is the size of the file in bytes.
func withValidRange(r *http.Request, size int64) *http.Request {
	sent := r.Header.Values("Range")
	if len(sent) == 0 {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	if r.Method != http.MethodGet || len(sent) > 1 { // RFC 9110 defines ranges for GET only
		return r
	}
	if valid := validRange(sent[0], size); valid != "" {
		r.Header.Set("Range", valid)
	}
	return r
}

// validRange returns the header with its numbers limited to the size. It returns an empty string if the header
// must be ignored, because its unit is unknown or it is malformed.
func validRange(header string, size int64) string {
	unit, set, ok := strings.Cut(header, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(unit), "bytes") {
		return ""
	}
	var valid []string
	for spec := range strings.SplitSeq(set, ",") {
		spec = strings.Trim(spec, " \t")
		if spec == "" { // a list may have empty elements
			continue
		}
		v, ok := validRangeSpec(spec, size)
		if !ok {
			return ""
		}
		valid = append(valid, v)
	}
	if len(valid) == 0 {
		return ""
	}
	return "bytes=" + strings.Join(valid, ",")
}

// validRangeSpec returns a range with its numbers limited to the size. A range has one of the forms first-last, first-
// and -length. If it has another form, ok is false.
func validRangeSpec(spec string, size int64) (valid string, ok bool) {
	first, last, ok := strings.Cut(spec, "-")
	if !ok || !isDigits(first) || !isDigits(last) || first == "" && last == "" {
		return "", false
	}
	first, last = trimZeros(first), trimZeros(last)
	switch {
	case first == "" && last == "0": // the last 0 bytes: cannot be satisfied
		return fmt.Sprintf("%d-", size), true
	case first != "" && last != "" && compareDigits(last, first) < 0:
		return "", false
	}
	return clampDigits(first, size) + "-" + clampDigits(last, size), true
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// trimZeros removes leading zeros. It keeps one digit of a number that consists of zeros.
func trimZeros(digits string) string {
	if trimmed := strings.TrimLeft(digits, "0"); trimmed != "" || digits == "" {
		return trimmed
	}
	return "0"
}

// compareDigits compares two numbers of any length that have no leading zeros.
func compareDigits(x, y string) int {
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
}

// clampDigits returns the smaller of a number and a limit. It returns an empty string unchanged.
func clampDigits(digits string, limit int64) string {
	if text := fmt.Sprint(limit); compareDigits(digits, text) > 0 {
		return text
	}
	return digits
}
