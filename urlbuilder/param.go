package urlbuilder

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Param is one parameter of a step, with its value. The functions of this package make it. The zero value is not
// written to URLs. [Parameter] describes a parameter without a value.
type Param struct {
	// The name in URLs. For a param from JSON, it is the name in JSON, which is resolved when the URL is built, since
	// the dialects differ.
	name   string
	text   string
	number float64
	kind   kind
	code   codeID // in the table; 0 if the table does not have the name, and for a param from JSON
	clean  bool   // text needs no encoding in any place
	// From the table: the places where the parameter is forbidden, and its exclusive group, of which a step can have
	// one parameter.
	forbidden Places
	exclusive bool
	problem   string      // why the value cannot be sent
	inner     *BuildError // the error of a parameter in a layer or in a conditional step
	layer     *Layer
	nested    *branches // of a conditional step
}

type kind uint8

const (
	kindNone       kind = iota
	kindText            // a typed value
	kindInt             // a number; negative ones are written with an N
	kindFloat           // likewise
	kindFlag            // name only
	kindRaw             // text as it is
	kindParsed          // name and text as the service reads them from a URL
	kindParsedFlag      // likewise, name only
	kindLayer           // an overlay
	kindIf              // a conditional step; text is the condition
	jsonText            // from JSON; jsonText, jsonNumber and jsonBool are resolved by dialect
	jsonNumber
	jsonBool
)

// RawParam returns a parameter of transformation text as in a URL, such as "e-contrast,rt-90", for anything that this
// package has no function for. The text is written as it is; only characters that a URL cannot contain are
// percent-encoded. Commas, colons and percent-encoding in it mean the same as in a URL, so it must not come from users.
func RawParam(text string) Param {
	p := Param{name: "raw", kind: kindRaw, text: text}
	if hasControl(text) {
		p.problem = controlProblem
	}
	return p
}

// Custom returns a parameter that this package has no function for. The name is its name in URLs and consists of
// letters, digits, hyphens and underscores. The value must not be empty; use [RawParam] for a parameter without a
// value. Unlike the text of RawParam, the value cannot end the parameter: a comma, a colon or a semicolon in it is an
// error. If the table has the name (see [Parameters]), the value must be one that the table allows. In a URL:
// Custom("w", "400") is w-400.
func Custom(name, value string) Param {
	p := textParam(name, value)
	switch {
	case name == "":
		p.problem = "must have a name"
	case !isSimple(name, "-_"):
		p.problem = "has a name with characters other than letters, digits, hyphens and underscores"
	case strings.HasPrefix(name+"-", "l-"):
		p.problem = "belongs to a layer; use a layer function such as TextLayer"
	case name == "e" || name == "e-":
		p.problem = "must have the name of the effect, such as e-sharpen"
	case strings.HasPrefix(name+"-", "if-"):
		p.problem = "belongs to a condition; use If"
	}
	code := lookupCode(name)
	if code != 0 {
		p.checkBy(code)
	}
	if value == "" && (code == 0 || code.hasFlag()) && p.problem == emptyProblem {
		p.problem += "; use RawParam for a parameter without a value"
	}
	if p.problem == "" {
		p.problem = nameProblem(name)
	}
	return p
}

// nameProblem returns why the service would not read a name as it is written, empty if it would. The table does not
// have the name. If the table has the part before a hyphen, the service reads the rest as a value.
func nameProblem(name string) string {
	from := 0
	if strings.HasPrefix(name, "e-") {
		from = len("e-")
	}
	i := strings.IndexByte(name[from:], '-')
	switch {
	case i == 0 && from == 0:
		return "has a name that begins with a hyphen"
	case i > 0 && lookupCode(name[:from+i]) != 0:
		return "has a name that the service reads as " + name[:from+i] + " with a value"
	}
	return ""
}

// textParam makes a parameter from a text, which must not be empty and must not contain a separator.
func textParam(name, value string) Param {
	p := Param{name: name, text: value, kind: kindText, clean: isClean(value)}
	if !p.clean || value == "" {
		p.problem = textProblem(value)
	}
	return p
}

const emptyProblem = "must not be empty"

// textProblem returns why a text cannot be a value, empty if it can.
func textProblem(value string) string {
	switch {
	case value == "":
		return emptyProblem
	case hasControl(value):
		return controlProblem
	}
	if separator := separatorIn(value); separator != "" {
		return fmt.Sprintf("must not contain %q, because it ends a value", separator)
	}
	return ""
}

