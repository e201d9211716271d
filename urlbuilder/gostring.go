package urlbuilder

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// GoString implements [fmt.GoStringer] for %#v. It returns Go code that creates an equal chain. The code calls the
// functions of this package for the parameters, and [Custom] or [RawParam] for parameters without a function. Names
// from JSON are resolved as in the classic dialect.
func (c Chain) GoString() string { return c.codeIn(nil) }

// codeIn returns the code of a chain in a layer, or outside if the layer is nil.
func (c Chain) codeIn(l *Layer) string {
	var b strings.Builder
	b.WriteString("urlbuilder.Chain{")
	for i, step := range c {
		if i > 0 {
			b.WriteString(", ")
			l = nil // the layer's own parameters are in the first step
		}
		b.WriteString(step.codeIn(l))
	}
	return b.String() + "}"
}

// GoString returns Go code that creates the step, like [Chain.GoString].
func (s Step) GoString() string {
	code := s.codeIn(nil)
	if strings.HasPrefix(code, "{") {
		return "urlbuilder.Step" + code
	}
	return code
}

// codeIn returns the code of a step as an element of a chain. If it is the first step in a layer, l is the layer.
func (s Step) codeIn(l *Layer) string {
	if len(s) == 1 && s[0].info().kind == kindIf {
		if code, ok := s[0].conditional(); ok {
			return code
		}
	}
	params := make([]string, len(s))
	names := make(map[string]bool, len(s))
	for i := range s {
		p := &s[i]
		// A step cannot contain two calls that create parameters with the same name. One of them may be a parameter of
		// the layer.
		name := p.info().name
		params[i] = p.GoString()
		if p.info().kind != kindLayer && (names[name] || l != nil && l.excludes(p) != "") {
			params[i] = p.rawCode()
		}
		names[name] = true
	}
	return "{" + strings.Join(params, ", ") + "}"
}

// GoString returns Go code that creates the parameter, like [Chain.GoString].
func (p Param) GoString() string {
	switch p.info().kind {
	case kindNone:
		return "urlbuilder.Param{}"
	case kindFlag, kindParsedFlag:
		if constructor := flagConstructors[p.info().name]; constructor != "" {
			return "urlbuilder." + constructor
		}
	case kindLayer:
		if code, ok := p.info().details.layer.code(); ok {
			return code
		}
	case kindInt, kindFloat, kindText, kindParsed:
		if code, ok := valueCode(p.info().name, p.Value()); ok {
			return code
		}
	}
	return p.rawCode()
}

func (p *Param) rawCode() string { return "urlbuilder.RawParam(" + strconv.Quote(p.rawText()) + ")" }

// rawText returns the parameter as text for [RawParam], in the form that is written in a path.
func (p *Param) rawText() string {
	if p.info().kind == kindRaw {
		return p.text
	}
	text, err := appendChain(nil, Chain{{*p}}, inPath, Classic)
	if err != nil {
		return p.text
	}
	return string(text)
}

// numberConstructor is a function that returns a parameter with a number. GoString calls it to check whether it accepts
// a value.
type numberConstructor struct {
	name string
	call func(n float64) Param
}

// numberConstructors contains the functions that take a number, by the parameter's name in URLs.
var numberConstructors = map[string]numberConstructor{
	"w":         {"Width", func(n float64) Param { return Width(n) }},
	"h":         {"Height", func(n float64) Param { return Height(n) }},
	"x":         {"X", func(n float64) Param { return X(int(n)) }},
	"y":         {"Y", func(n float64) Param { return Y(int(n)) }},
	"xc":        {"XCenter", func(n float64) Param { return XCenter(int(n)) }},
	"yc":        {"YCenter", func(n float64) Param { return YCenter(int(n)) }},
	"z":         {"Zoom", Zoom},
	"dpr":       {"DPR", func(n float64) Param { return DPR(n) }},
	"q":         {"Quality", func(n float64) Param { return Quality(int(n)) }},
	"o":         {"Opacity", func(n float64) Param { return Opacity(int(n)) }},
	"bl":        {"Blur", func(n float64) Param { return Blur(int(n)) }},
	"r":         {"Radius", func(n float64) Param { return Radius(int(n)) }},
	"dn":        {"Density", func(n float64) Param { return Density(int(n)) }},
	"rt":        {"Rotation", func(n float64) Param { return Rotation(n) }},
	"so":        {"StartOffset", func(n float64) Param { return StartOffset(n) }},
	"eo":        {"EndOffset", func(n float64) Param { return EndOffset(n) }},
	"du":        {"Duration", func(n float64) Param { return Duration(n) }},
	"fs":        {"FontSize", func(n float64) Param { return FontSize(int(n)) }},
	"lh":        {"LineHeight", func(n float64) Param { return LineHeight(int(n)) }},
	"pa":        {"Padding", func(n float64) Param { return Padding(int(n)) }},
	"al":        {"Alpha", func(n float64) Param { return Alpha(int(n)) }},
	"pg":        {"Page", func(n float64) Param { return Page(int(n)) }},
	"t":         {"Trim", func(n float64) Param { return Trim(int(n)) }},
	"e-sharpen": {"SharpenBy", func(n float64) Param { return SharpenBy(int(n)) }},
}

