package render

import (
	"context"
	"errors"
	"image"
	"image/color"
	"slices"
	"strconv"

	"golang.org/x/image/colornames"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// solidParams are the parameters in the first step of a solid colour block that say how the block is made. The others
// are applied to it.
var solidParams = []string{"w", "h", "ar", "dpr", "c", "cm", "bg", codeAlpha}

// codeAlpha is the opacity of a solid colour block or of a text.
const codeAlpha = "al"

// solidLayer returns the picture of a solid colour block.
//
// Assumed: without w or h, the block is as wide or as high as the base. A fraction is one of the base. A block without
// a colour is transparent, so that only its gradient is seen.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-solid-color-blocks-over-image
func (j *job) solidLayer(ctx context.Context, base *subject, layer urlbuilder.Layer) (*subject, error) {
	var first urlbuilder.Step
	rest := slices.Clone(layer.Transformation)
	if len(rest) > 0 {
		first, rest[0] = splitStep(rest[0])
	}
	for _, param := range first {
		j.report.add(param.Name(), param.Value())
	}
	p := paramsOf(first)
	j.countHints(p)
	block, err := solidColor(layer, p)
	if err != nil {
		return nil, err
	}
	to, err := frame{base.size(), base.size(), base.size()}.solidSize(p, j.ClientHints)
	if err != nil {
		return nil, err
	}
	top := newLayerSubject(base, &codec.Picture{
		Config: codec.Config{Width: to.width, Height: to.height, Frames: 1}, Frames: make([]codec.Frame, 1),
	})
	if err := j.spend(to, top); err != nil {
		return nil, err
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, to.width, to.height))
	fill(canvas, block)
	top.Frames[0].Image = canvas
	return top, j.applyChain(ctx, top, rest)
}

// splitStep splits a step into the parameters that say how a block is made, and the others.
func splitStep(step urlbuilder.Step) (solid, others urlbuilder.Step) {
	for _, param := range step {
		_, isLayer := param.Layer()
		_, isConditional := param.Conditional()
		if !isLayer && !isConditional && slices.Contains(solidParams, param.Name()) {
			solid = append(solid, param)
		} else {
			others = append(others, param)
		}
	}
	return solid, others
}

// solidSize computes the size of a block.
func (f frame) solidSize(p params, hints ClientHints) (size, error) {
	r, err := f.request(p, hints)
	if err != nil {
		return size{}, err
	}
	if r.width == 0 {
		r.width = float64(f.base.width)
	}
	if r.height == 0 {
		r.height = float64(f.base.height)
	}
	return r.rounded(), nil
}

// solidColor returns the colour of a block. The opacity al counts only for colours in hexadecimal digits that have no
// opacity of their own.
func solidColor(layer urlbuilder.Layer, p params) (color.NRGBA, error) {
	value := string(layer.Color)
	if value == "" {
		value = p.background
	}
	if value == "" {
		return color.NRGBA{}, nil
	}
	c, err := parseColor(value)
	if err != nil {
		return c, &ParameterError{"bg", value, err}
	}
	opacity, err := p.opacity()
	if err == nil && takesOpacity(value) {
		c.A = opacity
	}
	return c, err
}

// opacity returns the opacity that al asks for, by default 255.
//
// Assumed: al-N is an opacity of N tenths.
func (p params) opacity() (uint8, error) {
	tenths, ok := p.value(codeAlpha)
	if !ok {
		return 0xff, nil
	}
	n, err := strconv.ParseUint(tenths, 10, 8)
	if err != nil || n < 1 || n > 9 {
		return 0, &ParameterError{codeAlpha, tenths, errors.New("the opacity is not an integer from 1 to 9")}
	}
	return uint8((n*0xff + 5) / 10), nil
}

// takesOpacity reports whether al applies to a colour: only to one in hexadecimal digits without an opacity.
func takesOpacity(value string) bool {
	_, isName := colornames.Map[value]
	return !isName && len(value) != len("RRGGBBAA")
}
