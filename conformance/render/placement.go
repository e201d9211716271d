package render

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// placement says what a step does to the picture: a part of it is scaled and laid on a canvas.
type placement struct {
	part   scale.Rect  // of the picture, in its pixels
	scaled size        // of the part after it is scaled
	canvas size        // of the result
	offset image.Point // of the scaled part on the canvas
}

// isPadded reports whether the scaled part does not cover the canvas.
func (p placement) isPadded() bool { return p.scaled != p.canvas }

// keepsPicture reports whether the step does not change the picture.
func (p placement) keepsPicture(picture size) bool {
	return p.part == whole(picture) && p.scaled == picture && p.canvas == picture
}

// Strategies that fit a picture into a size, as values of the parameters c and cm. The default is maintainRatio.
//
// See https://imagekit.io/docs/image-resize-and-crop#crop-crop-modes--focus
const (
	maintainRatio          = "maintain_ratio"
	maintainRatioNoEnlarge = "maintain_ratio_no_enlarge"
	force                  = "force"
	atMax                  = "at_max"
	atMaxEnlarge           = "at_max_enlarge"
	atLeast                = "at_least"
	padResize              = "pad_resize"
	padResizeNoEnlarge     = "pad_resize_no_enlarge"
	extract                = "extract"
	padExtract             = "pad_extract"
	padExtractNoShrink     = "pad_extract_no_shrink"
)

// plan computes what a step does to the picture.
func (f frame) plan(p params, hints ClientHints, focus focusFinder) (placement, error) {
	r, err := f.wantedSize(p, hints)
	if err != nil {
		return placement{}, err
	}
	return f.place(r, p, focus)
}

// moved returns where an area of the picture is on the canvas.
func (p placement) moved(area image.Rectangle) image.Rectangle {
	if area.Empty() {
		return area
	}
	across := float64(p.scaled.width) / (p.part.X1 - p.part.X0)
	down := float64(p.scaled.height) / (p.part.Y1 - p.part.Y0)
	move := func(at image.Point) image.Point {
		return image.Pt(
			int(math.Round((float64(at.X)-p.part.X0)*across)), int(math.Round((float64(at.Y)-p.part.Y0)*down)),
		).Add(p.offset)
	}
	return image.Rectangle{move(area.Min), move(area.Max)}.Intersect(image.Rect(0, 0, p.canvas.width, p.canvas.height))
}

// place computes the placement for a size. focus finds the part of the picture to keep.
func (f frame) place(r wantedSize, p params, focus focusFinder) (placement, error) {
	if r.width == 0 && r.height == 0 {
		return scaledTo(f.current, f.current), nil
	}
	isOpen := r.width == 0 || r.height == 0
	r = r.complete(f.current)
	switch p.strategy {
	case extract, padExtract, padExtractNoShrink:
		return f.extract(r.rounded(), p, focus)
	case atMax, maintainRatioNoEnlarge, padResizeNoEnlarge:
		if isOpen { // no strategy is needed, but the picture is not enlarged
			return scaledTo(f.current, f.current.scaledBy(min(1, f.fitting(r)))), nil
		}
	}
	if isOpen {
		return scaledTo(f.current, r.rounded()), nil
	}
	return f.fit(r, p, focus)
}

// fit computes the placement for a width and a height.
//
// Assumed: at_least enlarges a smaller picture. maintain_ratio_no_enlarge crops a picture that would be enlarged to the
// aspect ratio, without scaling it. pad_resize_no_enlarge has the size that is asked for.
func (f frame) fit(r wantedSize, p params, focus focusFinder) (placement, error) {
	fitting, covering := f.fitting(r), max(r.width/float64(f.current.width), r.height/float64(f.current.height))
	switch p.strategy {
	case force:
		return scaledTo(f.current, r.rounded()), nil
	case atMax:
		return scaledTo(f.current, f.current.scaledBy(min(1, fitting))), nil
	case atMaxEnlarge:
		return scaledTo(f.current, f.current.scaledBy(fitting)), nil
	case atLeast:
		return scaledTo(f.current, f.current.scaledBy(covering)), nil
	case padResize:
		return pad(f.current, f.current.scaledBy(fitting), r.rounded(), focus.gravity()), nil
	case padResizeNoEnlarge:
		return pad(f.current, f.current.scaledBy(min(1, fitting)), r.rounded(), focus.gravity()), nil
	case maintainRatioNoEnlarge:
		if covering > 1 {
			r.width, r.height, covering = r.width/covering, r.height/covering, 1
		}
	}
	return f.cover(r.rounded(), covering, p, focus)
}

// fitting is the scale at which the whole picture fits into a size.
func (f frame) fitting(r wantedSize) float64 {
	return min(r.width/float64(f.current.width), r.height/float64(f.current.height))
}

