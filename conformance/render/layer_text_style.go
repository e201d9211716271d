package render

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/conformance/render/internal/text"
)

// textParams are the parameters that say how a text is typeset.
type textParams struct {
	params
	base size // of the picture below
}

// typesettingError returns the error for a text that cannot be typeset.
func (p textParams) typesettingError(err error) error {
	if _, ok := errors.AsType[*text.LimitError](err); ok {
		return fmt.Errorf("%w: %w", ErrLimit, err)
	}
	if _, ok := errors.AsType[*text.FontError](err); ok {
		value, _ := p.value("ff")
		return &ParameterError{"ff", value, err}
	}
	return err
}

// defaultFontSize is the default of fs.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
const defaultFontSize = 45

// style returns the style that the parameters describe, without its font.
//
// Assumed: letters are black by default.
func (p textParams) style() (text.Style, error) {
	style := text.Style{Size: defaultFontSize, Align: text.Center}
	for _, read := range []func(*text.Style) error{p.lengths, p.padding, p.colors, p.alignment, p.typography} {
		if err := read(&style); err != nil {
			return style, err
		}
	}
	return style, nil
}

// lengths reads fs, lh and w.
func (p textParams) lengths(style *text.Style) error {
	var width float64
	for _, each := range []struct {
		code  string
		field *float64
	}{{"fs", &style.Size}, {"lh", &style.LineHeight}, {"w", &width}} {
		value, ok := p.value(each.code)
		if !ok {
			continue
		}
		length, err := p.length(value)
		if err == nil && length == 0 {
			err = errors.New("the length is 0")
		}
		if err != nil {
			return &ParameterError{each.code, value, err}
		}
		*each.field = length
	}
	if width > 0 {
		style.Width = pixels(width)
	}
	return nil
}

// length computes a length in pixels: a number, or an expression with the size of the picture below.
func (p textParams) length(value string) (float64, error) {
	length, err := expression.Evaluate(value, expression.Variables{
		"bw": float64(p.base.width), "bh": float64(p.base.height), "bar": p.base.ratio(),
	})
	if err == nil && length < 0 {
		err = errors.New("the length is negative")
	}
	return min(length, math.MaxInt32), err
}

// padding reads pa: one to four numbers in the order of CSS, or one expression.
//
// Assumed: the padding makes the layer larger, also if it has w.
func (p textParams) padding(style *text.Style) error {
	value, ok := p.value("pa")
	if !ok {
		return nil
	}
	list := strings.Split(value, "_")
	if !slices.ContainsFunc(list, func(s string) bool { return !expression.IsUnsigned(s) }) && len(list) <= 4 {
		// As in CSS, the right side is that of the top, the bottom that of the top, and the left that of the right.
		for i := len(list); i < 4; i++ {
			list = append(list, list[max(0, i-2)])
		}
	} else {
		list = []string{value, value, value, value}
	}
	sides := [4]*int{&style.Padding.Top, &style.Padding.Right, &style.Padding.Bottom, &style.Padding.Left}
	for i, side := range list {
		length, err := p.length(side)
		if err != nil {
			return &ParameterError{"pa", value, err}
		}
		*sides[i] = int(math.Floor(length + 0.5))
	}
	return nil
}

// colors reads co and bg, and al, which is the opacity of colours that have none.
func (p textParams) colors(style *text.Style) error {
	opacity, err := p.opacity()
	if err != nil {
		return err
	}
	style.Color = color.NRGBA{A: opacity}
	for _, each := range []struct {
		code  string
		field *color.NRGBA
	}{{"co", &style.Color}, {"bg", &style.Background}} {
		value, ok := p.value(each.code)
		if !ok {
			continue
		}
		c, err := parseColor(value)
		if err != nil {
			return &ParameterError{each.code, value, err}
		}
		if takesOpacity(value) {
			c.A = opacity
		}
		*each.field = c
	}
	return nil
}

// alignment reads ia.
func (p textParams) alignment(style *text.Style) error {
	value, ok := p.value("ia")
	if !ok {
		return nil
	}
	switch value {
	case "left":
		style.Align = text.Left
	case "center":
		style.Align = text.Center
	case "right":
		style.Align = text.Right
	default:
		return &ParameterError{"ia", value, errors.New("want left, center or right")}
	}
	return nil
}

// typography reads tg.
func (p textParams) typography(style *text.Style) error {
	value, ok := p.value("tg")
	if !ok {
		return nil
	}
	for word := range strings.SplitSeq(value, "_") {
		switch word {
		case "b":
			style.Bold = true
		case "i":
			style.Italic = true
		case "strikethrough":
			style.Strikethrough = true
		default:
			return &ParameterError{"tg", value, fmt.Errorf("%q is not b, i or strikethrough", word)}
		}
	}
	return nil
}
