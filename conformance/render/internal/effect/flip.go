package effect

import (
	"image"
)

// FlipHorizontal mirrors a picture, so that its left side becomes the right one.
func FlipHorizontal(m *image.NRGBA) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : y*m.Stride+channels*m.Rect.Dx()]
		for i, j := 0, len(row)-channels; i < j; i, j = i+channels, j-channels {
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
