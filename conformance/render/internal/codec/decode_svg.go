package codec

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"sync"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
	"github.com/openimagekit/imagekit/conformance/render/internal/svg"
)

// Drawing is an SVG document as a picture. It is drawn when its pixels are asked for. [Drawing.Draw] draws it at
// another size, so that it need not be scaled.
type Drawing struct {
	document      *svg.Drawing
	width, height int
	pixels        func() *image.NRGBA
}

// drawing returns a document as a picture of a size.
func drawing(document *svg.Drawing, width, height int) *Drawing {
	d := &Drawing{document: document, width: width, height: height}
	d.pixels = sync.OnceValue(func() *image.NRGBA {
		m, err := d.Draw(context.Background(), scale.RectOf(d.Bounds()), width, height)
		if err != nil { // Decode has drawn it without an error
			return image.NewNRGBA(d.Bounds())
		}
		return m
	})
	return d
}

// Draw draws a part of the picture on a picture of a size.
func (d *Drawing) Draw(ctx context.Context, part scale.Rect, width, height int) (*image.NRGBA, error) {
	fullWidth, fullHeight := d.document.Size()
	across, down := fullWidth/float64(d.width), fullHeight/float64(d.height)
	return d.document.Draw(ctx,
		part.X0*across, part.Y0*down, part.X1*across, part.Y1*down, width, height)
}

// Scaled returns the document as a picture of another size.
func (d *Drawing) Scaled(factor float64) *Drawing {
	width, height := d.document.Size()
	return drawing(d.document, wholePixels(width*factor), wholePixels(height*factor))
}

// ColorModel implements image.Image.
func (*Drawing) ColorModel() color.Model { return color.NRGBAModel }

// Bounds implements image.Image.
func (d *Drawing) Bounds() image.Rectangle { return image.Rect(0, 0, d.width, d.height) }

// At implements image.Image.
func (d *Drawing) At(x, y int) color.Color { return d.pixels().NRGBAAt(x, y) }

// wholePixels returns a number of pixels, at least 1.
func wholePixels(length float64) int { return int(max(1, min(math.Floor(length+0.5), math.MaxInt32))) }

func inspectSVG(data []byte) (*header, error) {
	width, height, err := svg.Size(data)
	if err != nil {
		return nil, err
	}
	return &header{
		Config: Config{Width: wholePixels(width), Height: wholePixels(height), HasAlpha: true}, perPixel: 4,
	}, nil
}

// probeSide is the larger side of the picture that decodeSVG draws, in pixels.
const probeSide = 64

// decodeSVG reads a document, and draws it small, to find out whether it can be drawn.
func decodeSVG(ctx context.Context, data []byte, h *header) ([]Frame, error) {
	document, err := svg.Parse(data)
	if err != nil {
		return nil, err
	}
	d := drawing(document, h.Width, h.Height)
	factor := min(1, probeSide/float64(max(h.Width, h.Height)))
	_, err = d.Draw(ctx, scale.RectOf(d.Bounds()), wholePixels(float64(h.Width)*factor),
		wholePixels(float64(h.Height)*factor))
	return []Frame{{Image: d}}, err
}

// UndrawnPart returns what of an SVG document is the reason for an error of [Decode]: something that is not drawn.
func UndrawnPart(err error) (what string, ok bool) {
	unsupported, ok := errors.AsType[*svg.UnsupportedError](err)
	if !ok {
		return "", false
	}
	return unsupported.What, true
}
