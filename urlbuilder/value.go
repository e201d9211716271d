package urlbuilder

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

// maxNumber is the largest number up to which float64 has all integers.
const maxNumber = 1 << 53

// scalarParam makes a parameter from a number or an expression.
func scalarParam[T int | float64 | Expr](code codeID, value T) Param {
	switch v := any(value).(type) {
	case int:
		return intParam(code, v)
	case float64:
		return numberParam(code, v, kindFloat)
	case Expr:
		return valueParam(code, string(v))
	}
	return Param{}
}

func intParam(code codeID, value int) Param { return numberParam(code, float64(value), kindInt) }

// numberParam makes a parameter from a number, and checks it against the table.
func numberParam(code codeID, n float64, kind kind) Param {
	entry := code.entry()
	return Param{
		name: entry.Code, number: n, kind: kind, code: code,
		forbidden: entry.Forbidden, exclusive: entry.ExclusiveGroup != "", problem: entry.numberProblem(n),
	}
}

// numberProblem returns why a number is not a value of the parameter, empty if it is one.
func (p *Parameter) numberProblem(n float64) string {
	// Fast path: the number form is usually the first one, and most numbers are allowed.
	if f := &p.Forms[0]; f.Kind == NumberForm && f.inBounds(n) && (f.Decimals < 0 || n == math.Trunc(n)) {
		return ""
	}
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

// valueParam makes a parameter from a text, and checks it against the table.
func valueParam(code codeID, value string) Param {
	p := textParam(codes[code].code, value)
	p.checkBy(code)
	return p
}

// describeBy sets the fields of the parameter that come from the table.
func (p *Param) describeBy(code codeID) {
	entry := code.entry()
	p.code, p.forbidden, p.exclusive = code, entry.Forbidden, entry.ExclusiveGroup != ""
}

// checkBy sets the problem of the parameter if the table does not allow its value.
func (p *Param) checkBy(code codeID) {
	p.describeBy(code)
	if p.problem != "" {
		return
	}
	form, reason := code.check(p.text, 0)
	switch {
	case reason != "":
		p.problem = reason
		return
	case p.text[0] == '-' && isNumeric(p.text):
		p.problem = minusProblem
		return
	}
	p.forbidden |= form.Forbidden
	p.exclusive = p.exclusive || form.ExclusiveGroup != ""
}

const minusProblem = "must have N in place of the minus sign"

func flagParam(code codeID) Param {
	p := Param{name: codes[code].code, kind: kindFlag}
	p.describeBy(code)
	return p
}

func boolParam(code codeID, value bool) Param {
	p := Param{name: codes[code].code, text: "false", kind: kindText, clean: true}
	if value {
		p.text = "true"
	}
	p.describeBy(code)
	return p
}

// pathParam makes a parameter from a path in the media library. The service expects it without slashes at its beginning
// and end, and with @@ for the other slashes.
func pathParam(code codeID, path string) Param {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	p := valueParam(code, strings.ReplaceAll(path, "/", "@@"))
	if p.problem == "" && !isPlainPath(path) {
		p.problem = atSignsProblem
	}
	return p
}

const atSignsProblem = "must not contain @@ or @/, because the service reads @@ as a slash"

// isPlainPath reports whether the service reads the same path if each slash is written as @@.
func isPlainPath(path string) bool {
	return !strings.Contains(path, "@@") && !strings.Contains(path, "@/")
}

// parts writes a value that consists of several parts.
type parts struct {
	text      []byte
	separator byte   // an underscore if it is 0
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

// optional adds a number that may be missing.
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

// pixels returns a number of pixels or an expression as it is written in URLs.
func pixels[T Pixels](value T) string {
	switch v := any(value).(type) {
	case int:
		return string(Px(v))
	case Expr:
		return string(v)
	}
	return ""
}

// param makes a parameter from the parts. Without parts, the parameter is written without a value, if the table allows
// it.
func (v *parts) param(code codeID) Param {
	if len(v.text) == 0 && code.hasFlag() {
		return flagParam(code)
	}
	p := valueParam(code, string(v.text))
	if p.problem == "" {
		p.problem = v.problem
	}
	return p
}
