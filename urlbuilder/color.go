package urlbuilder

import "strings"

// Color is a colour as RRGGBB or RGB in hexadecimal digits, as RRGGBBAA whose last two are decimal digits for the
// opacity (00 is transparent, 99 almost opaque), or as one of the colour names of SVG in lower case, such as
// "lightskyblue". It does not begin with #. Names are not compared with the names of SVG. Any word in lower case is
// accepted, except true, false, none, auto, blurred, dominant, genfill and gradient. For the last five, use the
// Background functions and [AIGenerativeFill].
//
// See https://imagekit.io/docs/effects-and-enhancements#solid-color-background
type Color string

const (
	colorRule    = "a colour (RRGGBB, RGB, RRGGBBAA with AA from 00 to 99, or a name in lower case)"
	colorProblem = "must be " + colorRule
)

func (c Color) valid() bool {
	switch c {
	case "", "auto", "blurred", "dominant", "genfill", "gradient": // of backgrounds; genfill costs extension units
		return false
	case "true", "false", "none":
		return false
	}
	if strings.Trim(string(c), "abcdefghijklmnopqrstuvwxyz") == "" {
		return true
	}
	for i := range len(c) {
		if !isHex(c[i]) || i > 5 && c[i] > '9' {
			return false
		}
	}
	return len(c) == 3 || len(c) == 6 || len(c) == 8
}

// colorParam makes a parameter from a colour. It accepts only colours, even if the table allows other values for the
// parameter.
func colorParam(code codeID, c Color) Param {
	p := textParam(code, string(c))
	if p.ok() && !c.valid() {
		p.fail(colorProblem)
	}
	return p
}
