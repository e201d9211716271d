package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"runtime"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Options configure a [Renderer]. The zero value has the defaults.
type Options struct {
	// Workers is the number of pictures that are rendered at the same time, by default runtime.GOMAXPROCS(0). Further
	// calls wait. The memory of a renderer is bounded by it: each worker needs at most about 512 MB.
	Workers int
	// MaxFileSize is the size of the largest file that is decoded in bytes, by default 40 MB (2^20 bytes each), the
	// limit of the service.
	MaxFileSize int64
	// MaxPixels is the number of pixels of the largest picture that is decoded or written, by default 100 million, the
	// limit of the service. All steps together write at most ten times as many, which bounds the time.
	MaxPixels int64
}

// Renderer applies transformations to pictures. It is safe for concurrent use.
type Renderer struct {
	limits  codec.Limits
	workers chan struct{} // has a value for each call that renders
}

// New returns a renderer.
func New(o Options) *Renderer {
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.MaxPixels < 1 {
		o.MaxPixels = 100_000_000
	}
	return &Renderer{
		limits:  codec.Limits{FileSize: o.MaxFileSize, Pixels: o.MaxPixels},
		workers: make(chan struct{}, o.Workers),
	}
}

// Request describes a rendition.
type Request struct {
	// Source has the bytes of the file.
	Source []byte
	// Chain is the transformation. [Expand] replaces the named transformations in it.
	Chain urlbuilder.Chain
	// Accept is the header of this name, on which the format depends. Without a format in it, such as for "*/*", the
	// format of the file is kept.
	Accept string
	// ClientHints are for w-auto and dpr-auto.
	ClientHints ClientHints
	// FocusArea is the part of the picture that is stored with the file as its custom coordinates, for fo-custom.
	FocusArea image.Rectangle
}

// Rendition is a picture to which a transformation was applied.
type Rendition struct {
	Body        []byte // the file; Source if nothing changed, so it must not be written to
	ContentType string
	// Width and Height are those of the picture, in pixels.
	Width, Height int
	// Varies says which headers of a request can change the result.
	Varies Varies
	// ContentDPR is the value of the header Content-DPR, 0 if the response has none.
	ContentDPR float64
	// Report says how each parameter of the chain was rendered.
	Report Report
}

// Varies says on which headers of a request a rendition depends.
type Varies struct{ Accept, ClientHints bool }

