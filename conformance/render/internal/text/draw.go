package text

import (
	"context"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/vector"
)

// tileSide is the side of the parts in which outlines are rasterized, in pixels. The rasterizer uses floating-point
// numbers for larger ones, whose results depend on the processor.
const tileSide = 512

// alphaOffset is the offset of the opacity of a pixel of image.NRGBA.
const alphaOffset = 3

// Draw returns the picture.
func (l *Layout) Draw(ctx context.Context) (*image.NRGBA, error) {
	m := image.NewNRGBA(image.Rectangle{Max: l.size})
	var r rasterizer
	// The opacity of each pixel of the picture is first how much of the pixel is covered by letters.
	for _, s := range l.shapes {
		if err := r.add(ctx, m, s); err != nil {
			return nil, err
		}
	}
	return m, l.paint(ctx, m)
}

// rasterizer draws outlines in tiles.
type rasterizer struct {
	vector vector.Rasterizer
	tile   [tileSide * tileSide]byte
}

// add adds how much a shape covers of each pixel to what the shapes before cover.
func (r *rasterizer) add(ctx context.Context, m *image.NRGBA, s shape) error {
	b := s.path.bounds.add(s.x, s.y)
	size := m.Rect.Size()
	bounds := image.Rect(
		int(max(floor(b.x0), 0)), int(max(floor(b.y0), 0)),
		int(min(ceil(b.x1), int64(size.X))), int(min(ceil(b.y1), int64(size.Y))),
	).Intersect(m.Rect)
	for y := bounds.Min.Y; y < bounds.Max.Y; y += tileSide {
		for x := bounds.Min.X; x < bounds.Max.X; x += tileSide {
			if err := ctx.Err(); err != nil {
				return err
			}
			area := image.Rect(x, y, x+tileSide, y+tileSide).Intersect(bounds)
			merge(m, area, r.draw(s, area))
		}
	}
	return nil
}

// draw returns how much a shape covers of each pixel in an area of at most the size of a tile.
func (r *rasterizer) draw(s shape, area image.Rectangle) *image.Alpha {
	r.vector.Reset(area.Dx(), area.Dy())
	r.vector.DrawOp = draw.Src
	x, y := s.x-int64(area.Min.X)*subpixels, s.y-int64(area.Min.Y)*subpixels
	height := int64(area.Dy()) * subpixels
	for _, contour := range s.path.contours {
		from := contour[len(contour)-1]
		for _, to := range contour {
			fromY, toY := int64(from.y)+y, int64(to.y)+y
			if max(fromY, toY) > 0 && min(fromY, toY) < height && fromY != toY {
				r.vector.MoveTo(pixels(int64(from.x)+x), pixels(fromY))
				r.vector.LineTo(pixels(int64(to.x)+x), pixels(toY))
			}
			from = to
		}
	}
	// The vector package ignores the stride.
	tile := &image.Alpha{Pix: r.tile[:area.Dx()*area.Dy()], Stride: area.Dx(), Rect: image.Rectangle{Max: area.Size()}}
	r.vector.Draw(tile, tile.Rect, image.Opaque, image.Point{})
	return tile
}

// pixels returns a position in pixels. The result is exact within any picture.
func pixels(position int64) float32 { return float32(position) / subpixels }

// merge adds how much is covered of each pixel in an area.
func merge(m *image.NRGBA, area image.Rectangle, covered *image.Alpha) {
	for y := range area.Dy() {
		row := covered.Pix[y*covered.Stride:][:area.Dx()]
		to := m.Pix[m.PixOffset(area.Min.X, area.Min.Y+y)+alphaOffset:]
		for x, c := range row {
			if c != 0 {
				to[4*x] += byte(multiply(uint32(c), uint32(0xff-to[4*x])))
			}
		}
	}
}

// multiply returns the product of two parts of 255, rounded to the nearest number.
func multiply(x, y uint32) uint32 { return (x*y + 127) / 255 }

// paint gives a picture its colors, whose opacities say how much of each pixel is covered by letters.
func (l *Layout) paint(ctx context.Context, m *image.NRGBA) error {
	for y := range m.Rect.Dy() {
		if y%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := m.Pix[y*m.Stride : (y+1)*m.Stride]
		for x := 0; x < len(row); x += 4 {
			paintPixel(row[x:x+4], l.style.Color, l.style.Background)
		}
	}
	return nil
}

// paintPixel lays the color of letters over that of the background. The pixel has how much of it is covered by letters
// as its opacity.
func paintPixel(pixel []byte, letters, background color.NRGBA) {
	top := multiply(uint32(pixel[alphaOffset]), uint32(letters.A))
	bottom := multiply(uint32(background.A), 0xff-top)
	alpha := top + bottom
	if alpha == 0 {
		clear(pixel)
		return
	}
	mix := func(c, b byte) byte { return byte((uint32(c)*top + uint32(b)*bottom + alpha/2) / alpha) }
	pixel[0] = mix(letters.R, background.R)
	pixel[1] = mix(letters.G, background.G)
	pixel[2] = mix(letters.B, background.B)
	pixel[alphaOffset] = byte(alpha)
}
