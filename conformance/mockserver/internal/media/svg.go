package media

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxSide bounds the width and height of a drawing, whose file can say anything.
const maxSide = 1 << 30

// svgUnits are the absolute units of lengths, in pixels.
var svgUnits = map[string]float64{"": 1, "px": 1, "in": 96, "cm": 96 / cmPerInch, "mm": 9.6 / cmPerInch, "pt": 96. / 72, "pc": 16}

// readSVG reads the size of a drawing from its first element. It is nil if there is none.
//
// Assumed: the service knows no size either of a drawing that tells none, and takes drawings for transparent.
func readSVG(r io.Reader) *Image {
	attributes := svgAttributes(r)
	width, height := svgLength(attributes["width"]), svgLength(attributes["height"])
	if box := strings.FieldsFunc(attributes["viewBox"], func(c rune) bool { return c == ' ' || c == ',' }); len(box) == 4 {
		width, height = svgSize(width, height, svgLength(box[2]), svgLength(box[3]))
	}
	if width == 0 || height == 0 {
		return nil
	}
	return &Image{Format: "svg", Width: int(math.Round(width)), Height: int(math.Round(height)), Alpha: true}
}

// svgSize takes what is 0 from the view box, so that the aspect ratio is that of the box.
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

// svgAttributes are those of the first element, nil if it is no drawing.
func svgAttributes(r io.Reader) map[string]string {
	decoder := xml.NewDecoder(r)
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

// svgLength is in pixels. It is 0 for what is relative, such as 100%, or no length.
func svgLength(text string) float64 {
	text = strings.TrimSpace(text)
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(digits, 64)
	if n *= svgUnits[text[len(digits):]]; err == nil && n > 0 && n <= maxSide {
		return n
	}
	return 0
}
