package urlbuilder

import (
	"slices"
	"strconv"
	"strings"
)

// Expr is a number, or an arithmetic expression with the dimensions of the picture, such as "bw_div_2". It has the form
// that is written in URLs.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
type Expr string

// Px returns a number of pixels as an expression. Negative numbers are written with an N in place of the minus sign.
func Px(pixels int) Expr {
	if pixels < 0 {
		return Expr("N" + strconv.Itoa(-pixels))
	}
	return Expr(strconv.Itoa(pixels))
}

// Dimension is a length in pixels, a fraction of the original, or an arithmetic expression.
type Dimension interface{ int | float64 | Expr }

// Auto lets the service choose the value: [Width] and [DPR] from the client hints that the browser sends, and
// [Rotation] from the orientation in the EXIF data of the image.
const Auto Expr = "auto"

// Max is the [Radius] that turns a square into a circle, and a rectangle into an oval.
const Max Expr = "max"

// Pixels is a whole number of pixels, or an arithmetic expression.
type Pixels interface{ int | Expr }

// Seconds is a time in seconds with at most two decimals, or an arithmetic expression such as "idu_div_2".
type Seconds interface{ int | float64 | Expr }

// number returns the expression as a number. ok is false if it is not a number. Negative numbers have an N in place of
// the minus sign.
func (e Expr) number() (number float64, ok bool) {
	digits, negative := strings.CutPrefix(string(e), "N")
	if !isDecimal(digits) {
		return 0, false
	}
	n, _ := strconv.ParseFloat(digits, 64) // infinite if the number has too many digits
	if negative {
		n = -n
	}
	return n, true
}

// isArithmetic reports whether the expression is a number, or consists of numbers and variables with operators between
// them.
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

// isDecimal reports whether s consists of digits, with at most one decimal point between them.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+fraction, "0123456789") == "" && point == (fraction != "")
}
