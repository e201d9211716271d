package render

import (
	"encoding/hex"
	"errors"
	"fmt"
	"image/color"
	"strconv"

	"golang.org/x/image/colornames"
)

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

// codeAlpha is the opacity of a solid colour block or of a text.
const codeAlpha = "al"

// opacity returns the opacity that al asks for, by default 255.
//
// Assumed: al-N is an opacity of N tenths.
func (p params) opacity() (uint8, error) {
	tenths, ok := p.value(codeAlpha)
	if !ok {
		return 0xff, nil
	}
	n, err := strconv.ParseUint(tenths, 10, 8)
	if err != nil || n < 1 || n > 9 {
		return 0, &ParameterError{codeAlpha, tenths, errors.New("the opacity is not an integer from 1 to 9")}
	}
	return uint8((n*0xff + 5) / 10), nil
}

// takesOpacity reports whether al applies to a colour: only to one in hexadecimal digits without an opacity.
func takesOpacity(value string) bool {
	_, isName := colornames.Map[value]
	return !isName && len(value) != len("RRGGBBAA")
}
