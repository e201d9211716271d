package scale

import "encoding/binary"

// lines adds lines of a plane.
type lines interface {
	// sum returns, for each column and channel from the first pixel that is needed, the sum of the lines in a line of
	// blocks. It is valid until the next call.
	sum(y *axis, block int) []uint32
	// unit returns the value of a white or opaque pixel.
	unit() uint64
}

// byteLines adds lines whose pixels are bytes.
type byteLines struct {
	line  func(y int) []byte
	lanes []uint64 // sums of 16 bits: those of the even columns of eight, and those of the odd ones, in turns
	sums  []uint32
}

func newByteLines(line func(y int) []byte, columns int) *byteLines {
	groups := (columns + 7) / 8
	return &byteLines{line: line, lanes: make([]uint64, 2*groups), sums: make([]uint32, 8*groups)}
}

func (b *byteLines) unit() uint64 { return 0xff }

func (b *byteLines) sum(y *axis, block int) []uint32 {
	top := y.origin + block*y.block
	if y.block == 1 {
		for i, value := range b.line(y.clamp(top)) {
			b.sums[i] = uint32(value)
		}
		return b.sums
	}
	clear(b.sums)
	for first := 0; first < y.block; first += maxLines {
		clear(b.lanes)
		for i := first; i < min(first+maxLines, y.block); i++ {
			addBytes(b.lanes, b.line(y.clamp(top+i)))
		}
		addLanes(b.sums, b.lanes)
	}
	return b.sums
}

const (
	// maxLines is the largest number of bytes whose sum fits in a lane.
	maxLines  = 256
	evenBytes = 0x00ff00ff00ff00ff
)

// addBytes adds the bytes of a line to lanes, eight at once.
func addBytes(lanes []uint64, line []byte) {
	for len(line) >= 8 && len(lanes) >= 2 {
		eight := binary.LittleEndian.Uint64(line)
		lanes[0] += eight & evenBytes
		lanes[1] += eight >> 8 & evenBytes
		line, lanes = line[8:], lanes[2:]
	}
	if len(line) > 0 {
		var rest [8]byte
		copy(rest[:], line)
		addBytes(lanes, rest[:])
	}
}

// addLanes adds the sums in lanes to those of their columns.
func addLanes(sums []uint32, lanes []uint64) {
	for len(lanes) >= 2 && len(sums) >= 8 {
		even, odd, columns := lanes[0], lanes[1], (*[8]uint32)(sums)
		columns[0] += uint32(even & 0xffff)
		columns[1] += uint32(odd & 0xffff)
		columns[2] += uint32(even >> 16 & 0xffff)
		columns[3] += uint32(odd >> 16 & 0xffff)
		columns[4] += uint32(even >> 32 & 0xffff)
		columns[5] += uint32(odd >> 32 & 0xffff)
		columns[6] += uint32(even >> 48)
		columns[7] += uint32(odd >> 48)
		lanes, sums = lanes[2:], sums[8:]
	}
}

// wordLines adds lines whose pixels are words of 16 bits.
type wordLines struct {
	line func(y int) []uint16
	sums []uint32
}

func (w *wordLines) unit() uint64 { return 0xffff }

func (w *wordLines) sum(y *axis, block int) []uint32 {
	clear(w.sums)
	for i := range y.block {
		line := w.line(y.clamp(y.origin + block*y.block + i))
		for i, value := range line[:len(w.sums)] {
			w.sums[i] += uint32(value)
		}
	}
	return w.sums
}