// cover scales the whole picture to a size that is not smaller than the one wanted, and cuts it to whole pixels.
func (f frame) cover(to size, factor float64, p params, focus focusFinder) (placement, error) {
	scaled := f.current.scaledBy(factor)
	scaled = size{max(scaled.width, to.width), max(scaled.height, to.height)}
	across, down := float64(f.current.width)/float64(scaled.width), float64(f.current.height)/float64(scaled.height)
	width, height := max(float64(to.width)*across, minPart), max(float64(to.height)*down, minPart)
	corner, err := focus.corner(f.current, width, height)
	if err != nil {
		return placement{}, err
	}
	// The part begins at a whole pixel of the scaled picture.
	x := min(math.Floor(corner.x/across+epsilon)*across, float64(f.current.width)-width)
	y := min(math.Floor(corner.y/down+epsilon)*down, float64(f.current.height)-height)
	part, err := f.zoomed(scale.Rect{X0: x, Y0: y, X1: x + width, Y1: y + height}, p, focus)
	return placement{part: part, scaled: to, canvas: to}, err
}

// minPart is the smallest width and height of a part that is scaled, in pixels. A smaller one has one colour anyway.
const minPart = 1.0 / 64

// epsilon is more than the errors of floating-point numbers, and less than anybody sees, in pixels.
const epsilon = 1e-6

// extract cuts a part of a size out of the picture, without scaling it.
//
// Assumed: where the picture is smaller than the part, extract has the size of the picture, as if the part were
// smaller; pad_extract pads it. pad_extract_no_shrink is pad_extract with a size that is not below that of the picture.
func (f frame) extract(want size, p params, focus focusFinder) (placement, error) {
	if p.strategy == padExtractNoShrink {
		want = size{max(want.width, f.current.width), max(want.height, f.current.height)}
	}
	cut := size{min(want.width, f.current.width), min(want.height, f.current.height)}
	part, err := f.cutAt(cut, p, focus)
	if err != nil {
		return placement{}, err
	}
	if part, err = f.zoomed(part, p, focus); err != nil {
		return placement{}, err
	}
	if p.strategy == extract {
		return placement{part: part, scaled: cut, canvas: cut}, nil
	}
	placed := pad(cut, cut, want, focus.gravity())
	placed.part = part
	return placed, nil
}

// cutAt returns the part of a size that begins at x and y, has its centre at xc and yc, or is where the focus is.
//
// Assumed: a part that begins outside of the picture, or ends outside of it, is an error, as the documentation says for
// xc and yc. An axis that is not given has the place of the focus.
func (f frame) cutAt(cut size, p params, focus focusFinder) (scale.Rect, error) {
	corner, err := focus.corner(f.current, float64(cut.width), float64(cut.height))
	if err != nil {
		return scale.Rect{}, err
	}
	x, err := f.start(axis{"x", p.x, "xc", p.xCenter}, cut.width, f.current.width, corner.x)
	if err != nil {
		return scale.Rect{}, err
	}
	y, err := f.start(axis{"y", p.y, "yc", p.yCenter}, cut.height, f.current.height, corner.y)
	if err != nil {
		return scale.Rect{}, err
	}
	return scale.Rect{X0: x, Y0: y, X1: x + float64(cut.width), Y1: y + float64(cut.height)}, nil
}

// axis has the parameters that say where a part is in one direction.
type axis struct{ startCode, start, centerCode, center string }

// start computes where a part of a length begins, in whole pixels. Without parameters it is where the focus is.
func (f frame) start(a axis, length, available int, focus float64) (float64, error) {
	code, value, shift := a.startCode, a.start, 0.0
	if value == "" {
		code, value, shift = a.centerCode, a.center, float64(length)/2
	}
	if value == "" {
		return math.Floor(focus), nil
	}
	at, err := expression.Evaluate(value, f.variables())
	if err != nil {
		return 0, &ParameterError{code, value, err}
	}
	at = math.Floor(at - shift + 0.5)
	if at < 0 || at+float64(length) > float64(available) {
		return 0, &ParameterError{code, value, fmt.Errorf("the part of %d pixels is not within the %d of the picture",
			length, available)}
	}
	return at, nil
}

func whole(s size) scale.Rect { return scale.Rect{X1: float64(s.width), Y1: float64(s.height)} }

// scaledBy returns the size multiplied by a factor.
func (s size) scaledBy(factor float64) size {
	return wantedSize{float64(s.width) * factor, float64(s.height) * factor}.rounded()
}

// scaledTo is the placement that scales the whole picture.
func scaledTo(picture, to size) placement {
	return placement{part: whole(picture), scaled: to, canvas: to}
}

// pad is the placement that scales the whole picture and pads it to the size of the canvas.
//
// Assumed: if the padding has an odd number of pixels, the side at the right or at the bottom has one more.
func pad(picture, scaled, canvas size, g gravity) placement {
	return placement{
		part: whole(picture), scaled: scaled, canvas: canvas,
		offset: image.Pt(int(g.x*float64(canvas.width-scaled.width)), int(g.y*float64(canvas.height-scaled.height))),
	}
}

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
