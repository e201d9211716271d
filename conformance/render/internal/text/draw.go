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
		err := r.rasterize(ctx, s, m.Rect, func(area image.Rectangle, covered *image.Alpha) { merge(m, area, covered) })
		if err != nil {
			return nil, err
		}
	}
	p := painter{m, l.style.Color, l.style.Background}
	if !l.isRounded() {
		return m, p.paint(ctx, m.Rect)
	}
	err := r.rasterize(ctx, l.box(), m.Rect, p.paintTile)
	return m, err
}

// rasterizer draws outlines in tiles.
type rasterizer struct {
	vector vector.Rasterizer
	tile   [tileSide * tileSide]byte
}

// rasterize calls a function for each tile of a shape, with how much of each pixel is inside. The tile has its corner
// at (0, 0).
func (r *rasterizer) rasterize(
	ctx context.Context, s shape, clip image.Rectangle, draw func(area image.Rectangle, covered *image.Alpha),
) error {
	b := s.path.bounds.add(s.x, s.y)
	bounds := image.Rect(
		int(max(floor(b.x0), 0)), int(max(floor(b.y0), 0)),
		int(min(ceil(b.x1), int64(clip.Max.X))), int(min(ceil(b.y1), int64(clip.Max.Y))),
	).Intersect(clip)
	for y := bounds.Min.Y; y < bounds.Max.Y; y += tileSide {
		for x := bounds.Min.X; x < bounds.Max.X; x += tileSide {
			if err := ctx.Err(); err != nil {
				return err
			}
			area := image.Rect(x, y, x+tileSide, y+tileSide).Intersect(bounds)
			draw(area, r.draw(s, area))
		}
	}
	return nil
}

// draw rasterizes the part of a shape in an area of at most the size of a tile.
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

// merge adds how much a shape covers of each pixel to what the shapes before cover.
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

// painter gives a picture its colours, whose opacities say how much of each pixel is covered by letters.
type painter struct {
	m                 *image.NRGBA
	color, background color.NRGBA
}

// paint paints an area that is covered by the background.
func (p painter) paint(ctx context.Context, area image.Rectangle) error {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		if y%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := p.m.Pix[p.m.PixOffset(area.Min.X, y):][:4*area.Dx()]
		for x := 0; x < len(row); x += 4 {
			p.paintPixel(row[x:x+4], 0xff)
		}
	}
	return nil
}

// paintTile paints an area. covered says how much of each pixel is covered by the background.
func (p painter) paintTile(area image.Rectangle, covered *image.Alpha) {
	for y := range area.Dy() {
		row := p.m.Pix[p.m.PixOffset(area.Min.X, area.Min.Y+y):][:4*area.Dx()]
		for x, c := range covered.Pix[y*covered.Stride:][:area.Dx()] {
			p.paintPixel(row[4*x:4*x+4], uint32(c))
		}
	}
}

// paintPixel lays the colour of letters over that of the background. The pixel has how much of it is covered by letters
// as its opacity.
func (p painter) paintPixel(pixel []byte, background uint32) {
	top := multiply(uint32(pixel[alphaOffset]), uint32(p.color.A))
	bottom := multiply(multiply(background, uint32(p.background.A)), 0xff-top)
	alpha := top + bottom
	if alpha == 0 {
		clear(pixel)
		return
	}
	mix := func(c, b byte) byte { return byte((uint32(c)*top + uint32(b)*bottom + alpha/2) / alpha) }
	pixel[0] = mix(p.color.R, p.background.R)
	pixel[1] = mix(p.color.G, p.background.G)
	pixel[2] = mix(p.color.B, p.background.B)
	pixel[alphaOffset] = byte(alpha)
}
