package text

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
)

// Layout is a text whose letters have their places.
type Layout struct {
	style   Style
	size    image.Point
	shapes  []shape // letters and lines through them
	missing []rune
	made    Synthesized
}

// Synthesized says which faces the font does not have, so that they were made from the one that it has.
type Synthesized struct{ Bold, Italic bool }

// shape is an outline at a place, in subpixels.
type shape struct {
	path *path
	x, y int64
}

// Typeset chooses the places of all letters. The size of the picture is known afterwards, and nothing is drawn.
//
// The box of a text is what is drawn of it: the space above the first line, below the last one and beside the longest
// one is cut off. With a width, it is as wide as this. If nothing is drawn, such as for a space, the box has the size
// of the lines.
//
// The error is a [*LimitError], a [*FontError], that of the context, or says which length of the style is wrong.
func Typeset(ctx context.Context, text string, s Style) (layout *Layout, err error) {
	defer recoverFontError(&err)
	if err := s.check(); err != nil {
		return nil, err
	}
	b := &builder{style: s, faces: facesOf(s), units: s.Size * subpixels / unitsPerEm}
	b.ascent, b.lineHeight = b.faces[0].lineMetrics(s.LineHeight)
	shaper := newShaper(b.faces, s)
	for _, paragraph := range paragraphs(text) {
		lines, err := shaper.lines(ctx, paragraph)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if err := b.add(ctx, line); err != nil {
				return nil, err
			}
		}
	}
	return b.layout(shaper.missing)
}

// lineMetrics returns the height of the first line above its baseline, and the distance between baselines.
func (f *face) lineMetrics(height float64) (ascent, distance int64) {
	const usual = 1.2 // for a font that does not say it, in em
	extents, _ := f.FontHExtents()
	ascender := int64(subpixelsOf(float64(extents.Ascender), f.scale))
	sum := float64(extents.Ascender) - float64(extents.Descender) + float64(extents.LineGap)
	distance = int64(subpixelsOf(sum, f.scale))
	if ascender <= 0 || distance <= 0 {
		ascender, distance = int64(subpixelsOf(f.size, subpixels)), int64(subpixelsOf(f.size, usual*subpixels))
	}
	if height > 0 {
		distance = int64(subpixelsOf(height, subpixels))
	}
	return ascender, distance
}

// builder collects the lines of a text.
type builder struct {
	style              Style
	faces              faces
	units              float64 // subpixels for each unit of shaped text
	ascent, lineHeight int64
	lines              []line
	shapes             []shape
}

// line is a line whose letters have places from its beginning.
type line struct {
	first, end int // of its shapes
	width      int64
	ink        rect
}

// add appends a line.
func (b *builder) add(ctx context.Context, runs shaping.Line) error {
	baseline := b.ascent + int64(len(b.lines))*b.lineHeight
	baseline -= baseline % subpixels
	if baseline-b.ascent > 2*MaxSide*subpixels {
		return &LimitError{heightInPixels, MaxSide}
	}
	slices.SortStableFunc(runs, func(x, y shaping.Output) int { return cmp.Compare(x.VisualIndex, y.VisualIndex) })
	l := line{first: len(b.shapes)}
	var x int64 // in units
	for _, run := range runs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.addRun(ctx, run, x, baseline); err != nil {
			return err
		}
		x += int64(run.Advance)
	}
	l.end, l.width = len(b.shapes), b.subpixels(x)
	for _, s := range b.shapes[l.first:] {
		l.ink = l.ink.union(s.path.bounds.add(s.x, s.y))
	}
	b.lines = append(b.lines, l)
	return nil
}

// subpixels returns a length in units of shaped text in subpixels.
func (b *builder) subpixels(length int64) int64 { return int64(math.Round(float64(length) * b.units)) }

// addRun appends the letters of a run, and the line through them. x is in units, the baseline in subpixels.
func (b *builder) addRun(ctx context.Context, run shaping.Output, x, baseline int64) error {
	f, begin := b.faces.of(run.Face), x
	for i, glyph := range run.Glyphs {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if glyph.GlyphID != font.EmptyGlyph {
			p, err := f.outline(glyph.GlyphID, int32(b.subpixels(int64(glyph.Advance))))
			if err != nil {
				return err
			}
			b.addShape(shape{p, b.subpixels(x + int64(glyph.XOffset)), baseline - b.subpixels(int64(glyph.YOffset))})
		}
		x += int64(glyph.Advance)
	}
	if b.style.Strikethrough {
		b.strike(f, b.subpixels(begin), b.subpixels(x), baseline)
	}
	return nil
}

