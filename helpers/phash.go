package helpers

import (
	"fmt"
	"math/bits"
)

// PHashError reports a text that is not a perceptual hash, or that cannot be compared with another one.
type PHashError struct {
	Text   string // the text; if longer than 64 bytes, cut and ended with …; empty if the hash is missing
	Reason string // such as "is missing", "is not hexadecimal" or "has 12 digits instead of 16"
}

// Error returns the text and the reason in one line.
func (e *PHashError) Error() string {
	if e.Text == "" {
		return "pHash " + e.Reason
	}
	return fmt.Sprintf("pHash %q %s", e.Text, e.Reason)
}

func missingPHash() error { return &PHashError{Reason: "is missing"} }

func notHexError[T string | []byte](text T) error {
	return &PHashError{shortened(text), "is not hexadecimal"}
}

func pHashLengthError[T string | []byte](text T, want int) error {
	return &PHashError{shortened(text), fmt.Sprintf("has %d digits instead of %d", len(text), want)}
}

// PHashDistance returns the number of bits in which two perceptual hashes differ, from 0 for equal hashes to four times
// the number of digits. The hashes consist of hexadecimal digits, in upper or lower case, and must have the same
// length; the hashes of the service have 16 digits, see [PHash]. Images with a distance of at most about 10 of 64 bits
// are usually similar; the program decides which limit to use.
//
// It fails with a [PHashError] if one of the hashes is empty or contains another character than hexadecimal digits, or
// if their lengths differ, in this order.
//
// See https://imagekit.io/docs/api-reference/file-metadata/get-uploaded-file-metadata
func PHashDistance(a, b string) (int, error) {
	if a == "" || b == "" {
		return 0, missingPHash()
	}
	for _, text := range [...]string{a, b} {
		if !isHex(text) {
			return 0, notHexError(text)
		}
	}
	if len(a) != len(b) {
		return 0, pHashLengthError(b, len(a))
	}
	distance := 0
	for i := range len(a) {
		distance += bits.OnesCount8(hexValue[a[i]] ^ hexValue[b[i]])
	}
	return distance, nil
}

// PHash is a perceptual hash of the service: 64 bits, written as 16 hexadecimal digits. Its text form is the same as in
// the metadata of an image, so a field of type PHash can be decoded from JSON.
type PHash uint64

// PHashBits is the number of bits of a [PHash], which is also the largest distance.
const PHashBits = 64

const pHashDigits = PHashBits / 4

// ParsePHash parses 16 hexadecimal digits in upper or lower case. It fails with a [PHashError] if the text is empty,
// contains another character, or has another length. [PHashDistance] also compares hashes of other lengths.
func ParsePHash(text string) (PHash, error) { return parsePHash(text) }

func parsePHash[T string | []byte](text T) (PHash, error) {
	if len(text) == 0 {
		return 0, missingPHash()
	}
	if !isHex(text) {
		return 0, notHexError(text)
	}
	if len(text) != pHashDigits {
		return 0, pHashLengthError(text, pHashDigits)
	}
	var h PHash
	for i := range pHashDigits {
		h = h<<4 | PHash(hexValue[text[i]])
	}
	return h, nil
}

// Distance returns the number of bits in which two hashes differ, from 0 to 64.
func (h PHash) Distance(other PHash) int { return bits.OnesCount64(uint64(h ^ other)) }

// String returns 16 lower-case hexadecimal digits.
func (h PHash) String() string {
	text, _ := h.AppendText(make([]byte, 0, pHashDigits))
	return string(text)
}

// AppendText implements [encoding.TextAppender]. It appends 16 lower-case hexadecimal digits and never fails.
func (h PHash) AppendText(b []byte) ([]byte, error) {
	for shift := PHashBits - 4; shift >= 0; shift -= 4 {
		b = append(b, hexDigits[h>>shift&15])
	}
	return b, nil
}

// MarshalText implements [encoding.TextMarshaler]. It returns 16 lower-case hexadecimal digits and never fails.
func (h PHash) MarshalText() ([]byte, error) { return h.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It parses 16 hexadecimal digits like [ParsePHash], and leaves
// the hash unchanged if it fails.
func (h *PHash) UnmarshalText(text []byte) error {
	parsed, err := parsePHash(text)
	if err == nil {
		*h = parsed
	}
	return err
}

const hexDigits = "0123456789abcdef"

// notHex is the entry in hexValue of bytes that are not hexadecimal digits.
const notHex = 0xff

// hexValue contains the value of each hexadecimal digit.
var hexValue = func() (table [256]uint8) {
	for i := range table {
		table[i] = notHex
	}
	for value, digit := range []byte(hexDigits) {
		table[digit] = uint8(value)
		if digit >= 'a' {
			table[digit-'a'+'A'] = uint8(value)
		}
	}
	return table
}()

// isHex reports whether a text has only hexadecimal digits.
func isHex[T string | []byte](text T) bool {
	for i := range len(text) {
		if hexValue[text[i]] == notHex {
			return false
		}
	}
	return true
}

// shortened returns the text for an error, cut to 64 bytes if it is longer.
func shortened[T string | []byte](text T) string {
	const longest = 64
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}
