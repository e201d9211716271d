package media

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxSide is the largest accepted width or height of a drawing, in pixels.
const maxSide = 1 << 30

// svgUnits has the absolute units of lengths, in pixels.
var svgUnits = map[string]float64{
	"": 1, "px": 1, "in": 96, "cm": 96 / cmPerInch, "mm": 9.6 / cmPerInch, "pt": 96. / 72,
	"pc": 16,
}

// readSVG reads the size of a drawing from its first element. It returns nil if there is no size.
//
// Assumed: an SVG file that has no size has no width and height in its metadata. All SVG files have transparency.
func readSVG(r io.Reader) *Image {
	attributes := svgAttributes(r)
	width, height := svgLength(attributes["width"]), svgLength(attributes["height"])
	if box := strings.FieldsFunc(attributes["viewBox"], func(c rune) bool {
		return c == ' ' || c == ','
	}); len(box) == 4 {
		width, height = svgSize(width, height, svgLength(box[2]), svgLength(box[3]))
	}
	if width == 0 || height == 0 {
		return nil
	}
	return &Image{Format: "svg", Width: int(math.Round(width)), Height: int(math.Round(height)), Alpha: true}
}

// svgSize replaces a width or height of 0 so that the aspect ratio is that of the view box.
func svgSize(width, height, boxWidth, boxHeight float64) (float64, float64) {
	switch {
	case boxWidth == 0 || boxHeight == 0:
	case width == 0 && height == 0:
		return boxWidth, boxHeight
	case width == 0:
		width = min(height*boxWidth/boxHeight, maxSide)
	case height == 0:
		height = min(width*boxHeight/boxWidth, maxSide)
	}
	return width, height
}

// svgAttributes returns the attributes of the first element, or nil if it is not svg.
func svgAttributes(r io.Reader) map[string]string {
	decoder := xml.NewDecoder(r)
	decoder.Strict = false // a document can declare entities
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return nil
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if element.Name.Local != "svg" {
			return nil
		}
		attributes := map[string]string{}
		for _, a := range element.Attr {
			attributes[a.Name.Local] = a.Value
		}
		return attributes
	}
}

// svgLength returns a length in pixels. It returns 0 for a relative length, such as 100%, and for any other text.
func svgLength(text string) float64 {
	text = strings.TrimSpace(text)
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(digits, 64)
	if n *= svgUnits[text[len(digits):]]; err == nil && n > 0 && n <= maxSide {
		return n
	}
	return 0
}
