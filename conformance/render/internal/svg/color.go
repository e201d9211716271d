package svg

import (
	"encoding/hex"
	"image/color"
	"math"
	"strings"

	"golang.org/x/image/colornames"
)

// parseColor reads a color: a name, #RGB, #RGBA, #RRGGBB, #RRGGBBAA, rgb() or rgba().
func parseColor(text string) (color.NRGBA, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if named, ok := colornames.Map[text]; ok {
		return color.NRGBA(named), nil
	}
	if text == "transparent" {
		return color.NRGBA{}, nil
	}
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		return parseHex(digits)
	}
	name, arguments, _ := strings.Cut(text, "(")
	arguments, ok := strings.CutSuffix(arguments, ")")
	if !ok || name != "rgb" && name != "rgba" {
		return color.NRGBA{}, unsupported("color", text)
	}
	return parseRGB(arguments)
}

// parseHex reads the digits of a color.
func parseHex(digits string) (color.NRGBA, error) {
	if len(digits) == 3 || len(digits) == 4 {
		var double strings.Builder
		for _, digit := range digits {
			double.WriteRune(digit)
			double.WriteRune(digit)
		}
		digits = double.String()
	}
	b, err := hex.DecodeString(digits)
	switch {
	case err == nil && len(b) == 3:
		return color.NRGBA{b[0], b[1], b[2], 0xff}, nil
	case err == nil && len(b) == 4:
		return color.NRGBA{b[0], b[1], b[2], b[3]}, nil
	}
	return color.NRGBA{}, unsupported("color", "#"+digits)
}

// parseRGB reads the arguments of rgb() and rgba(): numbers to 255 or percentages, and an opacity.
func parseRGB(arguments string) (color.NRGBA, error) {
	parts := strings.FieldsFunc(arguments, func(r rune) bool { return strings.ContainsRune(separators+"/", r) })
	if len(parts) != 3 && len(parts) != 4 {
		return color.NRGBA{}, unsupported("color", arguments)
	}
	c := [4]uint8{3: 0xff}
	for i, part := range parts {
		isOpacity := i == 3
		n, err := parseLength(part, 0xff)
		if isOpacity {
			n, err = parseFraction(part)
			n *= 0xff
		}
		if err != nil {
			return color.NRGBA{}, err
		}
		c[i] = uint8(math.Floor(min(max(n, 0), 0xff) + 0.5))
	}
	return color.NRGBA{c[0], c[1], c[2], c[3]}, nil
}
