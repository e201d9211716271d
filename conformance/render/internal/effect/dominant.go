package effect

import (
	"context"
	"image"
	"image/color"
)

// DominantEdgeColor returns the commonest color of the pixels at the edges of a picture. Transparent pixels do not
// count, unless there are no others.
func DominantEdgeColor(m *image.NRGBA) color.NRGBA {
	var h histogram
	w, rows := m.Rect.Dx(), m.Rect.Dy()
	for y := range rows {
		row := m.Pix[y*m.Stride : y*m.Stride+channels*w]
		if y == 0 || y == rows-1 {
			h.addRow(row)
			continue
		}
		h.addRow(row[:channels])
		h.addRow(row[channels*w-channels:])
	}
	return h.dominant(1)[0]
}

// DominantColors returns the commonest colors of a picture, the commonest first. Transparent pixels do not count. A
// picture with fewer different colors has the last one several times; without any, it is black.
func DominantColors(ctx context.Context, m *image.NRGBA, count int) ([]color.NRGBA, error) {
	var h histogram
	if err := forRows(ctx, m, h.addRow); err != nil {
		return nil, err
	}
	return h.dominant(count), nil
}

// histogramBits is the number of bits of red, green and blue that tell colors apart.
const histogramBits = 4

// histogram counts similar colors.
type histogram [1 << (3 * histogramBits)]colorSum

func (h *histogram) addRow(row []byte) {
	const shift = 8 - histogramBits
	for ; len(row) >= channels; row = row[channels:] {
		i := int(row[0]>>shift)<<(2*histogramBits) | int(row[1]>>shift)<<histogramBits | int(row[2]>>shift)
		h[i].add(row[:channels], 1)
	}
}

// similar is the largest difference of red, green and blue together of two colors that count as one.
const similar = 64

// dominant returns the commonest colors.
func (h *histogram) dominant(count int) []color.NRGBA {
	var colors []color.NRGBA
	for len(colors) < count {
		best := -1
		for i, s := range h {
			if s.alpha > 0 && (best < 0 || s.alpha > h[best].alpha) && !isSimilar(s.mean(), colors) {
				best = i
			}
		}
		switch {
		case best >= 0:
			colors = append(colors, h[best].mean())
		case len(colors) > 0:
			colors = append(colors, colors[len(colors)-1])
		default:
			colors = append(colors, color.NRGBA{A: 0xff})
		}
	}
	return colors
}

// isSimilar reports whether a color is similar to one of others.
func isSimilar(c color.NRGBA, others []color.NRGBA) bool {
	for _, other := range others {
		distance := 0
		for _, d := range [...]int{int(c.R) - int(other.R), int(c.G) - int(other.G), int(c.B) - int(other.B)} {
			distance += max(d, -d)
		}
		if distance <= similar {
			return true
		}
	}
	return false
}
