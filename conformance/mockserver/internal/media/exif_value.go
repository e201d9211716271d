package media

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf8"
)

// The kinds of values in a directory.
const (
	kindByte = iota + 1
	kindText
	kindShort
	kindLong
	kindRational
	kindSignedByte
	kindBytes
	kindSignedShort
	kindSignedLong
	kindSignedRational
	kindFloat
	kindDouble
)

// kindSizes has the sizes of single values in bytes.
var kindSizes = map[uint16]int{
	kindByte: 1, kindText: 1, kindShort: 2, kindLong: 4, kindRational: 8, kindSignedByte: 1,
	kindBytes: 1, kindSignedShort: 2, kindSignedLong: 4, kindSignedRational: 8, kindFloat: 4, kindDouble: 8,
}

// exifEntry has the encoded values of an entry, which have a known kind and are complete.
type exifEntry struct {
	kind  uint16
	order binary.ByteOrder
	data  []byte // nil if the file ends before the end of the data
}

// exifText returns a string, or nil if the entry has another kind. Text ends at its first zero byte. Entries with bytes
// are returned unchanged, as in the examples of the service, where ComponentsConfiguration is "\x01\x02\x03\x00".
func exifText(e exifEntry) any {
	if e.data == nil || e.kind != kindText && e.kind != kindBytes {
		return nil
	}
	s := string(e.data)
	if e.kind == kindText {
		s, _, _ = strings.Cut(s, "\x00")
	}
	if utf8.ValidString(s) {
		return s
	}
	return latin1(s)
}

// latin1 decodes ISO 8859-1, which old cameras use.
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// exifNumber returns the first number of an entry, or nil if there is none.
func exifNumber(e exifEntry) any {
	if all, ok := exifNumbers(e).([]float64); ok {
		return all[0]
	}
	return nil
}

// exifNumbers returns the numbers of an entry, or nil if there are none, or if one is not finite, such as 0/0.
func exifNumbers(e exifEntry) any {
	var all []float64
	for data := e.data; len(data) > 0; data = data[kindSizes[e.kind]:] {
		n := e.one(data)
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return nil
		}
		all = append(all, n)
	}
	if all == nil {
		return nil
	}
	return all
}

// one decodes the first number in data. It returns NaN if values of the kind are not numbers.
func (e exifEntry) one(data []byte) float64 {
	switch e.kind {
	case kindByte:
		return float64(data[0])
	case kindSignedByte:
		return float64(int8(data[0]))
	case kindShort:
		return float64(e.order.Uint16(data))
	case kindSignedShort:
		return float64(int16(e.order.Uint16(data)))
	case kindLong:
		return float64(e.order.Uint32(data))
	case kindSignedLong:
		return float64(int32(e.order.Uint32(data)))
	case kindRational:
		return float64(e.order.Uint32(data)) / float64(e.order.Uint32(data[4:]))
	case kindSignedRational:
		return float64(int32(e.order.Uint32(data))) / float64(int32(e.order.Uint32(data[4:])))
	case kindFloat:
		return float64(math.Float32frombits(e.order.Uint32(data)))
	case kindDouble:
		return math.Float64frombits(e.order.Uint64(data))
	default:
		return math.NaN()
	}
}
