package urlbuilder

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// LayerEncoding is the encoding of a layer's text or path in URLs.
type LayerEncoding string

// Encodings.
const (
	// AutoEncoding is PlainEncoding if the text or path consists of letters, digits, spaces and a few other characters,
	// otherwise Base64Encoding.
	AutoEncoding   LayerEncoding = ""
	PlainEncoding  LayerEncoding = "plain"  // i-...
	Base64Encoding LayerEncoding = "base64" // ie-...
)

// LayerOptions are the options of all kinds of layers.
type LayerOptions struct {
	Position       LayerPosition
	Timing         LayerTiming
	Encoding       LayerEncoding
	Mode           LayerMode
	Transformation Chain // applied to the layer; may contain layers, up to a depth of three
}

// LayerMode is how a layer is blended with its base. The zero value overlays it on the base.
//
// See https://imagekit.io/docs/add-overlays-on-images#layer-modes
type LayerMode string

// Layer modes.
const (
	ModeMultiply LayerMode = "multiply" // darkens the base where the layer is dark
	// ModeDisplace moves the pixels of the base by the red and green values of the layer. It needs X or Y in Position.
	ModeDisplace LayerMode = "displace"
	ModeCutout   LayerMode = "cutout" // makes the base transparent where the layer is opaque
	ModeCutter   LayerMode = "cutter" // keeps the base only where the layer is opaque
)

// LayerKind is the kind of a layer: the word after l- in URLs.
type LayerKind string

// Kinds of layers. A solid colour block is an image layer with the path ik_canvas.
const (
	TextLayerKind     LayerKind = "text"
	ImageLayerKind    LayerKind = "image"
	VideoLayerKind    LayerKind = "video"
	SubtitleLayerKind LayerKind = "subtitles"
)

// Layer describes an overlay. [Param.Layer] returns it.
type Layer struct {
	Kind  LayerKind
	Input string // text, or path without slashes at its beginning and end
	Color Color  // of a solid colour block
	LayerOptions

	unchecked bool  // from JSON or from a URL; values are not checked
	json      bool  // from JSON; values are written unchanged
	depth     int   // nesting depth of layers and conditions, from 1
	layers    int   // nesting depth of layers, from 1
	written   Chain // from ParseChain: the whole content of the layer, if append would write it differently
}

// solidColor is the path of an image layer that is a solid colour block.
const solidColor = "ik_canvas"

// TextLayer overlays text on an image or a video. In a URL: l-text,i-Hello,l-end.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func TextLayer(text string, o LayerOptions) Param { return layerParam(TextLayerKind, text, o) }

// ImageLayer overlays an image on an image or a video. path is the path of the overlay in the media library. In a URL:
// l-image,i-logos@@logo.png,l-end.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-images-over-image
func ImageLayer(path string, o LayerOptions) Param { return layerParam(ImageLayerKind, path, o) }

// VideoLayer overlays a video on a video. path is the path of the overlay in the media library. In a URL:
// l-video,i-intro.mp4,l-end.
//
// See https://imagekit.io/docs/add-overlays-on-videos#add-video-over-video
func VideoLayer(path string, o LayerOptions) Param { return layerParam(VideoLayerKind, path, o) }

// SubtitleLayer overlays subtitles on a video. path is the path of the subtitle file in the media library. In a URL:
// l-subtitles,i-english.srt,l-end.
//
// See https://imagekit.io/docs/add-overlays-on-videos#add-subtitles-over-a-video
func SubtitleLayer(path string, o LayerOptions) Param { return layerParam(SubtitleLayerKind, path, o) }

// SolidColorLayer overlays a solid colour block on an image or a video. Set the size of the block in o.Transformation.
// In a URL: l-image,i-ik_canvas,bg-red,w-300,h-200,l-end.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-solid-color-blocks-over-image
func SolidColorLayer(color Color, o LayerOptions) Param {
	o.Encoding = AutoEncoding // there is nothing to encode
	l := &Layer{Kind: ImageLayerKind, Input: solidColor, Color: color, LayerOptions: o}
	p := l.param()
	switch {
	case color == "":
		p.fail("must have a colour")
	case p.ok() && !color.valid():
		p.fail(fmt.Sprintf("has the colour %q, which %s", color, colorProblem))
	}
	return p
}

