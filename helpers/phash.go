package helpers

import (
	"errors"
	"fmt"
	"math/bits"
)

// What [errors.Is] answers of perceptual hashes that could not be read or compared.
var (
	ErrPHashMissing = errors.New("pHash is missing")
	ErrPHashInvalid = errors.New("pHash is not hexadecimal")
	ErrPHashLength  = errors.New("pHash has the wrong length")
)

// PHashDistance is the number of bits in which two perceptual hashes differ: from 0, which means images that look the
// same to the hash, to four times the number of digits. The hashes are hexadecimal digits in either case, as many in
// one as in the other; those of the service have 16, see [PHash]. What counts as similar is up to the program;
// distances up to about 10 of 64 usually are.
//
// It fails with [ErrPHashMissing] if one of them is empty, [ErrPHashInvalid] if one has anything but hexadecimal
// digits, and [ErrPHashLength] if their lengths differ, looked for in this order.
//
// See https://imagekit.io/docs/api-reference/file-metadata/get-uploaded-file-metadata
func PHashDistance(a, b string) (int, error) {
	if a == "" || b == "" {
		return 0, ErrPHashMissing
	}
	for _, text := range [...]string{a, b} {
		if err := checkHex(text); err != nil {
			return 0, err
		}
	}
	if len(a) != len(b) {
		return 0, fmt.Errorf("%w: %d and %d digits", ErrPHashLength, len(a), len(b))
	}
	distance := 0
	for i := range len(a) {
		distance += bits.OnesCount8(hexValue[a[i]] ^ hexValue[b[i]])
	}
	return distance, nil
}

// PHash is a perceptual hash as the service makes them: 64 bits, in text 16 hexadecimal digits. Its text form is that
// of the metadata, so that it can be a field of what is decoded from JSON.
type PHash uint64

// PHashBits is the number of bits of a [PHash], which is the largest distance there is.
const PHashBits = 64

const pHashDigits = PHashBits / 4

// ParsePHash reads 16 hexadecimal digits in either case. It fails with [ErrPHashMissing], [ErrPHashInvalid] or
// [ErrPHashLength]; for hashes of other lengths there is [PHashDistance].
func ParsePHash(text string) (PHash, error) { return parsePHash(text) }

func parsePHash[T string | []byte](text T) (PHash, error) {
	if len(text) == 0 {
		return 0, ErrPHashMissing
	}
	if err := checkHex(text); err != nil {
		return 0, err
	}
	if len(text) != pHashDigits {
		return 0, fmt.Errorf("%w: %d digits instead of %d", ErrPHashLength, len(text), pHashDigits)
	}
	var h PHash
	for i := range pHashDigits {
		h = h<<4 | PHash(hexValue[text[i]])
	}
	return h, nil
}

// Distance is the number of bits in which two hashes differ, from 0 to 64.
func (h PHash) Distance(other PHash) int { return bits.OnesCount64(uint64(h ^ other)) }

// String returns 16 lower-case hexadecimal digits.
func (h PHash) String() string {
	text, _ := h.AppendText(make([]byte, 0, pHashDigits))
	return string(text)
}

// AppendText appends what [PHash.String] returns. It never fails.
func (h PHash) AppendText(b []byte) ([]byte, error) {
	for shift := PHashBits - 4; shift >= 0; shift -= 4 {
		b = append(b, hexDigits[h>>shift&15])
	}
	return b, nil
}

// MarshalText returns what [PHash.String] returns. It never fails.
func (h PHash) MarshalText() ([]byte, error) { return h.AppendText(nil) }

// UnmarshalText is [ParsePHash].
func (h *PHash) UnmarshalText(text []byte) error {
	parsed, err := parsePHash(text)
	if err == nil {
		*h = parsed
	}
	return err
}

const hexDigits = "0123456789abcdef"

// notHex is no value of a digit.
const notHex = 0xff

// hexValue holds the value of each digit.
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

func checkHex[T string | []byte](text T) error {
	for i := range len(text) {
		if hexValue[text[i]] == notHex {
			return fmt.Errorf("%w: %q", ErrPHashInvalid, shortened(text))
		}
	}
	return nil
}

// shortened keeps errors readable, whatever was taken for a hash.
func shortened[T string | []byte](text T) string {
	const longest = 64
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}
