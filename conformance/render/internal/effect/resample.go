package effect

import (
	"context"
	"image"
)

// unit is the length of a pixel in the coordinates of this package that are not whole pixels. The top left corner of a
// picture is 0, 0; the center of the pixel there is half a unit from it in both directions.
const unit = 256

// mapping returns the place in the source whose color a place of the result has. ok is false for a place that is
// transparent.
type mapping func(x, y int) (sourceX, sourceY int, ok bool)

// resample returns a picture of a size, whose pixels have the color that m has at the places that a mapping gives. Each
// pixel is the mean of samples by samples places. What is outside of m is transparent.
func resample(ctx context.Context, m *image.NRGBA, w, h, samples int, at mapping) (*image.NRGBA, error) {
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	places := make([]int, samples)
	for i := range places {
		places[i] = (2*i + 1) * unit / (2 * samples)
	}
	for y := range h {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row := out.Pix[y*out.Stride : (y+1)*out.Stride]
		for x := range w {
			s := at.sum(m, x*unit, y*unit, places)
			s.store(row[channels*x:][:channels], uint64(samples*samples)*unit*unit)
		}
	}
	return out, nil
}

// sum adds the colors at several places of the pixel whose top left corner is x, y.
func (at mapping) sum(m *image.NRGBA, x, y int, places []int) (s colorSum) {
	for _, dy := range places {
		for _, dx := range places {
			if sourceX, sourceY, ok := at(x+dx, y+dy); ok {
				s.addInterpolated(m, sourceX, sourceY)
			}
		}
	}
	return s
}
