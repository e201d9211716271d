package codec

import (
	"context"
	"image"
	"math/bits"
)

// jpegWriter writes a JPEG file whose colors have the full resolution, in contrast to those of package image/jpeg. Its
// arithmetic has integers only, so that the bytes of a file are the same everywhere.
type jpegWriter struct {
	bitWriter
	source        *blockSource
	columns, rows int // of blocks
	quantization  [2]*block
	dc, ac        [2]*huffmanTable
	previous      [3]int32 // the last first coefficient of each component
	// coefficients of all blocks of each component, which only progressive files need at once
	coefficients [3][][blockSize * blockSize]int16
}

// Scans of progressive files: the first coefficient of all components, and then these ranges of each one.
var progressiveScans = [][2]byte{{1, 5}, {6, 63}}

// writeJPEG writes an *image.Gray, an *image.YCbCr or an *image.RGBA. It ignores alpha.
func writeJPEG(ctx context.Context, m image.Image, quality int, progressive bool) ([]byte, error) {
	s := newBlockSource(m)
	w := &jpegWriter{
		source:  s,
		columns: (s.width + blockSize - 1) / blockSize, rows: (s.height + blockSize - 1) / blockSize,
		quantization: [2]*block{quantization(&lumaQuantization, quality), quantization(&chromaQuantization, quality)},
		dc:           [2]*huffmanTable{newHuffmanTable(huffmanSpecs.dcLuma), newHuffmanTable(huffmanSpecs.dcChroma)},
		ac:           [2]*huffmanTable{newHuffmanTable(huffmanSpecs.acLuma), newHuffmanTable(huffmanSpecs.acChroma)},
	}
	w.file = append(w.file, "\xff\xd8"...)
	w.tables(progressive)
	scans := w.baseline
	if progressive {
		scans = w.progressive
	}
	if err := scans(ctx); err != nil {
		return nil, err
	}
	return append(w.file, "\xff\xd9"...), nil
}

// tableOf returns 0 for luma and 1 for chroma.
func tableOf(component int) byte { return byte(min(component, 1)) }

// tables writes the segments before the scans.
func (w *jpegWriter) tables(progressive bool) {
	kinds := min(w.source.components, 2)
	for i := range byte(kinds) {
		content := []byte{i}
		for _, from := range zigzag {
			content = append(content, byte(w.quantization[i][from]))
		}
		w.file = append(w.file, segment("\xff\xdb", "", content)...)
	}
	s := w.source
	frame := []byte{8, byte(s.height >> 8), byte(s.height), byte(s.width >> 8), byte(s.width), byte(s.components)}
	for c := range s.components {
		frame = append(frame, byte(c+1), 0x11, tableOf(c))
	}
	marker := "\xff\xc0"
	if progressive {
		marker = "\xff\xc2"
	}
	w.file = append(w.file, segment(marker, "", frame)...)
	for i := range byte(kinds) {
		w.file = append(w.file, segment("\xff\xc4", string([]byte{i}), w.dc[i].content)...)
		w.file = append(w.file, segment("\xff\xc4", string([]byte{0x10 | i}), w.ac[i].content)...)
	}
}

// startScan writes the header of a scan of some components and a range of coefficients.
func (w *jpegWriter) startScan(first, last byte, components ...int) {
	content := []byte{byte(len(components))}
	for _, c := range components {
		content = append(content, byte(c+1), tableOf(c)<<4|tableOf(c))
	}
	w.file = append(w.file, segment("\xff\xda", "", append(content, first, last, 0))...)
}

func (w *jpegWriter) allComponents() []int { return []int{0, 1, 2}[:w.source.components] }

// forBlocks calls f for each block of each component, component after component at each place.
func (w *jpegWriter) forBlocks(ctx context.Context, f func(component int, b *block)) error {
	var blocks [3]block
	var quantized block
	for row := range w.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		for column := range w.columns {
			w.source.read(column, row, &blocks)
			for c := range w.source.components {
				blocks[c].transform()
				blocks[c].quantize(w.quantization[tableOf(c)], &quantized)
				f(c, &quantized)
			}
		}
	}
	return nil
}

func (w *jpegWriter) baseline(ctx context.Context) error {
	w.startScan(0, 63, w.allComponents()...)
	err := w.forBlocks(ctx, func(c int, b *block) {
		w.writeFirst(c, b[0])
		writeRange(&w.bitWriter, w.ac[tableOf(c)], b[1:])
	})
	w.flush()
	return err
}

func (w *jpegWriter) progressive(ctx context.Context) error {
	w.startScan(0, 0, w.allComponents()...)
	err := w.forBlocks(ctx, func(c int, b *block) {
		w.writeFirst(c, b[0])
		var kept [blockSize * blockSize]int16
		for i, v := range b {
			kept[i] = int16(v)
		}
		w.coefficients[c] = append(w.coefficients[c], kept)
	})
	if err != nil {
		return err
	}
	w.flush()
	for _, scan := range progressiveScans {
		for _, c := range w.allComponents() {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.startScan(scan[0], scan[1], c)
			for i := range w.coefficients[c] {
				writeRange(&w.bitWriter, w.ac[tableOf(c)], w.coefficients[c][i][scan[0]:scan[1]+1])
			}
			w.flush()
		}
	}
	return nil
}

// writeFirst writes the difference of the first coefficient from the one before.
func (w *jpegWriter) writeFirst(component int, v int32) {
	value, size := magnitude(v - w.previous[component])
	w.previous[component] = v
	w.symbol(w.dc[tableOf(component)], byte(size), value, size)
}

// magnitude returns the bits that stand for a value, and how many there are: those of negative values are inverted.
func magnitude(v int32) (value uint32, size int) {
	if v < 0 {
		size = bits.Len32(uint32(-v))
		return uint32(v - 1), size
	}
	return uint32(v), bits.Len32(uint32(v))
}

// Symbols of coefficients that are 0: sixteen of them, and all up to the end of the range.
const (
	sixteenZeros = 0xf0
	onlyZeros    = 0x00
)

// writeRange writes a range of coefficients other than the first: each that is not 0 with the number of zeros before
// it.
func writeRange[T int16 | int32](w *bitWriter, t *huffmanTable, coefficients []T) {
	zeros := 0
	for _, v := range coefficients {
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros >= 16; zeros -= 16 {
			w.symbol(t, sixteenZeros, 0, 0)
		}
		value, size := magnitude(int32(v))
		w.symbol(t, byte(zeros<<4|size), value, size)
		zeros = 0
	}
	if zeros > 0 {
		w.symbol(t, onlyZeros, 0, 0)
	}
}
