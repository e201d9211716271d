package urlbuilder

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

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

// parts collects a value that consists of several. Of its problems the first one counts.
type parts struct {
	text      []byte
	separator byte // an underscore if it is 0
	problem   string
}

// begin begins a part with its label, such as "bl-".
func (v *parts) startPart(label string) {
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
	v.startPart(label)
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
	v.startPart("")
	v.text = appendNumber(v.text, n)
	if !(n > 0) || math.IsInf(n, 0) {
		v.fail(what, "must be greater than 0")
	}
}

// scalar adds a parameter's value without its name.
func (v *parts) scalar(label, what string, p Param) {
	v.startPart(label)
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
	v.startPart(label)
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
