package render

import (
	"context"
	"image"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// change is what one parameter does to a picture. The zero value does nothing.
type change struct {
	to      size  // of the result
	margins int64 // pixels beyond the edges of a picture that are computed, too
	// apply returns the changed picture. It can change the pixels of the one that it gets.
	apply func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error)
}

// changeMaker reads the value of a parameter and makes its change. The comment of a maker says what the change does.
// The error is a [ParameterError].
type changeMaker func(value string, s stepState) (change, error)

// stepState is what a parameter can depend on besides its value.
type stepState struct {
	sizes                // the sizes; current is that of the picture before the change
	params  params       // all parameters of the step
	picture *image.NRGBA // the first frame before the change, which must not be written to
	// isPadded reports whether the step has laid the picture on its background.
	isPadded bool
}

// codedChange is a parameter that changes pixels.
type codedChange struct {
	code string
	make changeMaker
}

// Changes before and after the picture gets its size, in the order in which they are applied.
//
// Assumed: no source says in which order the service applies the parameters of one step, except that corners are
// rounded and shadows are laid after the size has changed.
var (
	changesBefore = []codedChange{
		{codeTrim, makeTrim},
	}
	changesAfter = []codedChange{
		{"fl", makeFlip},
		{"rt", makeRotation},
		{"e-distort", makeDistortion},
		{"cr", makeColorReplace},
		{"e-grayscale", makeGrayscale},
		{"e-contrast", makeContrast},
		{"e-sharpen", makeSharpen},
		{"e-usm", makeUnsharp},
		{"e-colorize", makeColorize},
		{"bl", makeBlur},
		{"e-gradient", makeGradient},
		{"b", makeBorder},
		{"r", makeRadius},
		{"o", makeOpacity},
		{"e-shadow", makeShadow},
		{"bg", makeBackground},
	}
)

// applyChanges applies the parameters of a step that change pixels.
func (j *job) applyChanges(ctx context.Context, s *subject, p params, all []codedChange) error {
	for _, each := range all {
		value, ok := p.value(each.code)
		if !ok {
			continue
		}
		if err := j.applyChange(ctx, s, p, each, value); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) applyChange(ctx context.Context, s *subject, p params, each codedChange, value string) error {
	if err := j.rasterize(ctx, s); err != nil {
		return err
	}
	for i := range s.Frames {
		s.Frames[i].Image = codec.ToNRGBA(s.Frames[i].Image)
	}
	state := stepState{
		sizes: s.sizes(), params: p, picture: s.Frames[0].Image.(*image.NRGBA),
		isPadded: s.isPadded,
	}
	c, err := each.make(value, state)
	if err != nil || c.apply == nil {
		return err
	}
	if err := j.spend(c.to, s); err != nil {
		return err
	}
	if err := j.spendMargins(c.margins, s); err != nil {
		return err
	}
	for i := range s.Frames {
		if s.Frames[i].Image, err = c.apply(ctx, s.Frames[i].Image.(*image.NRGBA)); err != nil {
			return err
		}
	}
	s.Width, s.Height = c.to.width, c.to.height
	return nil
}

// unsizedChange returns a change that keeps the size of the picture.
func unsizedChange(s stepState, apply func(ctx context.Context, m *image.NRGBA) error) change {
	return change{to: s.current, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return m, apply(ctx, m)
	}}
}
