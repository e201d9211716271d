package render

import (
	"context"
	"image"
	"image/color"
	"image/draw"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// apply scales and crops a picture, and lays it on a canvas of a colour if it is padded.
func (p placement) apply(ctx context.Context, m image.Image, background color.NRGBA) (image.Image, error) {
	if _, isDrawing := m.(*codec.Drawing); !isDrawing && p.keepsPicture(sizeOf(m)) {
		return m, nil
	}
	scaled, err := resized(ctx, m, p.part, p.scaled)
	if err != nil || !p.isPadded() {
		return scaled, err
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, p.canvas.width, p.canvas.height))
	fill(canvas, background)
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

// flatten lays a picture on a canvas of a colour, so that its transparent parts show the colour.
func flatten(m image.Image, c color.NRGBA) image.Image {
	canvas := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	fill(canvas, c)
	draw.Draw(canvas, canvas.Bounds(), m, m.Bounds().Min, draw.Over)
	return canvas
}
