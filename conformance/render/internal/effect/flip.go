package effect

import (
	"image"
	"slices"
)

// FlipHorizontal mirrors a picture, so that its left side becomes the right one.
func FlipHorizontal(m *image.NRGBA) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : y*m.Stride+4*m.Rect.Dx()]
		for i, j := 0, len(row)-4; i < j; i, j = i+4, j-4 {
			left, right := [4]byte(row[i:]), [4]byte(row[j:])
			copy(row[i:], right[:])
			copy(row[j:], left[:])
		}
	}
}

// FlipVertical mirrors a picture, so that its top becomes the bottom.
func FlipVertical(m *image.NRGBA) {
	above := make([]byte, m.Stride)
	for i, j := 0, m.Rect.Dy()-1; i < j; i, j = i+1, j-1 {
		top, bottom := m.Pix[i*m.Stride:(i+1)*m.Stride], m.Pix[j*m.Stride:(j+1)*m.Stride]
		copy(above, top)
		copy(top, bottom)
		copy(bottom, above)
	}
}

// RotateQuarters returns a picture that is turned clockwise by a number of quarters, which can be negative. No pixel
// changes its color.
func RotateQuarters(m *image.NRGBA, quarters int) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	switch quarters & 3 {
	case 0:
		return &image.NRGBA{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	case 2:
		out := &image.NRGBA{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
		FlipVertical(out)
		FlipHorizontal(out)
		return out
	}
	out := image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range h {
		row := m.Pix[y*m.Stride : y*m.Stride+4*w]
		at, step := 4*(h-1-y), out.Stride // clockwise: rows become columns from the right to the left
		if quarters&3 == 3 {
			at, step = (w-1)*out.Stride+4*y, -out.Stride
		}
		for ; len(row) > 0; row, at = row[4:], at+step {
			copy(out.Pix[at:at+4], row[:4])
		}
	}
	return out
}
