package codec

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/gif"
	"time"
)

// gifDelay is the unit of delays in GIF files.
const gifDelay = 10 * time.Millisecond

// decodeGIF draws each frame onto the canvas, as a browser does: the canvas is transparent in the beginning, whatever
// the background color of the file is.
func decodeGIF(ctx context.Context, data []byte, h *header, frames int) ([]Frame, error) {
	if frames < h.Frames { // the decoder reads the beginning of the file as if it were all
		data = append(bytes.Clone(data[:h.frameEnds[frames-1]]), gifTrailer)
	}
	g, err := gif.DecodeAll(newReader(ctx, data))
	if err != nil {
		return nil, err
	}
	if len(g.Image) > frames {
		return nil, errors.New("there are more frames than the blocks say")
	}
	var all []Frame
	canvas := image.NewNRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	for i, m := range g.Image {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var before *image.NRGBA
		if g.Disposal[i] == gif.DisposalPrevious {
			before = cloneNRGBA(canvas)
		}
		drawPaletted(canvas, m)
		all = append(all, Frame{cloneNRGBA(canvas), time.Duration(g.Delay[i]) * gifDelay})
		switch g.Disposal[i] {
		case gif.DisposalBackground:
			draw.Draw(canvas, m.Rect, image.Transparent, image.Point{}, draw.Src)
		case gif.DisposalPrevious:
			canvas = before
		}
		g.Image[i] = nil // not needed any more
	}
	return all, nil
}

func cloneNRGBA(m *image.NRGBA) *image.NRGBA {
	return &image.NRGBA{Pix: bytes.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
}

// drawPaletted draws the pixels that are not transparent. Colors of GIF files are opaque or transparent.
func drawPaletted(dst *image.NRGBA, m *image.Paletted) {
	colors := nrgbaPalette(m.Palette)
	r := m.Rect.Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(r.Min.X, y):]
		for i, index := range m.Pix[m.PixOffset(r.Min.X, y):][:r.Dx()] {
			if c := colors[index]; c[3] != 0 {
				copy(row[4*i:], c[:])
			}
		}
	}
}
