package urlbuilder

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Param is one parameter of a step, with its value. The functions of this package make it. The zero value is not
// written to URLs. Parameters cannot be compared with ==; [Chain.Equal] compares what is written to URLs. [Parameter]
// describes a parameter without a value.
type Param struct {
	// Equal parameters can have different pointers to equal information, so == would report them as different.
	_      [0]func()
	shared *paramInfo // nil in the zero value
	text   string
	number float64
	// The compiler keeps a struct of up to four words in registers, which makes parameters several times faster.
}

// paramInfo is the part of a parameter that does not depend on its value. Parameters share it, so it never changes.
type paramInfo struct {
	name      string
	details   *details // nil for most parameters
	forbidden Places   // the places where the parameter is forbidden, from the table
	kind      kind
	code      codeID // 0 if the table does not contain the name, and for a parameter from JSON
	flags     paramFlags
}

// details are what few parameters have.
type details struct {
	problem string      // reason why the value cannot be sent
	inner   *BuildError // the error of a parameter in a layer or in a conditional step
	layer   *Layer
	nested  *branches // of a conditional step
}

type paramFlags uint8

const (
	isCleanText paramFlags = 1 << iota // the text needs no encoding in any place
	isExclusive                        // a step can have only one parameter of its group
	// isPlain is set for parameters that need no check when they are written, except for repetition: those of the table
	// whose value is a number, needs no encoding, or is missing. They are not exclusive.
	isPlain
)

func newParam(info paramInfo, text string) Param { return Param{shared: &info, text: text} }

// noInfo is the information of the zero value.
var noInfo paramInfo

func (p *Param) info() *paramInfo {
	if p.shared == nil {
		return &noInfo
	}
	return p.shared
}

func (p *Param) has(flag paramFlags) bool { return p.info().flags&flag != 0 }

// ok reports whether the value can be sent.
func (p Param) ok() bool { return p.problem() == "" }

// problem returns the reason why the value cannot be sent, or "" if it can.
func (p *Param) problem() string {
	if d := p.info().details; d != nil {
		return d.problem
	}
	return ""
}

// fail sets the reason why the value cannot be sent, unless it is empty.
func (p *Param) fail(reason string) {
	if reason != "" {
		p.changeDetails().problem = reason
	}
}

// failInside sets the error of a parameter in a layer or in a conditional step, unless it is nil.
func (p *Param) failInside(err *BuildError) {
	if err != nil {
		d := p.changeDetails()
		d.inner, d.problem = err, err.Reason
	}
}

// change gives the parameter its own copy of the information, and returns it.
func (p *Param) change() *paramInfo {
	info := *p.info()
	info.flags &^= isPlain
	p.shared = &info
	return p.shared
}

// changeDetails gives the parameter its own copy of the details, and returns it.
func (p *Param) changeDetails() *details {
	var d details
	if old := p.info().details; old != nil {
		d = *old
	}
	p.change().details = &d
	return &d
}

type kind uint8

const (
	kindNone       kind = iota
	kindText            // a typed value
	kindInt             // a number; negative ones are written with an N
	kindFloat           // likewise
	kindFlag            // name only
	kindRaw             // text that is written unchanged
	kindParsed          // name and text as the service reads them from a URL
	kindParsedFlag      // likewise, name only
	kindLayer           // an overlay
	kindIf              // a conditional step; text is the condition
	jsonText            // from JSON; jsonText, jsonNumber and jsonBool are resolved by dialect
	jsonNumber
	jsonBool
)

// RawParam returns transformation text as a parameter, such as "e-contrast,rt-90". Use it for everything for which this
// package has no function. The text is written unchanged, except that characters that a URL cannot contain are
// percent-encoded. Commas, colons and percent-encoding in it have the same meaning as in a URL, so it must not come
// from users.
func RawParam(text string) Param {
	p := Param{shared: rawInfo, text: text}
	if hasControl(text) {
		p.fail(controlProblem)
	}
	return p
}

var rawInfo = &paramInfo{name: "raw", kind: kindRaw}

// Custom returns a parameter for which this package has no function. name is its name in URLs, which consists of
// letters, digits, hyphens and underscores. The value must not be empty; use [RawParam] for a parameter without a
// value. Unlike the text of RawParam, the value cannot end the parameter: a comma, a colon or a semicolon in it is an
// error. If the table (see [Parameters]) contains the name, it must allow the value. In a URL: Custom("w", "400") is
// w-400.
func Custom(name, value string) Param {
	code := lookupCode(name)
	var p Param
	if code != 0 {
		p = valueParam(code, value)
	} else {
		p = newParam(paramInfo{name: name, kind: kindText}, value)
		p.checkText()
	}
	switch {
	case name == "":
		p.fail("must have a name")
	case !isSimple(name, "-_"):
		p.fail("has a name with characters other than letters, digits, hyphens and underscores")
	case strings.HasPrefix(name+"-", "l-"):
		p.fail("belongs to a layer; use a layer function such as TextLayer")
	case name == "e" || name == "e-":
		p.fail("must have the name of the effect, such as e-sharpen")
	case strings.HasPrefix(name+"-", "if-"):
		p.fail("belongs to a condition; use If")
	}
	if value == "" && (code == 0 || code.hasFlag()) && p.problem() == emptyProblem {
		p.fail(emptyProblem + "; use RawParam for a parameter without a value")
	}
	if p.ok() {
		p.fail(nameProblem(name))
	}
	return p
}

