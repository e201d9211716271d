package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// job is the work of one request.
type job struct {
	Request
	limits codec.Limits
	// left is how many pixels the steps can write, and steps how many steps and layers there can be.
	left, steps int64
	layerCache  layerCache
	fonts       fontCache
	output      output
	report      Report
	usesHints   bool // w-auto or dpr-auto
	isAutoWidth bool // w-auto
}

const (
	// maxWork is how many pictures of the largest size all steps can write together. It bounds the time.
	maxWork = 10
	// workPerFrame is how many pixels a further frame of an animation counts as, however small it is.
	workPerFrame = 1000
	// maxLayerShare is which part of the largest picture's pixels a layer and those in it can have together. It bounds
	// the memory.
	maxLayerShare = 2
	// maxSteps is how many steps a chain with named transformations can have. Names that refer several times to other
	// names multiply the steps.
	maxSteps = 10_000
)

func (r *Renderer) newJob(request Request) *job {
	left := maxWork * min(r.limits.Pixels, math.MaxInt64/maxWork)
	return &job{Request: request, limits: r.limits, left: left, steps: maxSteps}
}

// subject is a picture to which steps are applied: the file, or the picture of a layer.
type subject struct {
	*codec.Picture
	original  size            // before the first step
	focusArea image.Rectangle // for fo-custom, in the picture as it is
	base      size            // of the picture below, if this is a layer
	isPadded  bool            // the current step has laid the picture on its background
	depth     int             // 0 for the file, 1 for a layer, 2 for a layer in it
	video     *videoPlan      // nil for a picture; the picture of a video has a size only
	below     int64           // pixels of the layers below, if this is a layer in a layer
}

func (s *subject) size() size { return size{s.Width, s.Height} }

// sizes returns the sizes for the next step.
func (s *subject) sizes() sizes { return sizes{s.original, s.size(), s.base} }

// run decodes the file, applies the chain and encodes the result.
func (j *job) run(ctx context.Context) (*Rendition, error) {
	decode := func(ctx context.Context) (*codec.Picture, error) { return codec.Decode(ctx, j.Source, j.limits) }
	if j.Thumbnail {
		decode = j.decodePage
	}
	picture, err := decode(ctx)
	if err != nil {
		return nil, codecError(err)
	}
	j.applyDensity(picture)
	return j.render(ctx, picture)
}

// render applies the chain to a picture and encodes the result.
func (j *job) render(ctx context.Context, picture *codec.Picture) (*Rendition, error) {
	s := &subject{
		Picture: picture, original: size{picture.Width, picture.Height}, focusArea: j.FocusArea,
	}
	if err := j.applyChain(ctx, s, j.Chain); err != nil {
		return nil, codecError(err)
	}
	if err := j.rasterize(ctx, s); err != nil {
		return nil, codecError(err)
	}
	return j.encode(ctx, picture)
}

// applyChain applies all steps of a chain.
func (j *job) applyChain(ctx context.Context, s *subject, chain urlbuilder.Chain) error {
	for _, step := range chain {
		if err := j.countStep(); err != nil {
			return err
		}
		if err := j.applyStep(ctx, s, step); err != nil {
			return err
		}
	}
	return nil
}

// countStep counts a step or a layer.
func (j *job) countStep() error {
	if j.steps--; j.steps < 0 {
		return fmt.Errorf("%w: there are more than %d steps", ErrTransformation, maxSteps)
	}
	return nil
}

// applyStep applies a step: first the named transformations in it, then the parameters in their fixed order, and the
// layers last. A condition is alone in its step.
//
// Assumed: the other parameters of a step with n are applied after the steps of the named transformation.
func (j *job) applyStep(ctx context.Context, s *subject, step urlbuilder.Step) error {
	var rest urlbuilder.Step
	var layers []urlbuilder.Layer
	for _, param := range step {
		layer, isLayer := param.Layer()
		conditional, isConditional := param.Conditional()
		var err error
		switch {
		case isLayer:
			layers = append(layers, layer)
		case isConditional:
			j.report.add(param.Name(), param.Value())
			err = j.applyConditional(ctx, s, conditional)
		case param.Name() == codeNamed:
			j.report.add(param.Name(), param.Value())
			err = j.applyChain(ctx, s, j.Named[param.Value()])
		default:
			rest = append(rest, param)
		}
		if err != nil {
			return err
		}
	}
	if err := j.applyParams(ctx, s, paramsOf(rest)); err != nil {
		return err
	}
	return j.drawLayers(ctx, s, layers)
}

// drawLayers draws the layers of a step.
func (j *job) drawLayers(ctx context.Context, s *subject, layers []urlbuilder.Layer) error {
	for _, layer := range layers {
		draw := j.drawLayer
		if s.video != nil {
			draw = j.skipVideoLayer
		}
		if err := draw(ctx, s, layer); err != nil {
			return err
		}
	}
	return nil
}

