package text

import (
	"fmt"
	"image/color"
)

// Style says how a text looks. All lengths are in pixels.
type Style struct {
	// Font is the font, by default the embedded one. Characters that it does not have are taken from the embedded font.
	Font *Font
	// Size is the size of an em. It must be positive.
	Size float64
	// Bold and Italic choose the face. A face that a font does not have is made from the one that it has; see
	// [Layout.Synthesized].
	Bold, Italic, Strikethrough bool
	// Color is the color of the letters.
	Color color.NRGBA
	// LineHeight is the distance between the baselines of two lines. If it is 0, the font decides.
	LineHeight float64
	// Align says where lines are that are shorter than the box.
	Align Align
	// Width is the width of the box without padding, into which lines are wrapped. If it is 0, lines are not wrapped,
	// and the box is as wide as what is drawn.
	Width int
	// Padding is added around the box.
	Padding Padding
	// Background is the color of the box and its padding.
	Background color.NRGBA
}

// Padding has the distances between the text and the edges of the picture.
type Padding struct{ Top, Right, Bottom, Left int }

// Align is a horizontal alignment of lines.
type Align int

// Alignments.
const (
	Left Align = iota
	Center
	Right
)

// check returns an error if a length of the style cannot be used.
func (s Style) check() error {
	switch {
	case !(s.Size > 0):
		return fmt.Errorf("size %v of the text is not positive", s.Size)
	case s.Size > MaxSide:
		return &LimitError{"size in pixels", MaxSide}
	case !(s.LineHeight >= 0):
		return fmt.Errorf("line height %v of the text is negative", s.LineHeight)
	case s.LineHeight > MaxSide:
		return &LimitError{"line height in pixels", MaxSide}
	case s.Width < 0:
		return fmt.Errorf("width %d of the text is negative", s.Width)
	case s.Width > MaxSide:
		return &LimitError{widthInPixels, MaxSide}
	}
	for _, side := range []int{s.Padding.Top, s.Padding.Right, s.Padding.Bottom, s.Padding.Left} {
		if side < 0 {
			return fmt.Errorf("padding %d of the text is negative", side)
		}
		if side > MaxSide {
			return &LimitError{"padding in pixels", MaxSide}
		}
	}
	return nil
}
