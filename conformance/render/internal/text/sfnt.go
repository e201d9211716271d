package text

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"github.com/go-text/typesetting/font/opentype"
)

// Formats of font files, as their first four bytes say.
const (
	formatCollection = "ttcf"
	formatWOFF       = "wOFF"
)

// directory is the list of the tables in a font file.
type directory struct {
	first, record    int // the offsets of the first entry, and the length of an entry
	count            int
	offset, size     int // where an entry has the offset of a table, and the bytes that it has in the file
	uncompressedSize int // where an entry has the bytes of the table
}

// checkTables returns an error if the tables of a font are not within the file, or are together much larger than it.
// The library that reads fonts allocates as much memory as the entries of the tables say.
func checkTables(data []byte) error {
	d, err := directoryOf(data)
	if err != nil {
		return err
	}
	if d.first+d.count*d.record > len(data) {
		return errors.New("the list of tables is cut off")
	}
	left := 2 * uint64(len(data)) // fonts share tables rarely
	if d.size != d.uncompressedSize {
		left = MaxFontSize
	}
	for i := range d.count {
		entry := data[d.first+i*d.record:]
		number := func(at int) uint64 { return uint64(binary.BigEndian.Uint32(entry[at:])) }
		if number(d.offset)+number(d.size) > uint64(len(data)) {
			return fmt.Errorf("table %q is not within the file", entry[:4])
		}
		if number(d.uncompressedSize) > left {
			return errors.New("the tables are larger than the file")
		}
		left -= number(d.uncompressedSize)
	}
	return nil
}

// directoryOf returns the list of the tables of the first font in a file.
func directoryOf(data []byte) (directory, error) {
	begin := 0
	if len(data) >= 16 && string(data[:4]) == formatCollection {
		begin = int(min(binary.BigEndian.Uint32(data[12:]), MaxFontSize))
	}
	const shortest = 12
	if begin+shortest > len(data) {
		return directory{}, errors.New("it is too short")
	}
	switch header := data[begin:]; string(header[:4]) {
	case "\x00\x01\x00\x00", "OTTO", "true":
		count := int(binary.BigEndian.Uint16(header[4:]))
		return directory{begin + 12, 16, count, 8, 12, 12}, nil
	case formatWOFF:
		if begin+44 > len(data) {
			return directory{}, errors.New("it is too short")
		}
		count := int(binary.BigEndian.Uint16(header[12:]))
		return directory{begin + 44, 20, count, 4, 8, 12}, nil
	}
	return directory{}, errors.New("it has an unknown format")
}

// checkPoints returns an error if the outlines of a TrueType font have more points than bytes. Equal points need no
// bytes, so that the points of a small file could need much memory.
func checkPoints(l *opentype.Loader) error {
	table := func(name string) []byte {
		data, err := l.RawTable(opentype.MustNewTag(name))
		if err != nil {
			return nil // the reader says what is wrong with it
		}
		return data
	}
	glyphs := table("glyf")
	left := len(glyphs)
	for offset, end := range glyphOffsets(table("head"), table("loca")) {
		if offset == end {
			continue
		}
		if left -= pointsAt(glyphs, offset); left < 0 {
			return errors.New("the outlines have more points than bytes")
		}
	}
	return nil
}

// glyphOffsets yields where the outline of each glyph begins and ends.
func glyphOffsets(head, locations []byte) iter.Seq2[uint64, uint64] {
	const formatOffset = 51 // of the last byte of the format of locations: 0 for 16 bits, 1 for 32
	size, number := 2, func(b []byte) uint64 { return 2 * uint64(binary.BigEndian.Uint16(b)) }
	if len(head) > formatOffset && head[formatOffset] == 1 {
		size, number = 4, func(b []byte) uint64 { return uint64(binary.BigEndian.Uint32(b)) }
	}
	return func(yield func(uint64, uint64) bool) {
		for i := 0; i+2*size <= len(locations); i += size {
			if !yield(number(locations[i:]), number(locations[i+size:])) {
				return
			}
		}
	}
}

// pointsAt returns the number of points of the outline at an offset, 0 if it is put together from others.
func pointsAt(glyphs []byte, offset uint64) int {
	const header = 10
	if offset+header > uint64(len(glyphs)) {
		return 0
	}
	glyph := glyphs[offset:]
	contours := int(int16(binary.BigEndian.Uint16(glyph)))
	last := header + 2*(contours-1)
	if contours <= 0 || last+2 > len(glyph) {
		return 0
	}
	return int(binary.BigEndian.Uint16(glyph[last:])) + 1
}
