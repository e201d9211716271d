package urlbuilder

import (
	"errors"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// layerFromJSON decodes an overlay object. An overlay without type or content is ignored, as in the Node SDK.
func layerFromJSON(text jsontext.Value) (Param, error) {
	var o struct {
		Type, Text, Input, Color, Encoding string
		LayerMode                          LayerMode
		Position                           struct {
			X, Y, XCenter, YCenter jsonValue
			Focus, AnchorPoint     FocusArea
		}
		Timing         struct{ Start, End, Duration jsonValue }
		Transformation jsontext.Value
	}
	if err := json.Unmarshal(text, &o, readOptions); err != nil {
		return Param{}, err
	}
	var chain Chain
	if len(o.Transformation) > 0 {
		if err := chain.UnmarshalJSON(o.Transformation); err != nil {
			return Param{}, inParam(err, "transformation")
		}
	}
	l := &Layer{Input: o.Input, unchecked: true, json: true}
	l.LayerOptions = LayerOptions{
		Position: LayerPosition{
			X: Expr(o.Position.X), Y: Expr(o.Position.Y), XCenter: Expr(o.Position.XCenter),
			YCenter: Expr(o.Position.YCenter),
			Focus:   o.Position.Focus, Anchor: o.Position.AnchorPoint,
		},
		Timing: LayerTiming{Start: Expr(o.Timing.Start), End: Expr(o.Timing.End), Duration: Expr(o.Timing.Duration)},
		Mode:   o.LayerMode, Transformation: chain,
	}
	if e := LayerEncoding(o.Encoding); e == PlainEncoding || e == Base64Encoding {
		l.Encoding = e
	}
	switch o.Type {
	case "text":
		l.Kind, l.Input = TextLayerKind, o.Text
	case "image":
		l.Kind = ImageLayerKind
	case "video":
		l.Kind = VideoLayerKind
	case "subtitle":
		l.Kind = SubtitleLayerKind
	case "solidColor":
		l.Kind, l.Color, l.Input, l.Encoding = ImageLayerKind, Color(o.Color), solidColor, AutoEncoding
		if o.Color == "" {
			return Param{}, nil
		}
	case "":
		return Param{}, nil
	default:
		return Param{}, badTransformation("has the unknown type " + strconv.Quote(o.Type))
	}
	if l.Input == "" {
		return Param{}, nil
	}
	l.measure()
	return layerWithText("l-"+string(l.Kind), l), nil
}

// jsonValue is a text or a number from JSON. It is empty for the number 0, which the Node SDK treats as no value.
type jsonValue string

// UnmarshalJSON implements [json.Unmarshaler].
func (v *jsonValue) UnmarshalJSON(b []byte) error {
	var value any
	if err := json.Unmarshal(b, &value, readOptions); err != nil {
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
		return errors.New("must be a string or a number")
	}
	return nil
}