// takes reports whether the function returns a parameter for n whose value is text.
func (c numberConstructor) takes(n float64, text string) bool {
	if c.call == nil || math.Abs(n) > maxNumber {
		return false
	}
	p := c.call(n)
	return p.ok() && p.Value() == text
}

// flagConstructors contains the calls for parameters without a value, by the parameter's name in URLs.
var flagConstructors = map[string]string{
	"e-grayscale": "Grayscale()", "e-contrast": "ContrastStretch()", "e-sharpen": "Sharpen()",
	"e-bgremove":    "AIRemoveBackground()",
	"e-removedotbg": "AIRemoveBackgroundExternal()", "e-upscale": "AIUpscale()", "e-retouch": "AIRetouch()",
	"e-genvar": "AIVariation()",
	"e-usm":    "UnsharpMask(urlbuilder.UnsharpOptions{})", "e-shadow": "Shadow(urlbuilder.ShadowOptions{})",
	"e-gradient": "Gradient(urlbuilder.GradientOptions{})", "e-colorize": "Colorize(urlbuilder.ColorizeOptions{})",
	"e-dropshadow": "AIDropShadow(urlbuilder.DropShadowOptions{})",
}

// boolConstructors contains the functions that take true or false, by the parameter's name in URLs.
var boolConstructors = map[string]string{
	"pr": "Progressive", "lo": "Lossless", "md": "Metadata", "cp": "ColorProfile", "orig": "Original", "t": "Trim",
	"c2pa": "ContentCredentials",
}

// textConstructor is a function that returns a parameter with a text. GoString calls it to check whether it accepts a
// value.
type textConstructor struct {
	name string
	call func(value string) Param
}

// exprConstructors contains the functions that take an [Expr] as well as a number, by the parameter's name in URLs.
var exprConstructors = map[string]textConstructor{
	"w":   {"Width", func(v string) Param { return Width(Expr(v)) }},
	"h":   {"Height", func(v string) Param { return Height(Expr(v)) }},
	"x":   {"X", func(v string) Param { return X(Expr(v)) }},
	"y":   {"Y", func(v string) Param { return Y(Expr(v)) }},
	"xc":  {"XCenter", func(v string) Param { return XCenter(Expr(v)) }},
	"yc":  {"YCenter", func(v string) Param { return YCenter(Expr(v)) }},
	"dn":  {"Density", func(v string) Param { return Density(Expr(v)) }},
	"dpr": {"DPR", func(v string) Param { return DPR(Expr(v)) }},
	"ar":  {"AspectRatioExpr", func(v string) Param { return AspectRatioExpr(Expr(v)) }},
	"pa":  {"Padding", func(v string) Param { return Padding(Expr(v)) }},
	"r":   {"Radius", func(v string) Param { return Radius(Expr(v)) }},
	"rt":  {"Rotation", func(v string) Param { return Rotation(Expr(v)) }},
	"so":  {"StartOffset", func(v string) Param { return StartOffset(Expr(v)) }},
	"eo":  {"EndOffset", func(v string) Param { return EndOffset(Expr(v)) }},
	"du":  {"Duration", func(v string) Param { return Duration(Expr(v)) }},
	"fs":  {"FontSize", func(v string) Param { return FontSize(Expr(v)) }},
	"lh":  {"LineHeight", func(v string) Param { return LineHeight(Expr(v)) }},
}

