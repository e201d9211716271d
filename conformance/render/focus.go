package render

import (
	"context"
	"errors"
	"image"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/conformance/render/internal/saliency"
	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// gravity is a place in a picture: 0 at the left or at the top, 0.5 in the centre, 1 at the right or at the bottom.
type gravity struct{ x, y float64 }

// gravities are the places that the parameter fo can name.
//
// See https://imagekit.io/docs/image-resize-and-crop#focus---fo
var gravities = map[string]gravity{
	"center": {0.5, 0.5}, "top": {0.5, 0}, "bottom": {0.5, 1}, "left": {0, 0.5}, "right": {1, 0.5},
	"top_left": {0, 0}, "top_right": {1, 0}, "bottom_left": {0, 1}, "bottom_right": {1, 1},
}

// Values of fo that depend on the picture.
const (
	focusCustom = "custom"
	focusAuto   = "auto"
	focusFace   = "face"
	// focusOverride is focusCustom for a file with an area, and focusAuto for others.
	focusOverride = "auto-custom_override"
)

// isObject reports whether a focus names objects, which the service detects, such as car or person_car.
func isObject(focus string) bool {
	switch focus {
	case "", focusCustom, focusAuto, focusFace, focusOverride:
		return false
	}
	_, isPlace := gravities[focus]
	return !isPlace
}

// isPlace reports whether a focus is one of the nine places, or the area that is stored with the file.
func isPlace(value string) bool {
	_, ok := gravities[value]
	return ok || value == focusCustom
}

// isZoomed reports whether z changes the part for a focus.
func isZoomed(focus string) bool { return focus == focusFace || isObject(focus) }

// point is a place in a picture, in its pixels.
type point struct{ x, y float64 }

// focusFinder finds the part of a picture that fo names.
type focusFinder struct {
	value string // of fo
	// custom is the area that is stored with the file, in pixels of the current picture. It is empty if there is none.
	custom image.Rectangle
	// salient finds the part of the picture that attracts the eye. It is nil if the picture is not at hand.
	salient func(width, height float64) (point, error)
}

// gravity returns the place for padding, the centre if fo names no place.
func (f focusFinder) gravity() gravity {
	if g, ok := gravities[f.value]; ok {
		return g
	}
	return gravities["center"]
}

// corner returns the top left corner of the part of a width and height to keep, which is within the picture.
//
// Assumed: the part for fo-custom has its centre in that of the stored area, or as near as the picture allows.
func (f focusFinder) corner(picture size, width, height float64) (point, error) {
	switch {
	case (f.value == focusCustom || f.value == focusOverride) && !f.custom.Empty():
		return around(point{
			float64(f.custom.Min.X+f.custom.Max.X) / 2, float64(f.custom.Min.Y+f.custom.Max.Y) / 2,
		}, picture, width, height), nil
	case f.salient != nil && f.needsPicture():
		center, err := f.salient(width, height)
		return around(center, picture, width, height), err
	}
	g := f.gravity()
	return point{g.x * (float64(picture.width) - width), g.y * (float64(picture.height) - height)}, nil
}

// needsPicture reports whether the focus depends on the content of the picture.
func (f focusFinder) needsPicture() bool {
	_, isPlace := gravities[f.value]
	return f.value != "" && !isPlace && f.value != focusCustom
}

// around returns the top left corner of the part of a width and height whose centre is as near to a point as the
// picture allows.
func around(center point, picture size, width, height float64) point {
	return point{
		min(max(0, center.x-width/2), float64(picture.width)-width),
		min(max(0, center.y-height/2), float64(picture.height)-height),
	}
}

// Notes about parameters that have no effect.
const (
	noteNoSize  = "objects are not detected: without w or h there is no part to choose"
	noteNoFocus = "it needs a width and a height, and fo-face or an object"
	noteNoPad   = "it needs cm-pad_resize, w and h"
)

// markUnused changes the entries of a step that have no effect: an object as the focus without a size, of which the
// service delivers only the object, a zoom without a face or an object, and a blurred background without padding. from
// is the index of the first entry of the step.
func (r Report) markUnused(from int, p params) {
	hasSize := p.width != "" || p.height != ""
	for i := from; i < len(r); i++ {
		code, value := r[i].Code, r[i].Value
		switch {
		case isObject(p.focus) && !hasSize && (code == "fo" && value == p.focus || code == "ar" && value == p.ratio):
			r[i].Grade, r[i].Note = NotRendered, noteNoSize
		case code == "z" && value == p.zoom && (!isZoomed(p.focus) || !hasSize):
			r[i].Grade, r[i].Note = NotRendered, noteNoFocus
		case code == "bg" && value == p.background && isBackground(blurredBackground)(value) && !p.padsBlurred():
			r[i].Grade, r[i].Note = NotRendered, noteNoPad
		}
	}
}

// zoomed returns a part that is smaller by the factor z if the focus is a face or an object. It has the same aspect
// ratio, and is not larger than the picture.
//
// Assumed: z divides the width and the height of the part that the size asks for. Faces are not detected, so that the
// part of the service, which depends on the size of the face, is not known.
func (s sizes) zoomed(part scale.Rect, p params, focus focusFinder) (scale.Rect, error) {
	if p.zoom == "" || !isZoomed(p.focus) {
		return part, nil
	}
	zoom, err := expression.Evaluate(p.zoom, nil)
	if err == nil && zoom <= 0 {
		err = errors.New("the factor is not above 0")
	}
	if err != nil {
		return part, &ParameterError{"z", p.zoom, err}
	}
	width, height := part.X1-part.X0, part.Y1-part.Y0
	factor := min(1/zoom, float64(s.current.width)/width, float64(s.current.height)/height)
	width, height = max(width*factor, minPart), max(height*factor, minPart)
	corner, err := focus.corner(s.current, width, height)
	return scale.Rect{X0: corner.x, Y0: corner.y, X1: corner.x + width, Y1: corner.y + height}, err
}

// maxSearchSide is the larger side of the picture in which the part for fo-auto is searched, in pixels. It bounds the
// time.
const maxSearchSide = 128

// salient returns a function that finds the centre of the part of a picture which attracts the eye most.
func salient(ctx context.Context, m image.Image) func(width, height float64) (point, error) {
	return func(width, height float64) (point, error) {
		full := sizeOf(m)
		factor := min(1, maxSearchSide/float64(max(full.width, full.height)))
		small := full.scaledBy(factor)
		reduced, err := resized(ctx, m, scale.RectOf(m.Bounds()), small)
		if err != nil {
			return point{}, err
		}
		x, y := saliency.Find(reduced, min(small.width, pixels(width*factor)), min(small.height, pixels(height*factor)))
		return point{x / factor, y / factor}, nil
	}
}