func layerParam(kind LayerKind, input string, o LayerOptions) Param {
	if kind != TextLayerKind {
		input = strings.Trim(input, "/")
	}
	l := &Layer{Kind: kind, Input: input, LayerOptions: o}
	return l.param()
}

// param checks the layer and returns a parameter with it.
func (l *Layer) param() Param {
	l.measure()
	p := layerWithText("l-"+string(l.Kind), l)
	if p.fail(l.problem()); p.ok() {
		p.failInside(l.Transformation.misplaced(l.Place()))
	}
	return p
}

// layerWithText returns an unchecked parameter with a layer.
func layerWithText(name string, l *Layer) Param {
	return newParam(paramInfo{name: name, kind: kindLayer, details: &details{layer: l}}, l.Input)
}

// measure sets the nesting depths.
func (l *Layer) measure() {
	l.depth = 1 + l.Transformation.depth()
	l.layers = 1 + l.Transformation.layers()
}

// Place returns the kind of the layer as a place of parameters, such as [InTextLayer].
func (l Layer) Place() Places {
	if l.Kind == ImageLayerKind && l.Input == solidColor {
		return InSolidColorLayer
	}
	return l.Kind.place()
}

// problem returns the reason why the layer cannot be sent, or "" if it can.
func (l *Layer) problem() string {
	switch {
	case l.layers > maxLayers:
		return tooManyLayers
	case l.depth > maxNested:
		return tooDeep
	}
	switch l.Encoding {
	case AutoEncoding, Base64Encoding:
	case PlainEncoding:
		if separator := separatorIn(l.Input); separator != "" {
			return fmt.Sprintf("must not contain %q in plain encoding, "+
				"because it ends a value; use AutoEncoding or Base64Encoding", separator)
		}
	default:
		return fmt.Sprintf("has the encoding %q, which must be empty, plain or base64", l.Encoding)
	}
	if problem := l.inputProblem(); problem != "" {
		return problem
	}
	if l.Mode != "" {
		if _, reason := codeOfLayerMode.check(string(l.Mode), 0); reason != "" {
			return fmt.Sprintf("has the mode %q, which %s", l.Mode, reason)
		}
	}
	if l.Mode == ModeDisplace && l.Position.X == "" && l.Position.Y == "" {
		return "has the mode displace, which needs X or Y in Position"
	}
	if problem := l.Position.problem(); problem != "" {
		return problem
	}
	return l.Timing.problem()
}

// inputProblem returns the reason why the text or the path cannot be sent, or "" if it can. Line breaks are allowed
// only in text that is written in base64.
func (l *Layer) inputProblem() string {
	input := l.Input
	switch {
	case input == "":
		return "must not be empty"
	case hasControl(input) && l.Kind != TextLayerKind:
		return controlProblem
	case hasControl(input) && l.Encoding == PlainEncoding:
		return controlProblem + " in plain encoding; use AutoEncoding or Base64Encoding"
	case l.Kind != TextLayerKind && l.Encoding == PlainEncoding && !isPlainPath(input):
		return atSignsProblem + "; use AutoEncoding or Base64Encoding"
	}
	return ""
}

// append writes the layer with its content, from l- to l-end.
func (l *Layer) append(out []byte, place encoding, dialect Dialect) ([]byte, error) {
	out = appendDelimiter(append(append(out, "l-"...), l.Kind...), ',', place)
	if l.written != nil {
		written, err := appendChain(out, l.written, place, dialect)
		if err != nil {
			return nil, err
		}
		return append(appendDelimiter(written, ',', place), "l-end"...), nil
	}
	out = l.appendInput(out, place)
	values := place.text()
	if l.json {
		values = place
	}
	for _, p := range l.settings() {
		if p.value == "" {
			continue
		}
		if hasControl(p.value) {
			return nil, &BuildError{Field: transformationField, Param: p.name, Value: p.value, Reason: controlProblem}
		}
		out = append(append(appendDelimiter(out, ',', place), p.name...), '-')
		out = appendEncoded(out, p.value, values)
	}
	if err := l.checkFirstStep(); err != nil {
		return nil, err
	}
	before := len(out)
	out = appendDelimiter(out, l.Transformation.delimiter(), place)
	start := len(out)
	out, err := appendChain(out, l.Transformation, place, dialect)
	if err != nil {
		return nil, err
	}
	if len(out) == start {
		out = out[:before]
	}
	return append(appendDelimiter(out, ',', place), "l-end"...), nil
}