// textConstructors contains the functions that take a text, by the parameter's name in URLs.
var textConstructors = map[string]textConstructor{
	"c":  {"Crop", func(v string) Param { return Crop(CropStrategy(v)) }},
	"cm": {"CropMode", func(v string) Param { return CropMode(CropModeStrategy(v)) }},
	"fo": {"Focus", func(v string) Param { return Focus(FocusArea(v)) }},
	"f":  {"Format", func(v string) Param { return Format(FileFormat(v)) }},
	"fl": {"Flip", func(v string) Param { return Flip(FlipDirection(v)) }},
	"bg": {"Background", func(v string) Param { return Background(Color(v)) }},
	"co": {"FontColor", func(v string) Param { return FontColor(Color(v)) }},
	"vc": {"VideoCodec", func(v string) Param { return VideoCodec(VideoCodecName(v)) }},
	"ac": {"AudioCodec", func(v string) Param { return AudioCodec(AudioCodecName(v)) }},
	"ia": {"InnerAlignment", func(v string) Param { return InnerAlignment(Alignment(v)) }},
	"n":  {"NamedTransformation", NamedTransformation},
	"tg": {"Typography", func(v string) Param { return Typography(TypographyStyle(v)) }},
	"di": {"DefaultImage", DefaultImage},
	"ff": {"FontFamily", FontFamily},
}

// takes reports whether the function returns a parameter with the value text.
func (c textConstructor) takes(text string) bool {
	if c.call == nil {
		return false
	}
	p := c.call(text)
	return p.ok() && p.text == text
}

// valueCode returns a call that creates a parameter with the value, which has the form that is written in URLs. ok is
// false if no function accepts the value.
func valueCode(name, value string) (code string, ok bool) {
	if n, isNumber := Expr(value).number(); isNumber && numberConstructors[name].takes(n, value) {
		return fmt.Sprintf("urlbuilder.%s(%s)", numberConstructors[name].name, strconv.FormatFloat(n, 'f', -1, 64)),
			true
	}
	if c := exprConstructors[name]; c.takes(value) {
		return fmt.Sprintf("urlbuilder.%s(urlbuilder.Expr(%q))", c.name, value), true
	}
	if c := textConstructors[name]; c.takes(value) {
		return fmt.Sprintf("urlbuilder.%s(%q)", c.name, value), true
	} else if path := strings.ReplaceAll(value, "@@", "/"); c.call != nil && c.call(path).Value() == value {
		return fmt.Sprintf("urlbuilder.%s(%q)", c.name, path), c.call(path).ok()
	}
	if c := boolConstructors[name]; c != "" && (value == "true" || value == "false") {
		return fmt.Sprintf("urlbuilder.%s(%s)", c, value), true
	}
	return fmt.Sprintf("urlbuilder.Custom(%q, %q)", name, value), Custom(name, value).ok()
}

// layerConstructor is a function that returns a layer. GoString calls it to check whether it returns an equal one.
type layerConstructor struct {
	name string
	call func(input string, o LayerOptions) Param
}

// layerConstructors contains the functions for layers other than solid colour blocks.
var layerConstructors = map[LayerKind]layerConstructor{
	TextLayerKind: {"TextLayer", TextLayer}, ImageLayerKind: {"ImageLayer", ImageLayer},
	VideoLayerKind: {"VideoLayer", VideoLayer}, SubtitleLayerKind: {"SubtitleLayer", SubtitleLayer},
}

// solidColorConstructor takes the colour as the input.
var solidColorConstructor = layerConstructor{"SolidColorLayer", func(color string, o LayerOptions) Param {
	return SolidColorLayer(Color(color), o)
}}

// makes reports whether the function returns a layer that is equal to l, and that the service allows.
func (c layerConstructor) makes(l *Layer, input string, o LayerOptions) bool {
	if c.call == nil {
		return false
	}
	chain := Chain{{c.call(input, o)}}
	return chain.Equal(Chain{{layerWithText("", l)}}) && chain.Check() == nil
}