// isClean reports whether text needs no encoding in any place. Most values need none. It is called when a parameter is
// made, so that building a URL need not check again.
func isClean(text string) bool {
	for i := range len(text) {
		if allowed[text[i]]&inForm == 0 {
			return false
		}
	}
	return true
}

// Name returns the parameter's name in URLs, such as "w" or "e-sharpen". For a parameter from JSON it is the name in
// JSON, for a layer "l-" and the kind.
func (p Param) Name() string { return p.name }

// Value returns the parameter's value as text. It is empty for a parameter without a value and for a layer.
func (p Param) Value() string {
	switch p.kind {
	case kindInt, kindFloat:
		return string(appendNumber(nil, p.number))
	case kindLayer:
		return ""
	}
	if p.kind == kindRaw && p.text == p.name { // it has no value
		return ""
	}
	return p.text
}

// Layer returns the layer, if the parameter is one. Otherwise the result is false.
func (p Param) Layer() (Layer, bool) {
	if p.layer == nil {
		return Layer{}, false
	}
	return *p.layer, true
}

func (p *Param) err() *BuildError {
	if p.inner != nil {
		inner := *p.inner
		return &inner
	}
	e := &BuildError{Field: transformationField, Param: p.name, Value: p.text, Reason: p.problem}
	if p.kind == kindInt || p.kind == kindFloat {
		e.Value = jsNumber(p.number)
	}
	return e
}

// isTyped reports whether the parameter was made by a function of this package and has a name. Layers, conditional
// steps and parameters from [RawParam], JSON and URLs are not typed.
func (p *Param) isTyped() bool { return p.kind >= kindText && p.kind <= kindFlag }

// because returns an error for the parameter.
func (p *Param) because(problem string) *BuildError {
	wrong := *p
	wrong.problem = problem
	return wrong.err()
}

// append appends the parameter, or nothing if it is empty.
func (p *Param) append(out []byte, place encoding, dialect Dialect) ([]byte, error) {
	switch p.kind {
	case kindInt:
		out = append(append(out, p.name...), '-')
		n := int64(p.number)
		if n < 0 {
			out, n = append(out, 'N'), -n
		}
		if n >= 100 && n < 1000 { // most are pixels
			return append(out, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10)), nil
		}
		return strconv.AppendInt(out, n, 10), nil
	case kindFloat:
		return appendNumber(append(append(out, p.name...), '-'), p.number), nil
	case kindText:
		out = append(append(out, p.name...), '-')
		if p.clean {
			return append(out, p.text...), nil
		}
		return appendText(out, p.code, p.text, place), nil
	case kindFlag, kindParsedFlag:
		return append(out, p.name...), nil
	case kindParsed:
		out = append(appendEncoded(out, p.name, place.text()), '-')
		return appendText(out, p.code, p.text, place), nil
	case kindRaw:
		return appendRaw(out, p.text, place), nil
	case kindLayer:
		return p.layer.append(out, place, dialect)
	case kindIf:
		return p.nested.append(out, p.text, place, dialect)
	case jsonText, jsonNumber, jsonBool:
		return p.appendJSON(out, place, dialect), nil
	}
	return out, nil
}

// appendText appends the text of a value. Base64 is percent-encoded so that its plus signs are not read as spaces.
func appendText(out []byte, code codeID, text string, place encoding) []byte {
	if isBase64Prompt(code, text) {
		return appendEncoded(out, text, place.component())
	}
	return appendEncoded(out, text, place.text())
}

// appendRaw appends raw text. In a path it does not encode slashes; the caller checks for dot segments.
func appendRaw(out []byte, text string, place encoding) []byte {
	if place == inPath {
		place = inFile
	}
	return appendEncoded(out, text, place)
}

// appendNumber appends a number. A negative one has the service's N in place of the minus sign.
func appendNumber(out []byte, n float64) []byte {
	if n < 0 {
		out, n = append(out, 'N'), -n
	}
	if n == math.Trunc(n) && n < 1<<53 {
		return strconv.AppendInt(out, int64(n), 10)
	}
	return strconv.AppendFloat(out, n, 'f', -1, 64)
}

// jsNumber formats a number as JavaScript does.
func jsNumber(n float64) string {
	if abs := math.Abs(n); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		text := strconv.FormatFloat(n, 'e', -1, 64)
		return strings.NewReplacer("e-0", "e-", "e+0", "e+").Replace(text)
	}
	if n == 0 {
		return "0" // -0 too
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