// applyParams applies the parameters of a step.
func (j *job) applyParams(ctx context.Context, s *subject, p params) error {
	from := len(j.report)
	j.report.addStep(p.step)
	j.report.markUnused(from, p)
	j.report[from:].markMisplaced(s.depth > 0)
	if s.depth == 0 && keepsOriginal(p.step) {
		return errKeepsOriginal
	}
	j.countHints(p)
	if s.depth == 0 {
		j.output.set(p.step)
		j.isAutoWidth = j.isAutoWidth || p.width == valueAuto
	}
	if s.video != nil {
		j.report[from:].forVideo()
		return j.applyToVideo(s, p)
	}
	if err := j.applyChanges(ctx, s, p, changesBefore); err != nil {
		return err
	}
	if err := j.resize(ctx, s, p); err != nil {
		return err
	}
	return j.applyChanges(ctx, s, p, changesAfter)
}

// countHints remembers whether a step depends on client hints.
func (j *job) countHints(p params) {
	j.usesHints = j.usesHints || p.width == valueAuto || p.dpr == valueAuto
}

// resize applies the parameters for size and crop, and pads the picture with the background.
func (j *job) resize(ctx context.Context, s *subject, p params) error {
	placed, err := s.sizes().plan(p, j.ClientHints, focusFinder{
		value: p.focus, custom: s.focusArea, salient: salient(ctx, s.Frames[0].Image),
	})
	if err != nil {
		return err
	}
	background, err := parseBackground(p.background)
	if err != nil {
		return err
	}
	s.isPadded = placed.isPadded()
	if placed.keepsPicture(s.size()) {
		return nil
	}
	if err := j.spend(placed.canvas, s); err != nil {
		return err
	}
	if s.isPadded {
		margins := background.forStep(p).margins(placed.canvas)
		if err := j.spendMargins(margins, s); err != nil {
			return err
		}
	}
	for i := range s.Frames {
		m, err := placed.apply(ctx, s.Frames[i].Image, background.forStep(p))
		if err != nil {
			return err
		}
		s.Frames[i].Image = m
	}
	s.focusArea = placed.moved(s.focusArea)
	s.Width, s.Height = placed.canvas.width, placed.canvas.height
	return nil
}

// spend counts the pixels of a picture that is to be written, before it is allocated. It returns an error if a result
// has too many pixels, or if all steps together write too many.
func (j *job) spend(to size, s *subject) error {
	frames := int64(len(s.Frames))
	if max(to.width, to.height) > maxSide {
		return fmt.Errorf("%w: the result has %d by %d pixels; the limit of a side is %d pixels", ErrLimit, to.width,
			to.height, maxSide)
	}
	if s.depth > 0 && to.area() > j.limits.Pixels/maxLayerShare-s.below {
		return fmt.Errorf("%w: a layer has %d by %d pixels; the limit for it and those below it is %d pixels", ErrLimit,
			to.width, to.height, j.limits.Pixels/maxLayerShare)
	}
	if to.area() > j.limits.Pixels/frames {
		return fmt.Errorf("%w: the result has %d by %d pixels in %d frames; the limit is %d pixels", ErrLimit,
			to.width, to.height, frames, j.limits.Pixels)
	}
	return j.spendPixels(to.area()*frames + workPerFrame*(frames-1))
}

// spendMargins counts pixels beyond the edges of all frames that are computed, but are not in the result.
func (j *job) spendMargins(pixels int64, s *subject) error {
	return j.spendPixels(pixels * int64(len(s.Frames)))
}

func (j *job) spendPixels(pixels int64) error {
	if j.left -= pixels; j.left < 0 {
		return fmt.Errorf("%w: the steps write more than %d times %d pixels", ErrLimit, maxWork, j.limits.Pixels)
	}
	return nil
}

// encode writes the result.
func (j *job) encode(ctx context.Context, p *codec.Picture) (*Rendition, error) {
	p.HasAlpha = !codec.IsOpaque(p.Frames[0].Image)
	data, format, err := j.output.encode(ctx, p, j.Accept)
	if missing, ok := errors.AsType[*codec.MissingCodecError](err); ok {
		j.report.downgrade("f", NotRendered, missing.Error())
		j.output.format = formatOrig
		data, format, err = j.output.encode(ctx, p, j.Accept)
	}
	if err != nil {
		return nil, codecError(err)
	}
	if len(p.Frames) > 1 && j.output.losesFrames(format) {
		j.report.noteStill()
	}
	return &Rendition{
		Body: data, ContentType: format.MediaType(), Width: p.Width, Height: p.Height, Report: j.report,
		Varies:     Varies{Accept: j.output.format == "" || j.output.format == formatAuto, ClientHints: j.usesHints},
		ContentDPR: j.contentDPR(p.Width),
	}, nil
}