// Render applies a transformation. The result depends on the request alone. Parameters that are not rendered have no
// effect and are listed in the report.
//
// The error wraps [ErrSource], [ErrLimit] or [ErrTransformation], or is that of the context.
func (r *Renderer) Render(ctx context.Context, request Request) (*Rendition, error) {
	job := newJob(request)
	config, err := codec.Inspect(request.Source)
	if err != nil {
		return nil, codecError(err)
	}
	if !job.changesFile() {
		return job.original(config), nil
	}
	select {
	case r.workers <- struct{}{}:
		defer func() { <-r.workers }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	picture, err := codec.Decode(ctx, request.Source, r.limits)
	if err != nil {
		return nil, codecError(err)
	}
	if err := job.transform(ctx, picture, r.limits.Pixels); err != nil {
		return nil, codecError(err)
	}
	return job.encode(ctx, picture)
}

// job is the work of one request.
type job struct {
	Request
	steps  []params
	output output
	report Report
}

func newJob(request Request) *job {
	j := &job{Request: request}
	outputs := j.output.fields()
	for _, step := range request.Chain {
		j.steps = append(j.steps, paramsOf(step, &j.report))
		for _, param := range step {
			if field, ok := outputs[param.Name()]; ok {
				*field = param.Value()
			}
		}
	}
	return j
}

// changesFile reports whether a parameter of the chain is rendered. Otherwise the file is delivered as it is.
func (j *job) changesFile() bool {
	for _, step := range j.steps {
		if step.original == "true" {
			return false
		}
	}
	for _, entry := range j.report {
		if entry.Grade != NotRendered {
			return true
		}
	}
	return false
}

// original is the rendition that is the file itself.
func (j *job) original(config codec.Config) *Rendition {
	return &Rendition{
		Body: j.Source, ContentType: config.Format.MediaType(), Width: config.Width, Height: config.Height,
		Report: j.report,
	}
}

// transform applies all steps to all frames of a picture.
func (j *job) transform(ctx context.Context, p *codec.Picture, maxPixels int64) error {
	original := size{p.Width, p.Height}
	if err := j.checkWork(original, int64(len(p.Frames)), maxPixels); err != nil {
		return err
	}
	focusArea := j.FocusArea
	for _, step := range j.steps {
		f := frame{original: original, current: size{p.Width, p.Height}}
		placed, err := f.plan(step, j.ClientHints, focusFinder{
			value: step.focus, custom: focusArea, salient: j.salient(ctx, p.Frames[0].Image),
		})
		if err != nil {
			return err
		}
		if err := j.applyStep(ctx, p, step, placed); err != nil {
			return err
		}
		focusArea = placed.moved(focusArea)
		p.Width, p.Height = placed.canvas.width, placed.canvas.height
	}
	return nil
}

// maxWork is how many pictures of the largest size the steps of a chain can write together.
const maxWork = 10

// checkWork returns an error if the result of a step has too many pixels, or if all steps together write too many. The
// sizes do not depend on the content of the picture, so that it is known before the first step.
func (j *job) checkWork(original size, frames, maxPixels int64) error {
	f := frame{original, original}
	left := maxWork * min(maxPixels, math.MaxInt64/maxWork)
	for _, step := range j.steps {
		placed, err := f.plan(step, j.ClientHints, focusFinder{})
		if err != nil {
			return err
		}
		to := placed.canvas
		if to.area() > maxPixels/frames {
			return fmt.Errorf("%w: the result has %d by %d pixels in %d frames; the limit is %d pixels", ErrLimit,
				to.width, to.height, frames, maxPixels)
		}
		if !placed.keepsPicture(f.current) || step.background != "" {
			left -= to.area() * frames
		}
		if left < 0 {
			return fmt.Errorf("%w: the steps write more than %d times %d pixels", ErrLimit, maxWork, maxPixels)
		}
		f.current = to
	}
	return nil
}

// applyStep applies a step to all frames.
func (j *job) applyStep(ctx context.Context, p *codec.Picture, step params, placed placement) error {
	background, isFilled := defaultBackground, false
	if step.background != "" && rendersBackground(step.background) {
		var err error
		if background, err = parseColor(step.background); err != nil {
			return &ParameterError{"bg", step.background, err}
		}
		isFilled = p.HasAlpha
	}
	for i := range p.Frames {
		m, err := placed.apply(ctx, p.Frames[i].Image, background)
		if err != nil {
			return err
		}
		if isFilled && !placed.isPadded() { // padding has filled it already
			m = flatten(m, background)
		}
		p.Frames[i].Image = m
	}
	p.HasAlpha = p.HasAlpha && !isFilled || (isFilled || placed.isPadded()) && background.A < 0xff
	return nil
}

// encode writes the result.
func (j *job) encode(ctx context.Context, p *codec.Picture) (*Rendition, error) {
	data, format, err := j.output.encode(ctx, p, j.Accept)
	if missing, ok := errors.AsType[*codec.MissingCodecError](err); ok {
		j.report.downgrade("f", NotRendered, missing.Error())
		j.output.format = formatOrig
		data, format, err = j.output.encode(ctx, p, j.Accept)
	}
	if err != nil {
		return nil, codecError(err)
	}
	rendition := &Rendition{
		Body: data, ContentType: format.MediaType(), Width: p.Width, Height: p.Height, Report: j.report,
		Varies: Varies{Accept: j.output.format == "" || j.output.format == formatAuto},
	}
	for _, step := range j.steps {
		if step.width == wordAuto {
			rendition.ContentDPR = j.ClientHints.contentDPR(p.Width)
		}
		rendition.Varies.ClientHints = rendition.Varies.ClientHints || step.width == wordAuto || step.dpr == wordAuto
	}
	return rendition, nil
}
