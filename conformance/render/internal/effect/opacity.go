package effect

import "image"

// Opacity makes a picture more transparent: it multiplies the alpha of each pixel by a percentage from 0 to 100.
func Opacity(m *image.NRGBA, percent int) {
	var table [256]byte
	for i := range table {
		table[i] = byte((i*percent + 50) / 100)
	}
	for i := 0; i < len(m.Pix); i += channels {
		setAlpha(m.Pix[i:][:channels], table[m.Pix[i+3]])
	}
}
