package codec

import (
	"bytes"
	"image"
)

// firstTransposed is the first EXIF orientation that exchanges width and height.
const firstTransposed = 5

// turn says where the pixels of a turned picture come from.
type turn struct {
	transposed   bool // columns become rows, before the flips
	flipX, flipY bool
}

// turns has what each orientation needs, by its number.
var turns = [...]turn{
	2: {flipX: true},
	3: {flipX: true, flipY: true},
	4: {flipY: true},
	5: {transposed: true},
	6: {transposed: true, flipX: true},
	7: {transposed: true, flipX: true, flipY: true},
	8: {transposed: true, flipY: true},
}

// orient turns a normalized picture as an EXIF orientation from 1 to 8 says.
func orient(m image.Image, orientation int) image.Image {
	if orientation <= 1 || orientation >= len(turns) {
		return m
	}
	t := turns[orientation]
	switch m := m.(type) {
	case *image.YCbCr:
		return t.ycbcr(m)
	case *image.Gray:
		w, h := m.Rect.Dx(), m.Rect.Dy()
		pix, stride := turnPlane[[1]byte](t, m.Pix, m.Stride, w, h)
		return &image.Gray{Pix: pix, Stride: stride, Rect: t.rect(w, h)}
	case *image.NRGBA:
		w, h := m.Rect.Dx(), m.Rect.Dy()
		pix, stride := turnPlane[[4]byte](t, m.Pix, m.Stride, w, h)
		return &image.NRGBA{Pix: pix, Stride: stride, Rect: t.rect(w, h)}
	}
	return m
}

func (t turn) rect(w, h int) image.Rectangle {
	if t.transposed {
		w, h = h, w
	}
	return image.Rect(0, 0, w, h)
}

// turnPlane returns a turned copy of w by h pixels, each of which is a P.
func turnPlane[P [1]byte | [4]byte](t turn, pix []byte, stride, w, h int) (turned []byte, turnedStride int) {
	var p P
	size := len(p)
	to := t.rect(w, h).Max
	turned = make([]byte, size*to.X*to.Y)
	for y := range to.Y {
		row := turned[size*to.X*y:][:size*to.X]
		at, step := t.source(y, to, stride, size)
		for x := 0; x < len(row); x += size {
			copy(row[x:x+size], pix[at:at+size])
			at += step
		}
	}
	return turned, size * to.X
}

// source returns the offset of the first pixel of a row of the turned picture, and how far apart its pixels are.
func (t turn) source(y int, to image.Point, stride, size int) (at, step int) {
	x := 0
	if t.flipX {
		x = to.X - 1
	}
	if t.flipY {
		y = to.Y - 1 - y
	}
	step = size
	if t.transposed {
		x, y, step = y, x, stride
	}
	if t.flipX {
		step = -step
	}
	return y*stride + x*size, step
}

// transposedRatio has the ratios of transposed planes. Those that are missing have none.
var transposedRatio = map[image.YCbCrSubsampleRatio]image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444: image.YCbCrSubsampleRatio444,
	image.YCbCrSubsampleRatio420: image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio422: image.YCbCrSubsampleRatio440,
	image.YCbCrSubsampleRatio440: image.YCbCrSubsampleRatio422,
}

// ycbcr turns each plane. Color samples of several pixels stay with their pixels only if the sides are even numbers;
// otherwise, and for ratios without a transposed one, each pixel gets color samples of its own first.
func (t turn) ycbcr(m *image.YCbCr) *image.YCbCr {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ratio, found := m.SubsampleRatio, true
	if t.transposed {
		ratio, found = transposedRatio[ratio]
	}
	if m.SubsampleRatio == image.YCbCrSubsampleRatio411 || m.SubsampleRatio == image.YCbCrSubsampleRatio410 {
		found = false
	}
	if !found || w%2 != 0 || h%2 != 0 {
		m, ratio = fullChroma(m), image.YCbCrSubsampleRatio444
	}
	cw, ch := chromaSize(m)
	turned := &image.YCbCr{SubsampleRatio: ratio, Rect: t.rect(w, h)}
	turned.Y, turned.YStride = turnPlane[[1]byte](t, m.Y, m.YStride, w, h)
	turned.Cb, turned.CStride = turnPlane[[1]byte](t, m.Cb, m.CStride, cw, ch)
	turned.Cr, _ = turnPlane[[1]byte](t, m.Cr, m.CStride, cw, ch)
	return turned
}

// chromaSize returns how many color samples there are in each direction.
func chromaSize(m *image.YCbCr) (w, h int) {
	last := m.COffset(m.Rect.Max.X-1, m.Rect.Max.Y-1)
	return m.COffset(m.Rect.Max.X-1, m.Rect.Min.Y) + 1, last/m.CStride + 1
}

// fullChroma returns a picture with as many color samples as pixels.
func fullChroma(m *image.YCbCr) *image.YCbCr {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	full := &image.YCbCr{
		Y: bytes.Clone(m.Y), Cb: make([]byte, w*h), Cr: make([]byte, w*h), YStride: m.YStride, CStride: w,
		SubsampleRatio: image.YCbCrSubsampleRatio444, Rect: m.Rect,
	}
	for y := range h {
		for x := range w {
			from := m.COffset(x, y)
			full.Cb[y*w+x], full.Cr[y*w+x] = m.Cb[from], m.Cr[from]
		}
	}
	return full
}
