package decode

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Limits are what a JSON text may take. Zero is no limit.
type Limits struct {
	Memory   int64 // bytes that may be allocated to decode it, as [MemoryFor] estimates them
	Elements int   // elements of the outermost value, if that is a list
}

// DefaultMaxBytes is how long the response of an operation may be that has no x-max-response-bytes in the document. It
// and the values there are a little below a power of two: a buffer that doubles when it is full then takes no more than
// that power.
const DefaultMaxBytes = 2_000_000

// memoryPerByte is how many bytes a response may take when it is decoded, for each byte of the longest response. With
// the longest of all, and the buffer that it is read into, that is less than 64 MiB.
const memoryPerByte = 5

// LimitsOf returns what it may take to decode a text that may have maxBytes, and that many elements if it is a list.
func LimitsOf(maxBytes int64, elements int) Limits {
	return Limits{Memory: maxBytes * memoryPerByte, Elements: elements}
}

// LimitError is a text that is larger than allowed.
type LimitError struct {
	Quantity string // what there is too much of, such as "list elements"
	Limit    int64
}

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d %s", e.Limit, e.Quantity) }

// Bytes that are allocated at most, garbage included, for one part of a JSON text, whatever it is decoded into.
// TestMemoryFor measures them.
const (
	memoryOfByte    = 2   // of a text, while it is unescaped
	memoryOfInvalid = 16  // more for a byte that is not UTF-8: it becomes three
	memoryOfObject  = 288 // a map with its first entries, or a struct
	memoryOfArray   = 64
	memoryOfElement = 192 // an entry of a map or of a list, while these grow
)

// MemoryFor returns how many bytes decoding a JSON text once can allocate at most, besides what the elements of an
// outermost list take themselves.
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

// checkMemory returns an error if it can take too much to decode a text, and a part of it once more. It counts exactly
// only if a cheaper estimate, which takes everything for a token or for invalid, does not suffice.
func (l Limits) checkMemory(text, again []byte) error {
	const most = memoryOfByte + memoryOfInvalid + memoryOfObject + memoryOfElement
	if l.Memory <= 0 || int64(len(text)+len(again))*most <= l.Memory {
		return nil
	}
	if again == nil && estimate(len(text), int64(len(text)), count(text, '{'), count(text, '['),
		count(text, ',')) <= l.Memory {
		return nil
	}
	if MemoryFor(text)+MemoryFor(again) <= l.Memory {
		return nil
	}
	return &LimitError{Quantity: "bytes of memory to decode", Limit: l.Memory}
}

func count(text []byte, c byte) int64 { return int64(bytes.Count(text, []byte{c})) }

// countTokens counts what is not inside of strings.
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

// endOfString returns where the string ends whose text begins at i.
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
