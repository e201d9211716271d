// Package scale resizes pictures, or parts of them.
//
// The result depends on the pixels and the numbers alone: it is the same on every machine, because floating-point
// numbers are used for the positions and the weights only, which are rounded to 14 bits, and because the sums over
// pixels are sums of integers. Each of the planes of a YCbCr picture is resized in its own resolution; only the pixels
// of the result are converted to RGB. Colors are weighted by their alpha, so that those of transparent pixels do not
// bleed into their neighbors.
//
// Each direction is resized by itself. To reduce, blocks of whole pixels are averaged as long as at least a factor of 2
// remains, and a Lanczos kernel with three lobes does the rest. To enlarge, the kernel is Catmull and Rom's cubic
// spline. The values are used as they are stored: an sRGB picture is not converted to linear light.
package scale

import (
	"context"
	"errors"
	"fmt"
	"image"
)

// The limits of what Resize reads and makes.
const (
	// MaxSide is the largest width and height of a picture and of a result, in pixels.
	MaxSide = 1<<16 - 1
	// MaxPixels is the largest number of pixels of a result. A pixel takes four bytes.
	MaxPixels = 100_000_000
)

// Errors that Resize can wrap.
var (
	// ErrSize says that the width or height of the result is below 1 or above a limit.
	ErrSize = errors.New("scale: size out of range")
	// ErrSource says that the picture has no pixels or is larger than MaxSide.
	ErrSource = errors.New("scale: picture is empty or too large")
	// ErrRect says that a rectangle is empty, not a number, or too far outside the picture.
	ErrRect = errors.New("scale: rectangle out of range")
)

// Rect is a part of a picture. It is measured in pixels, in the coordinates of the picture's bounds, and can begin and
// end between pixels: Rect{10, 0, 12.5, 1} is the pixels 10 and 11 and the left half of pixel 12 of the line 0.
type Rect struct {
	X0, Y0, X1, Y1 float64
}

// RectOf returns the part of a picture that consists of the pixels in r. RectOf(m.Bounds()) is the whole of m.
func RectOf(r image.Rectangle) Rect {
	return Rect{X0: float64(r.Min.X), Y0: float64(r.Min.Y), X1: float64(r.Max.X), Y1: float64(r.Max.Y)}
}

// Resize scales the part src of the picture m to w by h pixels. The bounds of the result begin at (0, 0).
//
// Pixels beside src contribute to the edges of the result, as they do if the whole picture is scaled and then cropped.
// There are no pixels outside the picture: its outermost pixels are repeated. The rectangle can reach outside by as
// much as the width of the picture on the left and right, and its height above and below.
//
// Resize works in the calling goroutine, needs memory for the result and some lines of the source, and returns
// ctx.Err() soon after ctx is done. Other errors wrap ErrSize, ErrSource or ErrRect. The picture is not written to, and
// may be used by others at the same time.
//
// Resizing a picture to its own size returns its pixels, except that fully transparent pixels have no color and
// subsampled chroma is interpolated. YCbCr is converted with the formula of JFIF, rounded to nearest; package
// image/color differs by at most 1.
func Resize(ctx context.Context, m image.Image, src Rect, w, h int) (*image.NRGBA, error) {
	if err := checkSize(w, h); err != nil {
		return nil, err
	}
	bounds := m.Bounds()
	if bounds.Empty() || bounds.Dx() > MaxSide || bounds.Dy() > MaxSide {
		return nil, fmt.Errorf("%w: %v", ErrSource, bounds)
	}
	if !src.near(RectOf(bounds)) {
		return nil, fmt.Errorf("%w: %v of a picture with bounds %v", ErrRect, src, bounds)
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if err := resize(ctx, out, m, src); err != nil {
		return nil, err
	}
	return out, nil
}

func checkSize(w, h int) error {
	if w < 1 || h < 1 || w > MaxSide || h > MaxSide || int64(w)*int64(h) > MaxPixels {
		return fmt.Errorf("%w: %d x %d", ErrSize, w, h)
	}
	return nil
}

// shrunk returns r divided by x horizontally and by y vertically.
func (r Rect) shrunk(x, y float64) Rect {
	return Rect{X0: r.X0 / x, Y0: r.Y0 / y, X1: r.X1 / x, Y1: r.Y1 / y}
}

// near reports whether r is a rectangle that reaches outside the picture by no more than the size of the picture.
func (r Rect) near(picture Rect) bool {
	return nearInterval(r.X0, r.X1, picture.X0, picture.X1) && nearInterval(r.Y0, r.Y1, picture.Y0, picture.Y1)
}

// nearInterval returns false also if one of the numbers is not a number.
func nearInterval(from, to, first, end float64) bool {
	length := end - first
	return to-from >= minLength && from >= first-length && to <= end+length
}

// resize fills out with the part src of m.
func resize(ctx context.Context, out *image.NRGBA, m image.Image, src Rect) error {
	size := out.Bounds().Size()
	switch m := m.(type) {
	case *image.YCbCr:
		return resizeYCbCr(ctx, out, m, src)
	case *image.Gray:
		p := plane{bounds: m.Rect, channels: 1, bytes: stored(m.Pix, m.Stride, 1)}
		return fill(ctx, out, writeGray, p.sampler(src, size))
	case *image.Gray16:
		p := plane{bounds: m.Rect, channels: 1, words: wordsOfGray16(m)}
		return fill(ctx, out, writeGray, p.sampler(src, size))
	case *image.NYCbCrA:
		if m.Opaque() {
			return resizeYCbCr(ctx, out, &m.YCbCr, src)
		}
	}
	p := planeOf(m)
	return fill(ctx, out, writeRGBA, p.sampler(src, size))
}

// resizeYCbCr resizes each plane of m in its own resolution.
func resizeYCbCr(ctx context.Context, out *image.NRGBA, m *image.YCbCr, src Rect) error {
	size := out.Bounds().Size()
	sx, sy := subsampling(m.SubsampleRatio)
	chroma := image.Rect(m.Rect.Min.X/sx, m.Rect.Min.Y/sy, (m.Rect.Max.X+sx-1)/sx, (m.Rect.Max.Y+sy-1)/sy)
	chromaSrc := src.shrunk(float64(sx), float64(sy))
	y := plane{bounds: m.Rect, channels: 1, bytes: stored(m.Y, m.YStride, 1)}
	cb := plane{bounds: chroma, channels: 1, bytes: stored(m.Cb, m.CStride, 1)}
	cr := plane{bounds: chroma, channels: 1, bytes: stored(m.Cr, m.CStride, 1)}
	return fill(ctx, out, writeYCbCr,
		y.sampler(src, size), cb.sampler(chromaSrc, size), cr.sampler(chromaSrc, size))
}

// subsampling returns how many pixels share a chroma sample, horizontally and vertically.
func subsampling(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
