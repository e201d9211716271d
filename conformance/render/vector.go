package render

import (
	"context"
	"image"
	"slices"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// noteVector says why nothing is rendered of an SVG file.
const noteVector = "an SVG file is delivered as it is without f-png, f-jpg, f-webp or f-avif"

// isRaster reports whether a value of f is a format to which an SVG file is converted.
//
// See https://imagekit.io/docs/vector-and-animated-images
func isRaster(format string) bool {
	return slices.Contains([]string{"png", "jpg", "jpeg", "webp", "avif"}, format)
}

// hasRasterFormat reports whether a parameter of a transformation is one that converts SVG files.
func (r Report) hasRasterFormat() bool {
	return slices.ContainsFunc(r, func(entry ReportEntry) bool {
		return entry.Code == "f" && isRaster(entry.Value)
	})
}

// renderVector renders an SVG file. original is the rendition that is the file as it is.
func (r *Renderer) renderVector(ctx context.Context, request Request, original *Rendition) (*Rendition, error) {
	if !original.Report.hasRasterFormat() {
		original.Report.markNotRendered(noteVector)
		return original, nil
	}
	job := r.newJob(request)
	rendition, err := job.run(ctx)
	what, isUndrawn := codec.UndrawnPart(err)
	switch {
	case isUndrawn:
		original.Report.markNotRendered("SVG: not drawn: " + what)
		return original, nil
	case err == nil && !isRaster(job.output.format): // it is in the branch of a condition that is not taken
		original.Report.markNotRendered(noteVector)
		return original, nil
	}
	return rendition, err
}

// usualDensity is the number of dots per inch at which a pixel of an SVG file is one of the result.
//
// Assumed: it is 72, so that dn-144 makes a picture of twice the width, unless a step has a size.
const usualDensity = 72

// density returns the number of dots per inch that the last dn of the chain asks for, or the usual one.
func (j *job) density() float64 {
	if n, err := expression.Unsigned(j.lastValue("dn")); err == nil && n > 0 {
		return n
	}
	return usualDensity
}

// applyDensity gives an SVG file the size that it has at the density of the chain.
func (j *job) applyDensity(p *codec.Picture) {
	for i, frame := range p.Frames {
		if drawing, ok := frame.Image.(*codec.Drawing); ok {
			scaled := drawing.Scaled(j.density() / usualDensity)
			p.Frames[i].Image, p.Width, p.Height = scaled, scaled.Bounds().Dx(), scaled.Bounds().Dy()
		}
	}
}

// resized scales a part of a picture. Of an SVG file it draws the part at the size.
func resized(ctx context.Context, m image.Image, part scale.Rect, to size) (*image.NRGBA, error) {
	if drawing, ok := m.(*codec.Drawing); ok {
		return drawing.Draw(ctx, part, to.width, to.height)
	}
	return scale.Resize(ctx, m, part, to.width, to.height)
}

// rasterize draws an SVG file at its size. It does nothing for other pictures.
func (j *job) rasterize(ctx context.Context, s *subject) error {
	for i, frame := range s.Frames {
		if _, ok := frame.Image.(*codec.Drawing); !ok {
			continue
		}
		if err := j.spend(s.size(), s); err != nil {
			return err
		}
		m, err := resized(ctx, frame.Image, whole(s.size()), s.size())
		if err != nil {
			return err
		}
		s.Frames[i].Image = m
	}
	return nil
}
