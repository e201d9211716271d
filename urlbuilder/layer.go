package urlbuilder

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Encoding says how a layer's text or path is written.
type Encoding string

// Encodings.
const (
	AutoEncoding   Encoding = ""       // plain if it consists of letters, digits, spaces and a few signs; else base64
	PlainEncoding  Encoding = "plain"  // i-...
	Base64Encoding Encoding = "base64" // ie-...
)

// Expr is a number, or an arithmetic expression over the dimensions of the picture such as "bw_div_2", as it stands in a URL.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
type Expr string

// Px is a number of pixels as an expression; the service writes negative ones with an N.
func Px(pixels int) Expr {
	if pixels < 0 {
		return Expr("N" + strconv.Itoa(-pixels))
	}
	return Expr(strconv.Itoa(pixels))
}

// Position says where a layer lies on its base. What is empty is left out.
//
// See https://imagekit.io/docs/add-overlays-on-images#position-of-layer
type Position struct {
	X, Y             Expr   // distance of the top left corner from that of the base
	XCenter, YCenter Expr   // distance of the layer's centre, or of Anchor, from the top left corner of the base
	Focus            string // center, top, left, bottom, right, top_left, top_right, bottom_left or bottom_right
	Anchor           string // the point of the layer that XCenter and YCenter place; values as for Focus
}

// Timing says when a layer is shown on a video, in seconds or as an expression. What is empty is left out.
//
// See https://imagekit.io/docs/add-overlays-on-videos#timing
type Timing struct {
	Start, End, Duration Expr
}

// LayerOptions is what all layers can have.
type LayerOptions struct {
	Position       Position
	Timing         Timing
	Encoding       Encoding
	Mode           string // how an image is blended with its base: multiply, displace, cutout or cutter
	Transformation Chain  // applied to the layer itself; can hold layers in its turn
}

// LayerKind is the kind of a layer, as it stands in URLs behind l-.
type LayerKind string

// Kinds of layers. A block of a solid colour is an image layer whose path is ik_canvas.
const (
	TextLayerKind     LayerKind = "text"
	ImageLayerKind    LayerKind = "image"
	VideoLayerKind    LayerKind = "video"
	SubtitleLayerKind LayerKind = "subtitles"
)

// Layer is what [Param.Layer] tells of an overlay.
type Layer struct {
	Kind  LayerKind
	Input string // text, or path without outer slashes
	Color string // of a block of a solid colour
	LayerOptions
}

// solidColor is the path of the image that stands for a block of a colour.
const solidColor = "ik_canvas"

// TextLayer lays text over the picture or the video.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func TextLayer(text string, o LayerOptions) Param { return layerParam(TextLayerKind, text, o) }

// ImageLayer lays an image of the media library, by its path, over the picture or the video.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-images-over-image
func ImageLayer(path string, o LayerOptions) Param { return layerParam(ImageLayerKind, path, o) }

// VideoLayer lays a video of the media library, by its path, over a video.
//
// See https://imagekit.io/docs/add-overlays-on-videos#add-videos-over-video
func VideoLayer(path string, o LayerOptions) Param { return layerParam(VideoLayerKind, path, o) }

// SubtitleLayer lays subtitles from a file of the media library, by its path, over a video.
//
// See https://imagekit.io/docs/add-overlays-on-videos#add-subtitles-over-video
func SubtitleLayer(path string, o LayerOptions) Param { return layerParam(SubtitleLayerKind, path, o) }

// SolidColorLayer lays a block of a colour, as name or as RRGGBB or RRGGBBAA, over the picture or the video. Its size is in o.Transformation.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-solid-color-blocks-over-image
func SolidColorLayer(color string, o LayerOptions) Param {
	p := layerParam(ImageLayerKind, solidColor, o)
	p.layer.Color = color
	if color == "" {
		p.problem = "must have a color"
	}
	return p
}

func layerParam(kind LayerKind, input string, o LayerOptions) Param {
	p := Param{name: "l-" + string(kind), text: input, kind: kindLayer, layer: &Layer{Kind: kind, Input: input, LayerOptions: o}}
	if input == "" {
		p.problem = "must not be empty"
	}
	return p
}

