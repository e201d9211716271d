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

// kindSizes is how many bytes one value takes.
var kindSizes = map[uint16]int{
	kindByte: 1, kindText: 1, kindShort: 2, kindLong: 4, kindRational: 8, kindSignedByte: 1,
	kindBytes: 1, kindSignedShort: 2, kindSignedLong: 4, kindSignedRational: 8, kindFloat: 4, kindDouble: 8,
}

// exifEntry is the value of an entry as it is in the file: complete values of a known kind.
type exifEntry struct {
	kind  uint16
	order binary.ByteOrder
	data  []byte // nil if the file ends before it
}

// exifText returns a string, or nil if the entry has no characters. Text ends at its first zero byte. Bytes are kept as
// they are, as in the examples of the service, which have "\x01\x02\x03\x00" for ComponentsConfiguration.
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

// latin1 decodes the only other encoding that values of old cameras are likely to have.
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// exifNumber returns the first number of an entry, nil if there is none.
func exifNumber(e exifEntry) any {
	if all, ok := exifNumbers(e).([]float64); ok {
		return all[0]
	}
	return nil
}

// exifNumbers returns the numbers of an entry, nil if there are none or one of them is not a number, such as 0/0.
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

// one decodes the number that data begins with. It returns NaN if the kind has no numbers.
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
