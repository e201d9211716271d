package svg

import (
	"context"
	"image"
	"image/color"
)

// fillMask paints the parts of a picture that a raster covers.
func fillMask(ctx context.Context, m *image.NRGBA, r *raster, from source) error {
	return r.scan(ctx, func(x, y int, covered []int32) {
		pixels := m.Pix[m.PixOffset(x, y):]
		for i, coverage := range covered {
			if coverage > 0 {
				blend(pixels[4*i:4*i+4], from(x+i, y), uint32(coverage))
			}
		}
	})
}

// blend lays a color over a pixel. coverage is the part of fullCoverage.
func blend(pixel []uint8, c color.NRGBA, coverage uint32) {
	if c.A == 0xff && coverage == fullCoverage {
		pixel[0], pixel[1], pixel[2], pixel[3] = c.R, c.G, c.B, 0xff
		return
	}
	alpha := (uint32(c.A)*coverage + fullCoverage/2) / fullCoverage
	below := uint32(pixel[3]) * (255 - alpha) // times 255
	sum := alpha*255 + below
	if sum == 0 {
		return
	}
	for i, value := range [3]uint8{c.R, c.G, c.B} {
		pixel[i] = uint8((uint32(value)*alpha*255 + uint32(pixel[i])*below + sum/2) / sum)
	}
	pixel[3] = uint8((sum + 127) / 255)
}

// compose lays a picture over another one of the same size, with an opacity, and only where mask is opaque unless it
// is nil.
func compose(ctx context.Context, below, above, mask *image.NRGBA, opacity float64) error {
	whole := uint32(opacity*fullCoverage + 0.5)
	for y := range below.Rect.Dy() {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range below.Rect.Dx() {
			at := below.PixOffset(x, y)
			pixel := above.Pix[at : at+4]
			coverage := whole
			if mask != nil {
				coverage = coverage * uint32(mask.Pix[at+3]) / 255
			}
			if pixel[3] > 0 && coverage > 0 {
				blend(below.Pix[at:at+4], color.NRGBA{pixel[0], pixel[1], pixel[2], pixel[3]}, coverage)
			}
		}
	}
	return nil
}