// addShape appends a shape unless it is empty, or is the one before again, as repeated accents can be.
func (b *builder) addShape(s shape) {
	if last := len(b.shapes) - 1; s.path.bounds.isEmpty() || last >= 0 && b.shapes[last] == s {
		return
	}
	b.shapes = append(b.shapes, s)
}

// strike appends a line through the letters of a run.
func (b *builder) strike(f *face, x0, x1, baseline int64) {
	const usualPosition, usualThickness = 0.3, 1. / 18 // for a font that does not say it, in em
	position := subpixelsOf(float64(f.LineMetric(font.StrikethroughPosition)), f.scale)
	thickness := subpixelsOf(float64(f.LineMetric(font.StrikethroughThickness)), f.scale)
	if position <= 0 || thickness <= 0 {
		position = subpixelsOf(f.size, usualPosition*subpixels)
		thickness = subpixelsOf(f.size, usualThickness*subpixels)
	}
	thickness = max(thickness, subpixels)
	if length := min(x1-x0, maxCoordinate); length > 0 {
		b.shapes = append(b.shapes, shape{
			newPath(rectangle(0, -position, int32(length), thickness-position)), x0, baseline,
		})
	}
}

// layout aligns the lines, and computes the size of the picture.
func (b *builder) layout(missing []rune) (*Layout, error) {
	width := int64(b.style.Width) * subpixels
	for _, l := range b.lines {
		width = max(width, l.width)
	}
	var ink rect
	for _, l := range b.lines {
		shift := b.style.Align.shift(width - l.width)
		for i := l.first; i < l.end; i++ {
			b.shapes[i].x += shift
		}
		ink = ink.union(l.ink.add(shift, 0))
	}
	ink = ink.withoutSlivers()
	if ink.isEmpty() {
		ink = rect{0, 0, max(width, 1), max(int64(len(b.lines))*b.lineHeight, 1)}
	}
	x, y := -floor(ink.x0)*subpixels, -floor(ink.y0)*subpixels // where the lines are in the box
	w, h := ceil(ink.x1+x), ceil(ink.y1+y)
	if boxWidth := int64(b.style.Width); w < boxWidth {
		w, x = boxWidth, max(-ink.x0, min(0, boxWidth*subpixels-ink.x1))
	}
	padding := b.style.Padding
	w += int64(padding.Left) + int64(padding.Right)
	h += int64(padding.Top) + int64(padding.Bottom)
	if w > MaxSide {
		return nil, &LimitError{widthInPixels, MaxSide}
	}
	if h > MaxSide {
		return nil, &LimitError{heightInPixels, MaxSide}
	}
	layout := &Layout{
		style: b.style, size: image.Pt(int(w), int(h)), missing: missing,
		made: Synthesized{Bold: b.faces[0].embolden, Italic: b.faces[0].slant},
	}
	x += int64(padding.Left) * subpixels
	y += int64(padding.Top) * subpixels
	for _, s := range b.shapes {
		layout.shapes = append(layout.shapes, shape{s.path, s.x + x, s.y + y})
	}
	return layout, nil
}

const (
	widthInPixels  = "width in pixels"
	heightInPixels = "height in pixels"
)

// shift returns how far a line is moved that leaves some space.
func (a Align) shift(space int64) int64 {
	switch a {
	case Center:
		return space / 2
	case Right:
		return space
	}
	return 0
}

// floor returns the pixel in which a position is.
func floor(position int64) int64 { return position >> 8 }

// ceil returns the first pixel after a position.
func ceil(position int64) int64 { return (position + subpixels - 1) >> 8 }

// Size returns the width and the height of the picture.
func (l *Layout) Size() image.Point { return l.size }

// Missing returns the characters that no font has, each once. A box is drawn for them.
func (l *Layout) Missing() []rune {
	sorted := slices.Sorted(slices.Values(l.missing))
	return slices.Compact(sorted)
}

// Synthesized returns which faces were made because the font does not have them.
func (l *Layout) Synthesized() Synthesized { return l.made }
