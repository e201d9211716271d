package urlbuilder

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxNumber is the number up to which float64 can represent all integers.
const maxNumber = 1 << 53

// scalarParam returns a parameter with a number or an expression.
func scalarParam[T int | float64 | Expr](code codeID, value T) Param {
	switch v := any(value).(type) {
	case int:
		return intParam(code, v)
	case float64:
		return floatParam(code, v)
	case Expr:
		return valueParam(code, string(v))
	}
	return Param{}
}

// intParam returns a parameter with an integer, which it checks against the table.
func intParam(code codeID, value int) Param {
	q, n := &quick[code], float64(value)
	if n >= q.first && n <= q.last {
		return Param{shared: &q.infos[intInfo], number: n}
	}
	return wrongNumber(code, n, intInfo)
}

// floatParam returns a parameter with a number, which it checks against the table.
func floatParam(code codeID, n float64) Param {
	q := &quick[code]
	if q.takes(n) {
		return Param{shared: &q.infos[floatInfo], number: n}
	}
	return wrongNumber(code, n, floatInfo)
}

// wrongNumber returns a parameter with a number that is probably not allowed.
func wrongNumber(code codeID, n float64, which infoIndex) Param {
	p := Param{shared: &quick[code].infos[which], number: n}
	p.fail(code.entry().numberProblem(n))
	return p
}

// numberProblem returns the reason why a number is not a value of the parameter, or "" if it is one.
func (p *Parameter) numberProblem(n float64) string {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return "must be a number"
	}
	for i := range p.Forms {
		if f := &p.Forms[i]; f.Kind == NumberForm {
			digits := 0
			if f.Decimals >= 0 && n != math.Trunc(n) {
				digits = decimals(formatNumber(n))
			}
			return f.numberProblem(n, digits)
		}
	}
	return mustBe(p.Forms)
}

// valueParam returns a parameter with a text, which it checks against the table.
func valueParam(code codeID, value string) Param {
	q := &quick[code]
	for _, word := range q.words {
		if word == value {
			return Param{shared: &q.infos[cleanInfo], text: value}
		}
	}
	return otherValue(code, value)
}

// otherValue is valueParam for values that are not in the list of words.
func otherValue(code codeID, value string) Param {
	p := textParam(code, value)
	if !p.ok() {
		return p
	}
	form, reason := code.check(value, 0)
	switch {
	case reason != "":
		p.fail(reason)
	case value[0] == '-' && isNumeric(value):
		p.fail(minusProblem)
	default:
		p.limitBy(form)
	}
	return p
}

// textParam returns a parameter with a text, which must not be empty and must not contain a separator.
func textParam(code codeID, value string) Param {
	infos := &quick[code].infos
	if isClean(value) && value != "" {
		return Param{shared: &infos[cleanInfo], text: value}
	}
	p := Param{shared: &infos[textInfo], text: value}
	p.fail(textProblem(value))
	return p
}

// limitBy adds the limits of the form that a value has.
func (p *Param) limitBy(form *ValueForm) {
	if form.Forbidden == 0 && form.ExclusiveGroup == "" {
		return
	}
	info := p.change()
	info.forbidden |= form.Forbidden
	if form.ExclusiveGroup != "" {
		info.flags |= isExclusive
	}
}

const minusProblem = "must have N in place of the minus sign"

func flagParam(code codeID) Param { return Param{shared: &quick[code].infos[flagInfo]} }

func boolParam(code codeID, value bool) Param {
	return Param{shared: &quick[code].infos[cleanInfo], text: strconv.FormatBool(value)}
}

// pathParam returns a parameter with a path in the media library. The service expects the path without slashes at its
// beginning and end, and with @@ in place of the other slashes.
func pathParam(code codeID, path string) Param {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	p := valueParam(code, strings.ReplaceAll(path, "/", "@@"))
	if p.ok() && !isPlainPath(path) {
		p.fail(atSignsProblem)
	}
	return p
}

const atSignsProblem = "must not contain @@ or @/, because the service reads @@ as a slash"

// isPlainPath reports whether the service reads the same path if each slash is written as @@.
func isPlainPath(path string) bool {
	return !strings.Contains(path, "@@") && !strings.Contains(path, "@/")
}

// parts builds a value that consists of several parts.
type parts struct {
	text      []byte
	separator byte   // an underscore if 0
	begun     bool   // the first part has begun, even if it is empty
	problem   string // of the first part that would be read as several parts
}

// startPart writes the separator and the label of a part, such as "bl-".
func (v *parts) startPart(label string) {
	if v.begun {
		v.text = append(v.text, cmp.Or(v.separator, '_'))
	}
	v.begun = true
	v.text = append(v.text, label...)
}

// number adds a number.
func (v *parts) number(label string, n float64) {
	v.startPart(label)
	v.text = appendNumber(v.text, n)
}

// optional adds a number, unless it is nil.
func (v *parts) optional(label string, n *int) {
	if n != nil {
		v.number(label, float64(*n))
	}
}

// value adds a text.
func (v *parts) value(label, text string) {
	v.startPart(label)
	v.text = append(v.text, text...)
}

// labelled adds a text with its label. It sets the problem if the text would be read as several parts.
func (v *parts) labelled(code codeID, label, text string) {
	for _, f := range code.entry().Forms {
		for _, p := range f.Parts {
			if p.Label != label || v.problem != "" {
				continue
			}
			if _, reason := matchForms(p.Forms, text); reason != "" {
				v.problem = fmt.Sprintf("is invalid: %s %q %s", p.Name, text, reason)
			}
		}
	}
	v.value(label, text)
}

// color adds a colour.
func (v *parts) color(label string, c Color) {
	if v.problem == "" && !c.valid() {
		v.problem = fmt.Sprintf("is invalid: colour %q %s", c, colorProblem)
	}
	v.value(label, string(c))
}

// pixels returns a number of pixels or an expression in the form that is written in URLs.
func pixels[T Pixels](value T) string {
	switch v := any(value).(type) {
	case int:
		return string(Px(v))
	case Expr:
		return string(v)
	}
	return ""
}

// param returns a parameter with the parts. Without parts, the parameter is written without a value, if the table
// allows that.
func (v *parts) param(code codeID) Param {
	if len(v.text) == 0 && code.hasFlag() {
		return flagParam(code)
	}
	p := valueParam(code, string(v.text))
	if p.ok() {
		p.fail(v.problem)
	}
	return p
}
