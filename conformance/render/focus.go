package render

import "image"

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
)

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
	case f.value == focusCustom && !f.custom.Empty():
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
