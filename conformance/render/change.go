package render

import (
	"context"
	"image"
	"image/draw"
)

// change is what one parameter does to a picture. The zero value does nothing.
type change struct {
	to      size  // of the result
	margins int64 // pixels beyond the edges of a picture that are computed, too
	// apply returns the changed picture. It can change the pixels of the one that it gets.
	apply func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error)
}

// changeMaker reads the value of a parameter. The error is a [ParameterError].
type changeMaker func(value string, s stepState) (change, error)

// stepState is what a parameter can depend on besides its value.
type stepState struct {
	frame                // the sizes; current is that of the picture before the change
	params  params       // all parameters of the step
	picture *image.NRGBA // the first frame before the change, which must not be written to
	isLayer bool
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
		{"t", makeTrim},
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
		s.Frames[i].Image = writable(s.Frames[i].Image)
	}
	state := stepState{
		frame: s.frame(), params: p, picture: s.Frames[0].Image.(*image.NRGBA), isLayer: s.depth > 0,
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

// writable returns the picture as one that changes can write to: *image.NRGBA that begins at 0, 0.
func writable(m image.Image) *image.NRGBA {
	size := m.Bounds().Size()
	if n, ok := m.(*image.NRGBA); ok && n.Rect.Min == (image.Point{}) && n.Stride == 4*size.X {
		return n
	}
	canvas := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(canvas, canvas.Rect, m, m.Bounds().Min, draw.Src)
	return canvas
}

// isOpaque reports whether no pixel is transparent.
func isOpaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
