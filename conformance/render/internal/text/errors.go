package text

import "fmt"

// MaxSide is the largest width and height of a picture in pixels.
const MaxSide = 16_383

// LimitError describes a text that needs more than a limit.
type LimitError struct {
	What  string // such as "width in pixels"
	Limit int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the %s of the text is more than %d", e.What, e.Limit)
}

// FontError describes a font that cannot be used because it is damaged, or has a format that is not supported.
type FontError struct{ Err error }

func (e *FontError) Error() string { return fmt.Sprintf("the font cannot be used: %v", e.Err) }

// Unwrap returns the cause.
func (e *FontError) Unwrap() error { return e.Err }
