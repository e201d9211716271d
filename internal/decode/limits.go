package decode

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Limits are what a JSON text may take. Zero is no limit.
type Limits struct {
	Memory   int64 // bytes that may be allocated for it, as [MemoryFor] estimates them
	Elements int   // elements of the outermost value, if that is a list
}

// LimitError is a text that is larger than allowed.
type LimitError struct {
	Quantity string // what there is too much of, such as "list elements"
	Limit    int64
}

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d %s", e.Limit, e.Quantity) }

// Bytes that are allocated at most, garbage included, for one part of a JSON text, whatever it is decoded into. TestMemory measures them.
const (
	memoryOfObject  = 448 // a map and its first entries, or a small struct
	memoryOfArray   = 64
	memoryOfElement = 144 // an entry of a map or of a list, while these grow
	memoryOfInvalid = 16  // a byte that is not UTF-8 becomes three, in a buffer that grows
)

// MemoryFor returns how many bytes decoding a JSON text can allocate at most, besides what it takes to hold the elements of an outermost list.
func MemoryFor(text []byte) int64 {
	n := int64(len(text))
	var invalid int64
	if !utf8.Valid(text) {
		invalid = countInvalid(text)
	}
	objects, arrays, commas := countTokens(text)
	return n + invalid*memoryOfInvalid + objects*memoryOfObject + arrays*memoryOfArray + (commas+objects+arrays)*memoryOfElement
}

// checkMemory counts exactly only if a cheap estimate does not suffice.
func (l Limits) checkMemory(text []byte) error {
	if l.Memory <= 0 || int64(len(text))*(memoryOfObject+memoryOfElement) <= l.Memory {
		return nil
	}
	estimate := int64(len(text))*(1+memoryOfInvalid) + count(text, '{')*memoryOfObject + count(text, '[')*memoryOfArray +
		(count(text, ',')+count(text, '{')+count(text, '['))*memoryOfElement
	if estimate <= l.Memory || MemoryFor(text) <= l.Memory {
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
