package effect

import (
	"context"
	"image"
	"image/color"
)

// BorderedSize returns the size of a picture of a size with a border of a width.
func BorderedSize(w, h, width int) (borderedWidth, borderedHeight int) {
	return w + 2*width, h + 2*width
}

// AddBorder returns a picture with a border around it. c has the radii of the outer edge of the border. Those of the
// inner edge, which also cuts the corners of the picture, are smaller by the width of the border, as in CSS.
func AddBorder(ctx context.Context, m *image.NRGBA, width int, border color.NRGBA, c Corners) (*image.NRGBA, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	newWidth, newHeight := BorderedSize(w, h, width)
	out := image.NewNRGBA(image.Rect(0, 0, newWidth, newHeight))
	c = c.Fitted(newWidth, newHeight)
	outer, inner := newMask(newWidth, newHeight, c), newMask(w, h, c.Shrunk(width))
	paint := []byte{border.R, border.G, border.B, border.A}
	for y := range newHeight {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		outer.setRow(y)
		row := out.Pix[y*out.Stride : (y+1)*out.Stride]
		if y < width || y >= width+h {
			fillRow(row, paint, outer.row)
			continue
		}
		inner.setRow(y - width)
		fillRow(row[:channels*width], paint, outer.row[:width])
		fillRow(row[channels*(width+w):], paint, outer.row[width+w:])
		inside := row[channels*width:]
		blendRow(inside, m.Pix[(y-width)*m.Stride:], paint, outer.row[width:], inner.row)
	}
	return out, nil
}

// fillRow paints pixels in a color, as far as they are covered.
func fillRow(row, paint []byte, coverage []uint32) {
	for x, covered := range coverage {
		var s colorSum
		s.add(paint, uint64(covered))
		s.store(row[channels*x:][:channels], fullCoverage)
	}
}

// blendRow writes the pixels of a picture within the inner edge and the color of the border between the edges.
func blendRow(row, picture, paint []byte, outer, inner []uint32) {
	for x, inside := range inner {
		pixel := picture[channels*x:][:channels]
		if inside == fullCoverage {
			copy(row[channels*x:], pixel)
			continue
		}
		var s colorSum
		s.add(pixel, uint64(inside))
		if outer[x] > inside {
			s.add(paint, uint64(outer[x]-inside))
		}
		s.store(row[channels*x:][:channels], fullCoverage)
	}
}
