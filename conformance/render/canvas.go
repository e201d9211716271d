package render

import (
	"context"
	"image"
	"image/color"
	"image/draw"
)

// apply scales and crops a picture, and lays it on a background if it is padded.
func (p placement) apply(ctx context.Context, m image.Image, b background) (image.Image, error) {
	if p.keepsPicture(sizeOf(m)) {
		return m, nil
	}
	scaled, err := resized(ctx, m, p.part, p.scaled)
	if err != nil || !p.isPadded() {
		return scaled, err
	}
	canvas, err := b.canvas(ctx, m, p.canvas)
	if err != nil {
		return nil, err
	}
	at := image.Rectangle{p.offset, p.offset.Add(image.Pt(p.scaled.width, p.scaled.height))}
	draw.Draw(canvas, at, scaled, image.Point{}, draw.Over)
	return canvas, nil
}

func sizeOf(m image.Image) size {
	b := m.Bounds()
	return size{b.Dx(), b.Dy()}
}

// fill sets all pixels to a colour.
func fill(m *image.NRGBA, c color.NRGBA) {
	draw.Draw(m, m.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
}
