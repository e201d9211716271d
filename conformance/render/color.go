package render

import (
	"encoding/hex"
	"fmt"
	"image/color"
	"strconv"

	"golang.org/x/image/colornames"
)

// defaultBackground is the colour of padding.
//
// See https://imagekit.io/docs/effects-and-enhancements#background---bg
var defaultBackground = color.NRGBA{A: 0xff}

// parseColor reads a colour: RRGGBB, RGB, RRGGBBAA with an opacity of 00 to 99 percent in decimal digits, or one of the
// colour names of SVG.
func parseColor(value string) (color.NRGBA, error) {
	if named, ok := colornames.Map[value]; ok {
		return color.NRGBA(named), nil
	}
	digits, alpha := value, uint8(0xff)
	switch len(value) {
	case 3:
		digits = string([]byte{value[0], value[0], value[1], value[1], value[2], value[2]})
	case 8:
		percent, err := strconv.ParseUint(value[6:], 10, 8)
		if err != nil {
			return color.NRGBA{}, fmt.Errorf("unknown colour %q", value)
		}
		digits, alpha = value[:6], uint8((percent*0xff+50)/100)
	}
	rgb, err := hex.DecodeString(digits)
	if err != nil || len(rgb) != 3 {
		return color.NRGBA{}, fmt.Errorf("unknown colour %q", value)
	}
	return color.NRGBA{rgb[0], rgb[1], rgb[2], alpha}, nil
}