// delimiter returns the separator before the chain in a layer. It is a colon if the chain begins with a condition,
// which must be in a separate step. Otherwise it is a comma: the layer's own parameters are in the first step of the
// chain.
func (c Chain) delimiter() byte {
	for _, step := range c {
		for i := range step {
			switch p := &step[i]; {
			case p.info().kind == kindIf:
				return ':'
			case p.info().kind != kindNone && (p.info().kind != kindRaw || p.text != ""):
				return ','
			}
		}
	}
	return ','
}

// setting is one of the layer's own parameters, with its name in URLs.
type setting struct{ name, value string }

// settings returns the layer's own parameters, in the order in which they are written. Parameters with an empty value
// are not written.
func (l *Layer) settings() [11]setting {
	return [...]setting{
		{"bg", string(l.Color)},
		{"lm", string(l.Mode)},
		{"lx", string(l.Position.X)},
		{"ly", string(l.Position.Y)},
		{"lxc", string(l.Position.XCenter)},
		{"lyc", string(l.Position.YCenter)},
		{"lfo", string(l.Position.Focus)},
		{"lap", string(l.Position.Anchor)},
		{"lso", string(l.Timing.Start)},
		{"leo", string(l.Timing.End)},
		{"ldu", string(l.Timing.Duration)},
	}
}

// checkFirstStep returns an error if a typed parameter of the first step conflicts with one of the layer's own
// parameters, because these are written in the same step.
func (l *Layer) checkFirstStep() error {
	if l.unchecked || len(l.Transformation) == 0 {
		return nil
	}
	for i := range l.Transformation[0] {
		p := &l.Transformation[0][i]
		if !p.isTyped() {
			continue
		}
		if problem := l.excludes(p); problem != "" {
			return p.because(problem)
		}
	}
	return nil
}

// excludes returns the reason why a parameter cannot be in the same step as the layer's own parameters, or "" if it
// can.
func (l *Layer) excludes(p *Param) (problem string) {
	if p.info().name == "i" || p.info().name == "ie" {
		return repeated
	}
	for _, s := range l.settings() {
		if s.value == "" {
			continue
		}
		if p.info().name == s.name {
			return repeated
		}
		if !p.has(isExclusive) {
			continue
		}
		if group := lookupCode(s.name).entry().ExclusiveGroup; group != "" && group == p.group() {
			return exclusiveProblem(group, s.name)
		}
	}
	return ""
}

// appendInput appends the text or the path.
func (l *Layer) appendInput(out []byte, place encoding) []byte {
	input, simple := l.Input, "-._ "
	if l.Kind != TextLayerKind {
		simple = "-._/ "
	}
	if l.json && l.Kind != TextLayerKind {
		input = trimSlashes(input)
	}
	switch {
	case l.Encoding == Base64Encoding || l.Encoding != PlainEncoding && !isSimple(input, simple):
		return appendEncoded(append(out, "ie-"...), base64.StdEncoding.EncodeToString([]byte(input)), place.component())
	case l.Kind == TextLayerKind:
		return appendEncoded(append(out, "i-"...), input, place.component())
	case l.json:
		return appendSegments(append(out, "i-"...), input, place)
	}
	return appendSegments(append(out, "i-"...), input, place.text())
}

// isSimple reports whether s consists of letters, digits and characters in extra.
func isSimple(s, extra string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte(extra, c) < 0 {
			return false
		}
	}
	return true
}
