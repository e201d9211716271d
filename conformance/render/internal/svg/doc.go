// Package svg draws SVG documents.
//
// It draws the shapes path, rect, circle, ellipse, line, polyline and polygon, in groups, and with use; filled and
// stroked with colors and gradients; with opacity, clip paths, and styles from attributes and from style sheets whose
// selectors are one class, id or element. A document with anything else that can be seen, such as text, a filter or a
// picture, is refused with an [UnsupportedError], so that no picture is missing a part of its document. The views of
// editors, descriptions and metadata are ignored. Nothing outside of the document is ever read.
//
// Documents can be hostile: the number of bytes, elements and points, the depth, and the pixels that are written are
// limited, and [Drawing.Draw] returns soon after its context is done.
//
// The same document gives the same pixels on every machine: coordinates are rounded to 1/256 of a pixel before the
// area that a shape covers is computed, with integers, and products are rounded before they are added.
package svg

// Limits of documents.
const (
	// MaxBytes is the maximum size of a document in bytes. It is the limit of the service for vector formats.
	MaxBytes    = 5 << 20
	maxElements = 50_000     // also of those that are drawn by use
	maxDepth    = 100        // of elements in elements
	maxText     = 40_000_000 // bytes of attributes that are read, also again where elements are used again
	maxPoints   = 1_000_000  // of all shapes, after curves are divided into lines
	maxPixels   = 1 << 26    // that all shapes and groups cover together, or 10 times the picture
	maxRows     = 1 << 26    // that all lines cross together; there are 16 in each pixel
	maxLayers   = 40_000_000 // pixels of the groups that are drawn by themselves, at one time
	maxNumber   = 1e6        // largest coordinate and length
)

// UnsupportedError is the error for a document with something that is not drawn.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return "SVG: not drawn: " + e.What }

// unsupported returns an error about a name or value in a document.
func unsupported(what, value string) error {
	const maxValue = 40
	if len(value) > maxValue {
		value = value[:maxValue] + "..."
	}
	return &UnsupportedError{what + " " + value}
}

var errTooComplex = &UnsupportedError{"the document is too complex"}
