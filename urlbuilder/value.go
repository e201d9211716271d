package urlbuilder

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Auto leaves a value to the service. [Width] and [DPR] then follow the client hints that the browser sends, [Rotation]
// the orientation in the photo's EXIF data.
const Auto Expr = "auto"

// Max is the [Radius] that makes a circle of a square, and an oval of a rectangle.
const Max Expr = "max"

// Pixels is a whole number of pixels, or an arithmetic expression.
type Pixels interface{ int | Expr }

// Seconds is a time in seconds with at most two decimals, or an arithmetic expression such as "idu_div_2".
type Seconds interface{ int | float64 | Expr }

// scalarParam makes a parameter of a number or an expression. The word is the one that the parameter takes besides, if
// any.
func scalarParam[T int | float64 | Expr](name string, value T, word Expr) Param {
	switch v := any(value).(type) {
	case int:
		return intParam(name, v).within(-maxNumber, maxNumber)
	case float64:
		return floatParam(name, v).within(-maxNumber, maxNumber)
	case Expr:
		p := textParam(name, string(v))
		if p.problem == "" && (word == "" || v != word) && !v.isArithmetic() {
			p.problem = "must be a number or an arithmetic expression such as iw_div_2"
		}
		return p.within(-maxNumber, maxNumber)
	}
	return Param{}
}

// maxNumber is the largest number up to which float64 has all integers.
const maxNumber = 1 << 53

// numeric returns the parameter's number, also if it is an expression that consists of one.
func (p *Param) numeric() (number float64, ok bool) {
	switch p.kind {
	case kindInt, kindFloat:
		return p.number, true
	case kindText:
		return Expr(p.text).number()
	}
	return 0, false
}

// atLeast makes a lower number a problem.
func (p Param) atLeast(lowest float64) Param {
	if n, ok := p.numeric(); ok && p.problem == "" && n < lowest {
		p.problem = fmt.Sprintf("must be at least %v", lowest)
	}
	return p
}

// positive makes a number that is not a problem.
func (p Param) positive() Param {
	if n, ok := p.numeric(); ok && p.problem == "" && n <= 0 {
		p.problem = "must be greater than 0"
	}
	return p
}

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

func isOperator(token string) bool {
	switch token {
	case "add", "sub", "mul", "div", "mod", "pow":
		return true
	}
	return false
}

// isVariable also takes variables that the service may add to its ih, bw, car, idu and so on.
func isVariable(token string) bool {
	return token != "" && token != string(Auto) && token != string(Max) &&
		strings.Trim(token, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isDecimal reports that s is digits, with at most one point inside.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+fraction, "0123456789") == "" && point == (fraction != "")
}

// enumParam makes a parameter of one of a few words.
func enumParam[T ~string](name string, value T, known ...T) Param {
	p := textParam(name, string(value))
	for _, k := range known {
		if k == value {
			return p
		}
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	p.problem = "must be one of " + strings.Join(words, ", ")
	return p
}

func boolParam(name string, value bool) Param {
	if value {
		return textParam(name, "true")
	}
	return textParam(name, "false")
}

// pathParam makes a parameter of a path in the media library, which the service wants without outer slashes, and with
// @@ for those inside.
func pathParam(name, path string) Param {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	p := textParam(name, strings.ReplaceAll(path, "/", "@@"))
	if p.problem == "" && !isPlainPath(path) {
		p.problem = atSignsProblem
	}
	return p
}

const atSignsProblem = "must not contain @@ or @/, because the service takes @@ for a slash"

// isPlainPath reports whether the service reads the path that was meant if each slash is written as @@.
func isPlainPath(path string) bool {
	return !strings.Contains(path, "@@") && !strings.Contains(path, "@/")
}

// Color is a colour as RRGGBB or RGB in hexadecimal digits, as RRGGBBAA whose last two are decimal digits for the
// opacity (00 is transparent, 99 almost opaque), or as one of the colour names of SVG in lower case, such as
// "lightskyblue". There is no # before it. The words auto, blurred, dominant and genfill are not colours: the
// Background functions and [AIGenerativeFill] write them.
//
// See https://imagekit.io/docs/effects-and-enhancements#solid-color-background
type Color string

const colorProblem = "must be a colour as RRGGBB, as RRGGBBAA with AA from 00 to 99, or as a name in lower case"

func (c Color) valid() bool {
	switch c {
	case "", "auto", "blurred", "dominant", "genfill": // words of backgrounds, of which genfill costs extension units
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

func colorParam(name string, c Color) Param {
	p := textParam(name, string(c))
	if p.problem == "" && !c.valid() {
		p.problem = colorProblem
	}
	return p
}

// parts collects a value that consists of several. Of its problems the first one counts.
type parts struct {
	text      []byte
	separator byte // an underscore if it is 0
	problem   string
}

// begin begins a part with its label, such as "bl-".
func (v *parts) begin(label string) {
	if len(v.text) > 0 {
		v.text = append(v.text, cmp.Or(v.separator, '_'))
	}
	v.text = append(v.text, label...)
}

func (v *parts) fail(what, problem string) {
	if v.problem == "" {
		v.problem = "is wrong: " + what + " " + problem
	}
}

// number adds a number.
func (v *parts) number(label, what string, n, lowest, highest float64) {
	v.begin(label)
	v.text = appendNumber(v.text, n)
	if !(n >= lowest && n <= highest) {
		v.fail(what, fmt.Sprintf("must be from %v to %v", lowest, highest))
	}
}

// optional adds a number that may be missing.
func (v *parts) optional(label, what string, n *int, lowest, highest float64) {
	if n != nil {
		v.number(label, what, float64(*n), lowest, highest)
	}
}

// positive adds a number above 0.
func (v *parts) positive(what string, n float64) {
	v.begin("")
	v.text = appendNumber(v.text, n)
	if !(n > 0) || math.IsInf(n, 0) {
		v.fail(what, "must be greater than 0")
	}
}

// scalar adds a parameter's value without its name.
func (v *parts) scalar(label, what string, p Param) {
	v.begin(label)
	if p.kind == kindText {
		v.text = append(v.text, p.text...)
	} else {
		v.text = appendNumber(v.text, p.number)
	}
	if p.problem != "" {
		v.fail(what, p.problem)
	}
}

// color adds a colour.
func (v *parts) color(label, what string, c Color) {
	v.begin(label)
	v.text = append(v.text, c...)
	if !c.valid() {
		v.fail(what, colorProblem)
	}
}

// param makes a parameter of the parts; of none, its name alone.
func (v *parts) param(name string) Param {
	p := flagParam(name)
	if len(v.text) > 0 {
		p = textParam(name, string(v.text))
	}
	if v.problem != "" {
		p.problem = v.problem
	}
	return p
}
