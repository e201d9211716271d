package urlbuilder

import (
	"slices"
	"strconv"
	"strings"
)

// Expr is a number, or an arithmetic expression over the dimensions of the picture such as "bw_div_2", as it stands in
// a URL.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
type Expr string

// Px is a number of pixels as an expression; the service writes negative ones with an N.
func Px(pixels int) Expr {
	if pixels < 0 {
		return Expr("N" + strconv.Itoa(-pixels))
	}
	return Expr(strconv.Itoa(pixels))
}

// Dimension is a length in pixels, a fraction of the original, or an arithmetic expression.
type Dimension interface{ int | float64 | Expr }

// Auto leaves a value to the service. [Width] and [DPR] then follow the client hints that the browser sends, [Rotation]
// the orientation in the photo's EXIF data.
const Auto Expr = "auto"

// Max is the [Radius] that makes a circle of a square, and an oval of a rectangle.
const Max Expr = "max"

// Pixels is a whole number of pixels, or an arithmetic expression.
type Pixels interface{ int | Expr }

// Seconds is a time in seconds with at most two decimals, or an arithmetic expression such as "idu_div_2".
type Seconds interface{ int | float64 | Expr }

// number returns the number that an expression is, if it is one; the service writes negative ones with an N.
func (e Expr) number() (number float64, ok bool) {
	digits, negative := strings.CutPrefix(string(e), "N")
	if !isDecimal(digits) {
		return 0, false
	}
	n, _ := strconv.ParseFloat(digits, 64) // infinite if there are too many
	if negative {
		n = -n
	}
	return n, true
}

// isArithmetic reports that the expression is a number, or numbers and variables with operators between them.
func (e Expr) isArithmetic() bool {
	if _, ok := e.number(); ok {
		return true
	}
	for rest, operator, more := string(e), false, true; more; operator = !operator {
		var token string
		if token, rest, more = strings.Cut(rest, "_"); operator != isOperator(token) || operator && !more {
			return false
		}
		if !operator && !isDecimal(token) && !isVariable(token) {
			return false
		}
	}
	return true
}

func isOperator(token string) bool { return slices.Contains(expressionOperators[:], token) }

func isVariable(token string) bool { return slices.Contains(expressionVariables[:], token) }

// isDecimal reports that s is digits, with at most one point inside.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+fraction, "0123456789") == "" && point == (fraction != "")
}
