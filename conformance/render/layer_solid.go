package render

import (
	"context"
	"image"
	"image/color"
	"slices"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// solidCodes are the parameters in the first step of a solid colour block that say how the block is made. The others
// are applied to it.
var solidCodes = []string{"w", "h", "ar", "dpr", "c", "cm", "bg", codeAlpha}

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
		first, rest[0] = splitStep(rest[0], solidCodes)
	}
	j.report.addStep(first)
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

// solidSize computes the size of a block.
func (f frame) solidSize(p params, hints ClientHints) (size, error) {
	r, err := f.wantedSize(p, hints)
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
