package urlbuilder

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Param is one parameter of a step, with its value. The functions of this package make them; the zero value is left out
// of URLs. What the package knows about all parameters of a name is a [Parameter].
type Param struct {
	// as in URLs; for a param from JSON as it stood there, resolved when the URL is built, since dialects differ
	name   string
	text   string
	number float64
	kind   kind
	code   codeID // in the table; 0 if the table does not have the name, and for a param from JSON
	clean  bool   // text can stand anywhere as it is
	// what the table says: where it cannot stand, and that it is one of a group of which a step can have one
	forbidden Places
	exclusive bool
	problem   string      // why the value cannot be sent
	inner     *BuildError // likewise, of a parameter in a layer or in a conditional step
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

// RawParam is transformation text as it stands in a URL, such as "e-contrast,rt-90", for what this package has no
// function for. It is emitted as it is, except for what no URL may contain. Commas, colons and percent-encoding in it
// mean what they mean in a URL, so it must not come from users.
func RawParam(text string) Param {
	p := Param{name: "raw", kind: kindRaw, text: text}
	if hasControl(text) {
		p.problem = controlProblem
	}
	return p
}

// Custom is a parameter that this package has no function for, by its name in URLs: letters, digits, hyphens and
// underscores. The value is text and must not be empty; [RawParam] makes a parameter that consists of its name. Unlike
// that of RawParam, the value cannot end the parameter, and one with a comma, a colon or a semicolon is an error. A
// name that the table has, see [Parameters], takes the values that the table allows. In a URL: Custom("w", "400") is
// w-400.
func Custom(name, value string) Param {
	p := textParam(name, value)
	switch {
	case name == "":
		p.problem = "must have a name"
	case !isSimple(name, "-_"):
		p.problem = "has a name with something else than letters, digits, hyphens and underscores"
	case strings.HasPrefix(name+"-", "l-"):
		p.problem = "belongs to a layer, which has functions of its own"
	case name == "e" || name == "e-":
		p.problem = "must have the name of the effect, such as e-sharpen"
	case strings.HasPrefix(name+"-", "if-"):
		p.problem = "belongs to a condition, which has a function of its own: If"
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

// nameProblem says why a name that the table does not have is not read as it is written; empty if it is. Behind a
// hyphen, the service reads a value.
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

// textParam makes a parameter of text, which must not be empty and must not end the parameter.
func textParam(name, value string) Param {
	p := Param{name: name, text: value, kind: kindText, clean: isClean(value)}
	if !p.clean || value == "" {
		p.problem = textProblem(value)
	}
	return p
}

const emptyProblem = "must not be empty"

// textProblem says why a text cannot be a value; empty if it can.
func textProblem(value string) string {
	switch {
	case value == "":
		return emptyProblem
	case hasControl(value):
		return controlProblem
	}
	if separator := separatorIn(value); separator != "" {
		return fmt.Sprintf("must not contain %q, which the service takes for the end of a value", separator)
	}
	return ""
}

// isClean reports that text can stand anywhere as it is. Most values are, and are found to be once, not whenever a URL
// is built.
func isClean(text string) bool {
	for i := range len(text) {
		if allowed[text[i]]&inForm == 0 {
			return false
		}
	}
	return true
}

// Name is the parameter's name as it stands in URLs, such as "w" or "e-sharpen"; for one from JSON as it stands there;
// "l-" and the kind for a layer.
func (p Param) Name() string { return p.name }

// Value is the parameter's value as text; empty if its name says it all, or if it is a layer.
func (p Param) Value() string {
	switch p.kind {
	case kindInt, kindFloat:
		return string(appendNumber(nil, p.number))
	case kindLayer:
		return ""
	}
	if p.kind == kindRaw && p.text == p.name { // its name says it all
		return ""
	}
	return p.text
}

// Layer returns the layer that the parameter is. It is not ok if it is none.
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

// isTyped reports whether a function of this package has made the parameter, and it has a name of its own.
func (p *Param) isTyped() bool { return p.kind >= kindText && p.kind <= kindFlag }

// because returns an error for the parameter.
func (p *Param) because(problem string) *BuildError {
	wrong := *p
	wrong.problem = problem
	return wrong.err()
}

// append appends the parameter, or nothing if it has nothing to say.
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

// appendText appends the text of a value. Base64 is encoded so that nobody takes its plus signs for spaces.
func appendText(out []byte, code codeID, text string, place encoding) []byte {
	if isBase64Prompt(code, text) {
		return appendEncoded(out, text, place.component())
	}
	return appendEncoded(out, text, place.text())
}

// appendRaw leaves slashes in the path to the caller.
func appendRaw(out []byte, text string, place encoding) []byte {
	if place == inPath {
		place = inFile
	}
	return appendEncoded(out, text, place)
}

// appendNumber writes a negative number with the service's N.
func appendNumber(out []byte, n float64) []byte {
	if n < 0 {
		out, n = append(out, 'N'), -n
	}
	if n == math.Trunc(n) && n < 1<<53 {
		return strconv.AppendInt(out, int64(n), 10)
	}
	return strconv.AppendFloat(out, n, 'f', -1, 64)
}

// jsNumber writes a number as JavaScript does.
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