// nameProblem returns the reason why the service would read a name differently, or "" if it would not. The name is not
// in the table. If the part before a hyphen is in the table, the service reads the rest as a value.
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

// checkText sets the problem of a text that is empty or contains a separator.
func (p *Param) checkText() {
	if isClean(p.text) && p.text != "" {
		p.change().flags |= isCleanText
	} else {
		p.fail(textProblem(p.text))
	}
}

const emptyProblem = "must not be empty"

// textProblem returns the reason why a text cannot be a value, or "" if it can.
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

// isClean reports whether text needs no encoding in any place, as most values. It is called when a parameter is
// created, so that building a URL does not repeat the check.
func isClean(text string) bool {
	for i := range len(text) {
		if allowed[text[i]]&inForm == 0 {
			return false
		}
	}
	return true
}

// Name returns the parameter's name in URLs, such as "w" or "e-sharpen". For a parameter from JSON, it is the name in
// JSON; for a layer, it is "l-" and the kind.
func (p Param) Name() string { return p.info().name }

// Value returns the parameter's value as text. It is empty for a parameter without a value and for a layer.
func (p Param) Value() string {
	switch p.info().kind {
	case kindInt, kindFloat:
		return string(appendNumber(nil, p.number))
	case kindLayer:
		return ""
	}
	if p.info().kind == kindRaw && p.text == p.info().name { // it has no value
		return ""
	}
	return p.text
}

// Layer returns the layer, if the parameter is a layer. Otherwise, the second result is false.
func (p Param) Layer() (Layer, bool) {
	if p.info().kind != kindLayer {
		return Layer{}, false
	}
	return *p.info().details.layer, true
}

func (p *Param) err() *BuildError {
	if d := p.info().details; d != nil && d.inner != nil {
		inner := *d.inner
		return &inner
	}
	return p.because(p.problem())
}

// because returns an error for the parameter.
func (p *Param) because(problem string) *BuildError {
	info := p.info()
	e := &BuildError{Field: transformationField, Param: info.name, Value: p.text, Reason: problem}
	if info.kind == kindInt || info.kind == kindFloat {
		e.Value = jsNumber(p.number)
	}
	return e
}

// isTyped reports whether the parameter was made by a function of this package and has a name. Layers, conditional
// steps and parameters from [RawParam], JSON and URLs are not typed.
func (p *Param) isTyped() bool { return p.info().isTyped() }

func (i *paramInfo) isTyped() bool { return i.kind >= kindText && i.kind <= kindFlag }

// append appends the parameter, or nothing if it is empty.
func (p *Param) append(out []byte, place encoding, dialect Dialect) ([]byte, error) {
	info := p.info()
	switch info.kind {
	case kindInt, kindFloat:
		return appendNumber(append(append(out, info.name...), '-'), p.number), nil
	case kindText:
		out = append(append(out, info.name...), '-')
		if info.flags&isCleanText != 0 {
			return append(out, p.text...), nil
		}
		return appendText(out, info.code, p.text, place), nil
	case kindFlag, kindParsedFlag:
		return append(out, info.name...), nil
	case kindParsed:
		out = append(appendEncoded(out, info.name, place.text()), '-')
		return appendText(out, info.code, p.text, place), nil
	case kindRaw:
		return appendRaw(out, p.text, place), nil
	case kindLayer:
		return info.details.layer.append(out, place, dialect)
	case kindIf:
		return info.details.nested.append(out, p.text, place, dialect)
	case jsonText, jsonNumber, jsonBool:
		return p.appendJSON(out, place, dialect), nil
	}
	return out, nil
}

// appendPlain appends a parameter with isPlain.
func (p *Param) appendPlain(out []byte, info *paramInfo) []byte {
	if info.kind == kindFlag {
		return append(out, info.name...)
	}
	if len(info.name) == 1 {
		out = append(out, info.name[0], '-')
	} else {
		out = append(append(out, info.name...), '-')
	}
	if info.kind == kindText {
		return append(out, p.text...)
	}
	if info.kind == kindInt && p.number >= 10 && p.number < 1000 { // as most numbers
		n := uint32(p.number)
		if n >= 100 {
			out = append(out, byte('0'+n/100))
		}
		return append(out, byte('0'+n/10%10), byte('0'+n%10))
	}
	return appendNumber(out, p.number)
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

// appendNumber appends a number. A negative number begins with N in place of the minus sign.
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
