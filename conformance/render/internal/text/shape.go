package text

import (
	"context"
	"math"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// Text is shaped at one size, because the library shapes at whole numbers of pixels only. Positions are scaled
// afterwards.
const (
	shapedEm     = 1024
	unitsPerEm   = shapedEm << 6 // fixed.Int26_6 has 6 bits after the point
	maxParagraph = 16_000        // the longest paragraph in em; more would overflow fixed.Int26_6
	noWidth      = fixed.Int26_6(math.MaxInt32 / 2)
)

// wordBreaks replaces the characters that end a line or a paragraph.
var wordBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n",
	"\u2029", "\n", "\t", "    ")

// paragraphs splits a text at its line breaks. It removes control characters.
func paragraphs(text string) [][]rune {
	var list [][]rune
	for paragraph := range strings.SplitSeq(wordBreaks.Replace(text), "\n") {
		list = append(list, []rune(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, paragraph)))
	}
	return list
}

// directionOf returns the direction of a paragraph: that of its first letter that has one.
func directionOf(paragraph []rune) di.Direction {
	for _, r := range paragraph {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

// shaper turns paragraphs into lines of glyphs.
type shaper struct {
	faces     faces
	width     fixed.Int26_6
	segmenter shaping.Segmenter
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
	missing   []rune // characters that no face has
}

func newShaper(f faces, s Style) *shaper {
	width := noWidth
	if s.Width > 0 {
		width = fixed.Int26_6(min(float64(noWidth), math.Floor(float64(s.Width)/s.Size*unitsPerEm)))
	}
	return &shaper{faces: f, width: width}
}

// lines returns the lines of a paragraph. A line has runs in logical order.
func (s *shaper) lines(ctx context.Context, paragraph []rune) ([]shaping.Line, error) {
	if len(paragraph) == 0 {
		return []shaping.Line{nil}, nil
	}
	direction := directionOf(paragraph)
	inputs := s.segmenter.Split(shaping.Input{
		Text: paragraph, RunEnd: len(paragraph), Direction: direction, Size: fixed.I(shapedEm),
	}, s.faces)
	runs := make([]shaping.Output, len(inputs))
	var length int64
	for i, input := range inputs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if input.Face == nil {
			input.Face = s.faces[0].Face
		}
		runs[i] = s.shaper.Shape(input)
		s.finish(&runs[i], paragraph)
		for _, glyph := range runs[i].Glyphs {
			length += max(int64(glyph.Advance), -int64(glyph.Advance))
		}
	}
	if length > maxParagraph*unitsPerEm {
		return nil, &LimitError{"length of a paragraph in em", maxParagraph}
	}
	wrapped, _ := s.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: direction}, s.width, paragraph,
		shaping.NewSliceIterator(runs))
	lines := make([]shaping.Line, len(wrapped))
	for i, line := range wrapped {
		lines[i] = append(lines[i], line...) // the wrapper uses its memory again
	}
	return lines, nil
}

// finish makes room for letters that are made bold, and notes the characters that no face has.
func (s *shaper) finish(run *shaping.Output, paragraph []rune) {
	widens := s.faces.of(run.Face).embolden
	for i := range run.Glyphs {
		glyph := &run.Glyphs[i]
		if glyph.GlyphID == missingGlyph && glyph.TextIndex() < len(paragraph) {
			s.missing = append(s.missing, paragraph[glyph.TextIndex()])
		}
		if widens && glyph.Advance > 0 && glyph.GlyphID != font.EmptyGlyph {
			glyph.Advance += unitsPerEm / boldness
		}
	}
	run.RecomputeAdvance()
}
