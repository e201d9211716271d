package decode

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Limits are the limits for decoding a JSON text. A zero field means no limit.
type Limits struct {
	Memory   int64 // bytes that may be allocated to decode it, as [MemoryFor] estimates them
	Elements int   // elements of the outermost value, if that is a list
}

// DefaultMaxBytes is the maximum length of the response of an operation that has no x-max-response-bytes in
// openapi.yaml. All these limits are slightly less than a power of two, so that a buffer that doubles when it is full
// does not exceed that power.
const DefaultMaxBytes = 2_000_000

// memoryPerByte is the number of bytes that decoding a response may allocate for each byte of its maximum length. For
// the operation with the largest maximum, that is less than 64 MiB together with the buffer for the response.
const memoryPerByte = 5

// LimitsOf returns the limits for decoding a text of up to maxBytes bytes and, if it is a list, of up to that many
// elements.
func LimitsOf(maxBytes int64, elements int) Limits {
	return Limits{Memory: maxBytes * memoryPerByte, Elements: elements}
}

// LimitError is returned for a text that is larger than allowed.
type LimitError struct {
	Quantity string // what exceeds the limit, such as "list elements"
	Limit    int64
}

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d %s", e.Limit, e.Quantity) }

// Maximum numbers of bytes that are allocated, garbage included, for one part of a JSON text, whatever it is decoded
// into. TestMemoryFor measures them.
const (
	memoryOfByte    = 2   // of a text, while it is unescaped
	memoryOfInvalid = 16  // in addition, for a byte that is not UTF-8, which becomes three bytes
	memoryOfObject  = 288 // a map with its first entries, or a struct
	memoryOfArray   = 64
	memoryOfElement = 192 // an entry of a map or of a list, while these grow
)

// MemoryFor returns the maximum number of bytes that decoding a JSON text once can allocate, not counting the elements
// of an outermost list themselves.
func MemoryFor(text []byte) int64 {
	var invalid int64
	if !utf8.Valid(text) {
		invalid = countInvalid(text)
	}
	objects, arrays, commas := countTokens(text)
	return estimate(len(text), invalid, objects, arrays, commas)
}

func estimate(bytes int, invalid, objects, arrays, commas int64) int64 {
	return int64(bytes)*memoryOfByte + invalid*memoryOfInvalid + objects*memoryOfObject + arrays*memoryOfArray +
		(objects+arrays+commas)*memoryOfElement
}

// checkMemory returns an error if decoding text, and repeated, a part of it, a second time, can take too much memory.
// It first makes cheaper estimates, which treat all bytes as tokens or invalid, and counts exactly only if these exceed
// the limit.
func (l Limits) checkMemory(text, repeated []byte) error {
	const most = memoryOfByte + memoryOfInvalid + memoryOfObject + memoryOfElement
	if l.Memory <= 0 || int64(len(text)+len(repeated))*most <= l.Memory {
		return nil
	}
	if repeated == nil && estimate(len(text), int64(len(text)), count(text, '{'), count(text, '['),
		count(text, ',')) <= l.Memory {
		return nil
	}
	if MemoryFor(text)+MemoryFor(repeated) <= l.Memory {
		return nil
	}
	return &LimitError{Quantity: "bytes of memory to decode", Limit: l.Memory}
}

func count(text []byte, c byte) int64 { return int64(bytes.Count(text, []byte{c})) }

// countTokens counts the objects, arrays and commas outside strings.
func countTokens(text []byte) (objects, arrays, commas int64) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			objects++
		case '[':
			arrays++
		case ',':
			commas++
		case '"':
			i = endOfString(text, i+1)
		}
	}
	return objects, arrays, commas
}

// endOfString returns the index of the quotation mark that ends the string whose text begins at i.
func endOfString(text []byte, i int) int {
	for ; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

func countInvalid(text []byte) (n int64) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		text = text[size:]
	}
	return n
}
