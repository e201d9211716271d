package codec

import (
	"encoding/hex"
	"strings"
)

// The Huffman codes are those that the JPEG standard (ITU-T T.81, annex K.3) has as typical ones. Each table has how
// many codes there are of each length from 1 to 16, and their symbols in hexadecimal digits.
type huffmanSpec struct {
	counts  [16]byte
	symbols string
}

var huffmanSpecs = struct{ dcLuma, dcChroma, acLuma, acChroma huffmanSpec }{
	dcLuma:   huffmanSpec{[16]byte{0, 1, 5, 1, 1, 1, 1, 1, 1}, "000102030405060708090a0b"},
	dcChroma: huffmanSpec{[16]byte{0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "000102030405060708090a0b"},
	acLuma: huffmanSpec{[16]byte{0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125}, `
		0102 03 000411 051221 3141 06135161 072271 14328191a1 082342b1c1 1552d1f0 24336272 82
		090a161718191a25262728292a3435363738393a434445464748494a535455565758595a
		636465666768696a737475767778797a838485868788898a92939495969798999a
		a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da
		e1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa`},
	acChroma: huffmanSpec{[16]byte{0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119}, `
		0001 02 0311 04052131 06124151 076171 13223281 08144291a1b1c1 09233352f0 156272d1 0a162434 e1 25f1
		1718191a262728292a35363738393a434445464748494a535455565758595a
		636465666768696a737475767778797a82838485868788898a92939495969798999a
		a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da
		e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa`},
}

// huffmanTable has the code of each symbol.
type huffmanTable struct {
	content []byte // of the segment that defines it, without its class and number
	codes   [256]uint16
	lengths [256]uint8
}

// newHuffmanTable numbers the codes of each length from the last one of the length before, as the standard says.
func newHuffmanTable(s huffmanSpec) *huffmanTable {
	symbols, err := hex.DecodeString(strings.Join(strings.Fields(s.symbols), ""))
	if err != nil {
		panic(err) // the tables above are wrong
	}
	t := &huffmanTable{content: append(s.counts[:], symbols...)}
	code := uint16(0)
	for i, count := range s.counts {
		for range count {
			t.codes[symbols[0]], t.lengths[symbols[0]] = code, uint8(i+1)
			symbols = symbols[1:]
			code++
		}
		code <<= 1
	}
	return t
}

// bitWriter appends bits to a file. A zero follows each byte of ones, which otherwise begins a marker.
type bitWriter struct {
	file  []byte
	bits  uint32
	count int // of bits that are not in the file yet, fewer than 8 between calls
}

// write writes the lowest bits of a value, at most 16 of them.
func (w *bitWriter) write(value uint32, count int) {
	w.bits = w.bits<<count | value&(1<<count-1)
	for w.count += count; w.count >= 8; w.count -= 8 {
		b := byte(w.bits >> (w.count - 8))
		w.file = append(w.file, b)
		if b == 0xff {
			w.file = append(w.file, 0)
		}
	}
}

// flush fills the last byte with ones.
func (w *bitWriter) flush() {
	if w.count > 0 {
		w.write(0x7f, 8-w.count)
	}
	w.bits = 0
}

// symbol writes a code and the bits that follow it.
func (w *bitWriter) symbol(t *huffmanTable, symbol byte, value uint32, count int) {
	w.write(uint32(t.codes[symbol]), int(t.lengths[symbol]))
	w.write(value, count)
}