// code returns a call that creates the layer. ok is false if no function can create it, or if the service does not
// allow the content of the layer.
func (l *Layer) code() (code string, ok bool) {
	wanted := l
	if l.written != nil { // the parameters that the function would write earlier are part of the transformation
		l = layerAsWritten(l.Kind, slices.Clone(l.written))
	}
	constructor, input := layerConstructors[l.Kind], l.Input
	if l.Color != "" {
		constructor, input = solidColorConstructor, string(l.Color)
	}
	options := l.LayerOptions
	options.Encoding = AutoEncoding
	if !constructor.makes(wanted, input, options) {
		options.Encoding = l.Encoding
		if !constructor.makes(wanted, input, options) {
			return "", false
		}
	}
	var fields fieldWriter
	fields.group("Position", "urlbuilder.LayerPosition", func(f *fieldWriter) {
		f.text("X", string(l.Position.X))
		f.text("Y", string(l.Position.Y))
		f.text("XCenter", string(l.Position.XCenter))
		f.text("YCenter", string(l.Position.YCenter))
		f.text("Focus", string(l.Position.Focus))
		f.text("Anchor", string(l.Position.Anchor))
	})
	fields.group("Timing", "urlbuilder.LayerTiming", func(f *fieldWriter) {
		f.text("Start", string(l.Timing.Start))
		f.text("End", string(l.Timing.End))
		f.text("Duration", string(l.Timing.Duration))
	})
	fields.text("Encoding", string(options.Encoding))
	fields.text("Mode", string(l.Mode))
	if len(l.Transformation) > 0 {
		fields.add("Transformation", l.Transformation.codeIn(l))
	}
	return fmt.Sprintf("urlbuilder.%s(%q, urlbuilder.LayerOptions{%s})", constructor.name, input, fields.String()), true
}

// fieldWriter writes the fields of a composite literal.
type fieldWriter struct{ strings.Builder }

func (f *fieldWriter) add(name, code string) {
	if f.Len() > 0 {
		f.WriteString(", ")
	}
	f.WriteString(name + ": " + code)
}

func (f *fieldWriter) text(name, value string) {
	if value != "" {
		f.add(name, strconv.Quote(value))
	}
}

func (f *fieldWriter) group(name, typeName string, write func(*fieldWriter)) {
	var inner fieldWriter
	if write(&inner); inner.Len() > 0 {
		f.add(name, typeName+"{"+inner.String()+"}")
	}
}

// conditional returns a call of [If]. ok is false if no function can create the condition, which may come from JSON, or
// if the service does not allow one of the chains.
func (p *Param) conditional() (code string, ok bool) {
	condition, ok := conditionCode(p.text)
	if !ok || (Chain{{*p}}).Check() != nil {
		return "", false
	}
	otherwise := "nil"
	if !p.info().details.nested.otherwise.isEmpty() {
		otherwise = p.info().details.nested.otherwise.GoString()
	}
	return fmt.Sprintf("urlbuilder.If(%s, %s, %s)", condition, p.info().details.nested.then.GoString(), otherwise), true
}

// conditionCode returns Go code that creates a condition.
func conditionCode(text string) (code string, ok bool) {
	if strings.Count(text, "_or_")+strings.Count(text, "_and_") >= maxComparisons {
		return "", false // the condition comes from JSON, where its length is not limited
	}
	for i, term := range strings.Split(text, "_or_") {
		var and string
		for j, comparison := range strings.Split(term, "_and_") {
			one, ok := comparisonCode(comparison)
			if !ok {
				return "", false
			}
			if j > 0 {
				one = and + ".And(" + one + ")"
			}
			and = one
		}
		if i > 0 {
			and = code + ".Or(" + and + ")"
		}
		code = and
	}
	return code, true
}

// comparisonCode returns Go code that creates a comparison such as ar_lt_4-3.
func comparisonCode(text string) (code string, ok bool) {
	property, rest, _ := strings.Cut(text, "_")
	operator, value, _ := strings.Cut(rest, "_")
	p, c := Property(property), Comparison(operator)
	call := fmt.Sprintf("urlbuilder.Property(%q)", property)
	if width, height, isRatio := strings.Cut(value, "-"); isRatio {
		w, wErr := strconv.ParseFloat(width, 64)
		h, hErr := strconv.ParseFloat(height, 64)
		made := p.IsRatio(c, w, h)
		return fmt.Sprintf("%s.IsRatio(%q, %s, %s)", call, operator, width, height),
			wErr == nil && hErr == nil && made.problem == "" && made.terms[0] == text
	}
	n, err := strconv.ParseFloat(value, 64)
	made := p.Is(c, n)
	return fmt.Sprintf("%s.Is(%q, %s)", call, operator, value),
		err == nil && made.problem == "" && made.terms[0] == text
}
