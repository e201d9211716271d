package codec

import (
	"image"
	"image/color"
)

// blockSize is how many pixels a block has in each direction.
const blockSize = 8

// block has samples or coefficients, row by row.
type block [blockSize * blockSize]int32

// zigzag has the order in which coefficients are stored: by rising frequency.
var zigzag = [blockSize * blockSize]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// The typical quantization of the standard (ITU-T T.81, annex K.1), row by row.
var (
	lumaQuantization = block{
		16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
		14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
		18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
		49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
	}
	chromaQuantization = block{
		17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
		24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
	}
)

// quantization scales a typical table for a quality from 1 to 100, as libjpeg does.
func quantization(typical *block, quality int) *block {
	scale := int32(200 - 2*quality)
	if quality < 50 {
		scale = int32(5000 / quality)
	}
	var q block
	for i, v := range typical {
		q[i] = min(max((v*scale+50)/100, 1), 255)
	}
	return &q
}

// Halves of cosines of multiples of 1/16 of a half turn, in units of 1/8192. The first coefficient has the factor of
// the fourth.
const (
	cosBits = 13
	cos1    = 4017
	cos2    = 3784
	cos3    = 3406
	cos4    = 2896
	cos5    = 2276
	cos6    = 1567
	cos7    = 799
)

// transform replaces samples by the coefficients of the discrete cosine transform. Between the two passes, values have
// three bits behind the point.
func (b *block) transform() {
	const between = 3
	for i := 0; i < len(b); i += blockSize {
		b.transformLine(i, 1, cosBits-between)
	}
	for i := range blockSize {
		b.transformLine(i, blockSize, cosBits+between)
	}
}

// transformLine transforms eight values, and drops some bits of the results.
func (b *block) transformLine(start, step int, drop uint) {
	line := b[start : start+7*step+1]
	sum0, odd0 := line[0]+line[7*step], line[0]-line[7*step]
	sum1, odd1 := line[step]+line[6*step], line[step]-line[6*step]
	sum2, odd2 := line[2*step]+line[5*step], line[2*step]-line[5*step]
	sum3, odd3 := line[3*step]+line[4*step], line[3*step]-line[4*step]
	outer, outerDifference := sum0+sum3, sum0-sum3
	inner, innerDifference := sum1+sum2, sum1-sum2
	half := int32(1) << (drop - 1)
	line[0] = (cos4*(outer+inner) + half) >> drop
	line[step] = (cos1*odd0 + cos3*odd1 + cos5*odd2 + cos7*odd3 + half) >> drop
	line[2*step] = (cos2*outerDifference + cos6*innerDifference + half) >> drop
	line[3*step] = (cos3*odd0 - cos7*odd1 - cos1*odd2 - cos5*odd3 + half) >> drop
	line[4*step] = (cos4*(outer-inner) + half) >> drop
	line[5*step] = (cos5*odd0 - cos1*odd1 + cos7*odd2 + cos3*odd3 + half) >> drop
	line[6*step] = (cos6*outerDifference - cos2*innerDifference + half) >> drop
	line[7*step] = (cos7*odd0 - cos5*odd1 + cos3*odd2 - cos1*odd3 + half) >> drop
}

// quantize stores the coefficients, divided and in the order of a file.
func (b *block) quantize(q, result *block) {
	for i, from := range zigzag {
		v, d := b[from], q[from]
		if v < 0 {
			result[i] = -((-v + d/2) / d)
		} else {
			result[i] = (v + d/2) / d
		}
	}
}

// blockSource reads the samples of a picture.
type blockSource struct {
	m             image.Image // an *image.Gray, an *image.YCbCr or an *image.RGBA
	width, height int
	components    int
}

func newBlockSource(m image.Image) *blockSource {
	s := &blockSource{m: m, width: m.Bounds().Dx(), height: m.Bounds().Dy(), components: 3}
	if _, isGray := m.(*image.Gray); isGray {
		s.components = 1
	}
	return s
}

// read fills a block of each component with samples around 0. Pixels behind the right and the lower edge are those of
// the edge.
func (s *blockSource) read(column, row int, blocks *[3]block) {
	left := column * blockSize
	for i := range blockSize {
		y := min(row*blockSize+i, s.height-1)
		at := i * blockSize
		n := min(blockSize, s.width-left)
		for x := range n {
			s.pixel(left+x, y, at+x, blocks)
		}
		for x := n; x < blockSize; x++ {
			for c := range blocks {
				blocks[c][at+x] = blocks[c][at+n-1]
			}
		}
	}
}

// pixel sets one sample of each block.
func (s *blockSource) pixel(x, y, at int, blocks *[3]block) {
	switch m := s.m.(type) {
	case *image.Gray:
		blocks[0][at] = int32(m.Pix[y*m.Stride+x]) - 128
	case *image.YCbCr:
		x, y = x+m.Rect.Min.X, y+m.Rect.Min.Y
		from := m.COffset(x, y)
		blocks[0][at] = int32(m.Y[m.YOffset(x, y)]) - 128
		blocks[1][at], blocks[2][at] = int32(m.Cb[from])-128, int32(m.Cr[from])-128
	case *image.RGBA:
		p := m.Pix[y*m.Stride+4*x:][:4]
		luma, cb, cr := color.RGBToYCbCr(p[0], p[1], p[2])
		blocks[0][at], blocks[1][at], blocks[2][at] = int32(luma)-128, int32(cb)-128, int32(cr)-128
	}
}