// append writes the layer with everything in it, from l- to l-end.
func (l *Layer) append(out []byte, place encoding, dialect Dialect) ([]byte, error) {
	out = appendDelimiter(append(append(out, "l-"...), l.Kind...), ',', place)
	out = l.appendInput(out, place)
	for _, p := range [...]struct{ name, value string }{
		{"bg", l.Color},
		{"lm", l.Mode},
		{"lx", string(l.Position.X)},
		{"ly", string(l.Position.Y)},
		{"lxc", string(l.Position.XCenter)},
		{"lyc", string(l.Position.YCenter)},
		{"lfo", l.Position.Focus},
		{"lap", l.Position.Anchor},
		{"lso", string(l.Timing.Start)},
		{"leo", string(l.Timing.End)},
		{"ldu", string(l.Timing.Duration)},
	} {
		if p.value == "" {
			continue
		}
		if hasControl(p.value) {
			return nil, &ParamError{Param: p.name, Value: p.value, Reason: "has a control character"}
		}
		out = append(append(appendDelimiter(out, ',', place), p.name...), '-')
		out = appendEncoded(out, p.value, place|confined)
	}
	before := len(out)
	out = appendDelimiter(out, ',', place)
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

func (l *Layer) appendInput(out []byte, place encoding) []byte {
	input, simple := l.Input, "-._ "
	if l.Kind != TextLayerKind {
		input, simple = strings.TrimSuffix(strings.TrimPrefix(input, "/"), "/"), "-._/ "
	}
	switch {
	case l.Encoding == Base64Encoding || l.Encoding != PlainEncoding && !isSimple(input, simple):
		encoded := base64.StdEncoding.EncodeToString([]byte(input))
		return appendEncoded(append(out, "ie-"...), component(encoded), place)
	case l.Kind == TextLayerKind:
		return appendEncoded(append(out, "i-"...), component(input), place)
	}
	return appendLayerPath(append(out, "i-"...), input, place)
}

// appendLayerPath is appendFilePath for a value that cannot leave its place.
func appendLayerPath(out []byte, path string, place encoding) []byte {
	for i, segment := range strings.Split(path, "/") {
		if i > 0 {
			out = appendEncoded(out, "@@", place)
		}
		out = appendEncoded(out, segment, place|confined)
	}
	return out
}

// isSimple reports that s consists of letters, digits and the signs of extra.
func isSimple(s, extra string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte(extra, c) < 0 {
			return false
		}
	}
	return true
}

// component percent-encodes everything that could mean something in a URL.
func component(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if allowed[c]&inForm != 0 || strings.IndexByte("~!'()", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + string(upperHex[c>>4]) + string(upperHex[c&15]))
		}
	}
	return b.String()
}

// layerFromJSON reads an overlay object. One without type or content says nothing, as in the Node SDK.
func layerFromJSON(raw json.RawMessage) (Param, error) {
	var o struct {
		Type, Text, Input, Color, Encoding, LayerMode string
		Position                                      struct {
			X, Y, XCenter, YCenter jsonValue
			Focus, AnchorPoint     string
		}
		Timing         struct{ Start, End, Duration jsonValue }
		Transformation Chain
	}
	if err := json.Unmarshal(raw, &o); err != nil {
		return Param{}, err
	}
	options := LayerOptions{
		Position: Position{
			X: Expr(o.Position.X), Y: Expr(o.Position.Y), XCenter: Expr(o.Position.XCenter), YCenter: Expr(o.Position.YCenter),
			Focus: o.Position.Focus, Anchor: o.Position.AnchorPoint,
		},
		Timing: Timing{Start: Expr(o.Timing.Start), End: Expr(o.Timing.End), Duration: Expr(o.Timing.Duration)},
		Mode:   o.LayerMode, Transformation: o.Transformation,
	}
	if e := Encoding(o.Encoding); e == PlainEncoding || e == Base64Encoding {
		options.Encoding = e
	}
	var p Param
	switch o.Type {
	case "text":
		p = TextLayer(o.Text, options)
	case "image":
		p = ImageLayer(o.Input, options)
	case "video":
		p = VideoLayer(o.Input, options)
	case "subtitle":
		p = SubtitleLayer(o.Input, options)
	case "solidColor":
		p = SolidColorLayer(o.Color, options)
	case "":
		return Param{}, nil
	default:
		return Param{}, fmt.Errorf("unknown type %q", o.Type)
	}
	if p.problem != "" {
		return Param{}, nil
	}
	return p, nil
}

// jsonValue is a text or a number; the number 0 is none, as in the Node SDK.
type jsonValue string

// UnmarshalJSON implements [json.Unmarshaler].
func (v *jsonValue) UnmarshalJSON(b []byte) error {
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case nil:
	case string:
		*v = jsonValue(value)
	case float64:
		if value != 0 {
			*v = jsonValue(jsNumber(value))
		}
	default:
		return errors.New("must be a text or a number")
	}
	return nil
}
