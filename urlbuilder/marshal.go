package urlbuilder

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writeOptions replace invalid UTF-8 by U+FFFD. MarshalJSON detects the difference when it reads its result.
var writeOptions = jsontext.AllowInvalidUTF8(true)

// MarshalJSON returns the chain in the form that [Chain.UnmarshalJSON] and the Node SDKs read, such as
// [{"width":400,"height":300},{"rotation":90}]. [Chain.UnmarshalJSON] returns an equal chain from it. A conditional
// step is written as {"if":"ar_gt_1","then":[...],"else":[...]}, which the SDKs do not support. Some steps cannot be
// written in this form, for example a step with two overlays. They are written as {"raw":"..."} if this gives the same
// URLs in both dialects and positions; otherwise, MarshalJSON fails.
func (c Chain) MarshalJSON() ([]byte, error) {
	out := []byte{'['}
	for i, step := range c {
		if i > 0 {
			out = append(out, ',')
		}
		text, err := step.MarshalJSON()
		if err != nil {
			return nil, inStep(err, i)
		}
		out = append(out, text...)
	}
	return append(out, ']'), nil
}

// MarshalJSON returns the step in the form of [Chain.MarshalJSON]: an object such as {"width":400,"height":300}.
func (s Step) MarshalJSON() ([]byte, error) {
	want, err := Chain{s}.forms()
	if err != nil {
		return nil, err
	}
	text, err := s.members()
	if err != nil {
		return nil, err
	}
	if s.readsAs(text, want) {
		return text, nil
	}
	text, err = json.Marshal(map[string]string{"raw": Chain{s}.String()}, writeOptions)
	if err == nil && s.readsAs(text, want) {
		return text, nil
	}
	return nil, &BuildError{
		Field: transformationField, Value: Chain{s}.String(),
		Reason: "cannot be written as JSON; put each layer into a separate step",
	}
}

// MarshalJSON returns a step with only this parameter, in the form of [Step.MarshalJSON].
func (p Param) MarshalJSON() ([]byte, error) { return Step{p}.MarshalJSON() }

// readsAs reports whether decoding the JSON text returns a step with the wanted forms.
func (s Step) readsAs(text []byte, want forms) bool {
	read, err := stepFromJSON(text)
	if err != nil {
		return false
	}
	got, err := Chain{read}.forms()
	return err == nil && got == want
}

// members writes the parameters as members of an object. The caller checks that decoding the object returns the same
// step, because not every parameter has a form in JSON.
func (s Step) members() ([]byte, error) {
	var o objectWriter
	for i := range s {
		p := &s[i]
		switch p.info().kind {
		case kindNone:
		case kindLayer:
			o.member("overlay", p.info().details.layer)
		case kindRaw:
			o.member("raw", p.text)
		case kindIf:
			o.member("if", p.text)
			o.member("then", p.info().details.nested.then)
			if !p.info().details.nested.otherwise.isEmpty() {
				o.member("else", p.info().details.nested.otherwise)
			}
		case jsonText, jsonNumber, jsonBool:
			o.member(p.info().name, p.jsonValue())
		default:
			o.member(jsonName(p.info().name), p.jsonValue())
		}
	}
	return o.end()
}

// jsonValue returns the parameter's value for JSON.
func (p *Param) jsonValue() any {
	switch p.info().kind {
	case kindInt, kindFloat:
		if p.number < 0 {
			return p.Value() // with N for a minus sign
		}
		return p.number
	case jsonNumber:
		return p.number
	case kindFlag, kindParsedFlag:
		return true
	}
	if p.info().kind != jsonText && (p.text == "true" || p.text == "false") {
		return p.text == "true"
	}
	if n, err := strconv.ParseFloat(p.text, 64); p.info().kind == kindParsed && err == nil && n >= 0 &&
		jsNumber(n) == p.text && p.info().code != 0 && hasNumbers(p.info().code.entry().Forms) {
		return n
	}
	return p.text
}

// jsonName returns the name in JSON of a parameter with a name in URLs.
func jsonName(key string) string {
	code := lookupCode(key)
	if code == 0 {
		return key
	}
	if name := code.entry().Name; currentNames[name] == code {
		return name
	}
	return key
}

// MarshalJSON returns the layer in the form of an overlay of the Node SDKs.
func (l Layer) MarshalJSON() ([]byte, error) {
	var o objectWriter
	switch {
	case l.Color != "":
		o.member("type", "solidColor")
		o.member("color", l.Color)
	case l.Kind == TextLayerKind:
		o.member("type", "text")
		o.member("text", l.Input)
	case l.Kind == SubtitleLayerKind:
		o.member("type", "subtitle")
		o.member("input", l.Input)
	default:
		o.member("type", l.Kind)
		o.member("input", l.Input)
	}
	o.text("encoding", string(l.Encoding))
	o.text("layerMode", string(l.Mode))

	var position, timing objectWriter
	position.expression("x", l.Position.X)
	position.expression("y", l.Position.Y)
	position.expression("xCenter", l.Position.XCenter)
	position.expression("yCenter", l.Position.YCenter)
	position.text("focus", string(l.Position.Focus))
	position.text("anchorPoint", string(l.Position.Anchor))
	o.object("position", &position)
	timing.expression("start", l.Timing.Start)
	timing.expression("end", l.Timing.End)
	timing.expression("duration", l.Timing.Duration)
	o.object("timing", &timing)
	if !l.Transformation.isEmpty() {
		o.member("transformation", l.Transformation)
	}
	return o.end()
}

// objectWriter writes a JSON object whose members keep their order.
type objectWriter struct {
	out bytes.Buffer
	err error
}

func (o *objectWriter) member(name string, value any) {
	if o.out.Len() > 0 {
		o.out.WriteByte(',')
	}
	for i, each := range []any{name, value} {
		text, err := json.Marshal(each, writeOptions)
		if err != nil && o.err == nil {
			o.err = err
		}
		if i > 0 {
			o.out.WriteByte(':')
		}
		o.out.Write(text)
	}
}

// text writes a member unless its value is empty.
func (o *objectWriter) text(name, value string) {
	if value != "" {
		o.member(name, value)
	}
}

// expression writes a member unless its value is empty. Zero is written as a text, because UnmarshalJSON reads the
// number 0 as no value.
func (o *objectWriter) expression(name string, value Expr) {
	if n, err := strconv.ParseUint(string(value), 10, 32); err == nil && n > 0 &&
		string(value) == strconv.FormatUint(n, 10) {
		o.member(name, n)
		return
	}
	o.text(name, string(value))
}

// object writes a member unless its value has no members.
func (o *objectWriter) object(name string, value *objectWriter) {
	if value.out.Len() == 0 {
		return
	}
	text, err := value.end()
	if err != nil && o.err == nil {
		o.err = err
	}
	o.member(name, jsontext.Value(text))
}

func (o *objectWriter) end() ([]byte, error) {
	return []byte("{" + o.out.String() + "}"), o.err
}
