package render

import (
	"image"
	"math"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// Limits of sizes, in pixels.
const (
	// maxSide is the largest width or height of a result. A larger one is ignored.
	// https://imagekit.io/docs/limits
	maxSide = 65_535
	// maxDPRSide is the largest side of a result with a device pixel ratio. The ratio is ignored if a side were larger.
	// https://imagekit.io/docs/image-resize-and-crop#dpr---dpr
	maxDPRSide = 5000
)

// size is a width and a height in pixels.
type size struct{ width, height int }

func (s size) ratio() float64 { return float64(s.width) / float64(s.height) }

// area returns the number of pixels.
func (s size) area() int64 { return int64(s.width) * int64(s.height) }

// frame has the sizes from which a step computes its result.
type frame struct {
	original size // of the file, in a layer of the file of the layer
	current  size // of the picture before the step
	base     size // of the picture below a layer; zero outside of layers
}

// variables are the values of the names that expressions of the step can have.
func (f frame) variables() expression.Variables {
	v := expression.Variables{
		"iw": float64(f.original.width), "ih": float64(f.original.height), "iar": f.original.ratio(),
		"cw": float64(f.current.width), "ch": float64(f.current.height), "car": f.current.ratio(),
	}
	if f.base != (size{}) {
		v["bw"], v["bh"], v["bar"] = float64(f.base.width), float64(f.base.height), f.base.ratio()
	}
	return v
}

// wantedSize is the size for which a step asks: width and height in pixels before they are rounded, 0 for one that the
// step leaves open.
type wantedSize struct{ width, height float64 }

// wantedSize computes the size for which the parameters ask.
func (f frame) wantedSize(p params, hints ClientHints) (wantedSize, error) {
	var r wantedSize
	var err error
	if r.width, err = f.side(p.width, f.original.width, hints.widthOf(p)); err != nil {
		return r, &ParameterError{"w", p.width, err}
	}
	if r.height, err = f.side(p.height, f.original.height, 0); err != nil {
		return r, &ParameterError{"h", p.height, err}
	}
	if err := f.applyRatio(&r, p.ratio); err != nil {
		return r, &ParameterError{"ar", p.ratio, err}
	}
	if err := f.applyDPR(&r, p, hints); err != nil {
		return r, &ParameterError{"dpr", p.dpr, err}
	}
	return r, nil
}

// side computes the length of a side: pixels from 1, a fraction of the original below 1, or an expression. auto is the
// length if the value is "auto".
//
// Assumed: a fraction is one of the original also in later steps, whose input has another size. A side that is 0 or
// negative is ignored, as one beyond the limit is.
func (f frame) side(value string, original int, auto float64) (float64, error) {
	switch value {
	case "":
		return 0, nil
	case valueAuto:
		if auto > maxSide {
			return 0, nil
		}
		return auto, nil
	}
	n, err := expression.Evaluate(value, f.variables())
	if err != nil {
		return 0, err
	}
	if expression.IsUnsigned(value) && n > 0 && n < 1 {
		n = max(1, n*float64(original))
	}
	if n <= 0 || n > maxSide {
		return 0, nil
	}
	return n, nil
}

// applyRatio computes the side that is left open from the aspect ratio. It is ignored unless one side is left open.
//
// Assumed: an aspect ratio is ignored too if the side were above the limit.
func (f frame) applyRatio(r *wantedSize, value string) error {
	if value == "" || (r.width == 0) == (r.height == 0) {
		return nil
	}
	ratio, err := f.ratio(value)
	if err != nil || ratio <= 0 {
		return err
	}
	full := wantedSize{r.width, r.width / ratio}
	if r.width == 0 {
		full = wantedSize{r.height * ratio, r.height}
	}
	if max(full.width, full.height) <= maxSide {
		*r = full
	}
	return nil
}

// ratio computes an aspect ratio, such as 4-3, 4_3, 1.5 or iar_div_2.
func (f frame) ratio(value string) (float64, error) {
	for _, separator := range []string{"-", "_"} {
		width, height, ok := strings.Cut(value, separator)
		if ok && expression.IsUnsigned(width) && expression.IsUnsigned(height) {
			return expression.Evaluate(width+"_div_"+height, nil)
		}
	}
	return expression.Evaluate(value, f.variables())
}

// applyDPR multiplies the size by the device pixel ratio, which is ignored if no side is given, or if a side of the
// result were below 1 or above 5,000 pixels.
func (f frame) applyDPR(r *wantedSize, p params, hints ClientHints) error {
	if p.dpr == "" || r.width == 0 && r.height == 0 {
		return nil
	}
	ratio := hints.dprOf(p)
	if p.dpr != valueAuto {
		var err error
		if ratio, err = expression.Evaluate(p.dpr, f.variables()); err != nil {
			return err
		}
	}
	larger := wantedSize{r.width * ratio, r.height * ratio}
	full := larger.complete(f.current)
	if min(full.width, full.height) >= 1 && max(full.width, full.height) <= maxDPRSide {
		*r = larger
	}
	return nil
}

// complete returns the size with a side that is left open computed from the other one and the picture.
func (r wantedSize) complete(picture size) wantedSize {
	switch {
	case r.width == 0 && r.height == 0:
		return wantedSize{float64(picture.width), float64(picture.height)}
	case r.width == 0:
		r.width = r.height * picture.ratio()
	case r.height == 0:
		r.height = r.width / picture.ratio()
	}
	return r
}

// rounded returns the size in whole pixels. The examples of the documentation round to the nearest number.
func (r wantedSize) rounded() size { return size{pixels(r.width), pixels(r.height)} }

// pixels rounds a length to the nearest number of pixels, at least 1.
func pixels(length float64) int { return max(1, int(math.Floor(length+0.5))) }

func sizeOf(m image.Image) size {
	b := m.Bounds()
	return size{b.Dx(), b.Dy()}
}
