package render

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeLayer is the beginning of the names of layers, such as l-image.
const codeLayer = "l"

// maxLayers is how deeply layers can be nested.
const maxLayers = 3

// drawLayer draws a layer on all frames of a picture.
//
// Assumed: of a step with several layers, each one is drawn on the ones before it.
//
// See https://imagekit.io/docs/add-overlays-on-images
func (j *job) drawLayer(ctx context.Context, base *subject, layer urlbuilder.Layer) error {
	if err := j.countStep(); err != nil {
		return err
	}
	if !rendersLayer(layer.Kind) {
		return j.skipLayer(layer)
	}
	first := len(j.report)
	j.report.addLayer(layer)
	if base.depth == maxLayers {
		return &ParameterError{
			codeLayer, string(layer.Kind), fmt.Errorf("more than %d layers are in each other", maxLayers),
		}
	}
	top, err := j.makeLayer(ctx, base, layer)
	if what, isUndrawn := codec.UndrawnPart(err); isUndrawn {
		j.report[first:].markNotRendered("SVG: not drawn: " + what)
		return nil
	}
	if err != nil {
		return err
	}
	return j.blend(ctx, base, top, layer)
}

// skipLayer reports the parameters of a layer that is not rendered.
func (j *job) skipLayer(layer urlbuilder.Layer) error {
	a := newAnalyzer(j.lookup)
	err := a.layer(layer)
	j.report = append(j.report, a.report...)
	return err
}

// makeLayer returns the picture of a layer, to which all steps of the layer have been applied.
func (j *job) makeLayer(ctx context.Context, base *subject, layer urlbuilder.Layer) (*subject, error) {
	switch layer.Place() {
	case urlbuilder.InTextLayer:
		return j.textLayer(ctx, base, layer)
	case urlbuilder.InSolidColorLayer:
		return j.solidLayer(ctx, base, layer)
	}
	return j.imageLayer(ctx, base, layer)
}

// newLayerSubject returns the subject for a layer on a base.
func newLayerSubject(base *subject, picture *codec.Picture) *subject {
	s := &subject{
		Picture: picture, original: size{picture.Width, picture.Height}, base: base.size(), depth: base.depth + 1,
	}
	if base.depth > 0 {
		s.below = base.below + base.size().area()
	}
	return s
}

// blend draws a layer, to which its chain was applied, on all frames of its base.
func (j *job) blend(ctx context.Context, base, top *subject, layer urlbuilder.Layer) error {
	draw, err := top.blender(layer)
	if err != nil {
		return err
	}
	at, err := top.sizes().position(layer)
	if err != nil {
		return err
	}
	written := base.size() // by the modes that change what is beside the layer, or need a copy of the base
	if layer.Mode != urlbuilder.ModeCutter && layer.Mode != urlbuilder.ModeDisplace {
		written = overlap(written, top.size(), at)
	}
	if err := j.spend(written, base); err != nil {
		return err
	}
	if err := j.rasterize(ctx, base); err != nil {
		return err
	}
	picture := codec.ToNRGBA(top.Frames[0].Image)
	for i := range base.Frames {
		if err := ctx.Err(); err != nil {
			return err
		}
		canvas := codec.ToNRGBA(base.Frames[i].Image)
		base.Frames[i].Image = canvas
		if err := draw(ctx, canvas, picture, at); err != nil {
			return err
		}
	}
	return nil
}

// overlap returns the size of the part of a base that a layer covers.
func overlap(base, layer size, at image.Point) size {
	r := image.Rect(0, 0, layer.width, layer.height).Add(at).Intersect(image.Rect(0, 0, base.width, base.height))
	return size{r.Dx(), r.Dy()}
}

// blender draws a picture on another one, with its top left corner at a point.
type blender func(ctx context.Context, below, above *image.NRGBA, at image.Point) error

// blender returns how a layer is combined with its base.
//
// Assumed: in the modes multiply, cutout and cutter, a half transparent pixel has half the effect. After cutter, the
// base keeps its size. A displacement without lx and ly, or x and y, is an error.
//
// See https://imagekit.io/docs/add-overlays-on-images#layer-modes
func (s *subject) blender(layer urlbuilder.Layer) (blender, error) {
	draw := effect.Over
	switch layer.Mode {
	case "":
	case urlbuilder.ModeMultiply:
		draw = effect.Multiply
	case urlbuilder.ModeCutout:
		draw = effect.Cutout
	case urlbuilder.ModeCutter:
		draw = effect.Cutter
	case urlbuilder.ModeDisplace:
		x, y, err := s.displacement(layer)
		return func(ctx context.Context, below, above *image.NRGBA, at image.Point) error {
			return effect.Displace(ctx, below, above, at, x, y)
		}, err
	default:
		return nil, &ParameterError{"lm", string(layer.Mode), errors.New("there is no such mode")}
	}
	return func(_ context.Context, below, above *image.NRGBA, at image.Point) error {
		draw(below, above, at)
		return nil
	}, nil
}
