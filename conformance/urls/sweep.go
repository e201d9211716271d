package main

import (
	"cmp"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	ub "github.com/openimagekit/imagekit/urlbuilder"
)

// places are functions that put a text into one place of a URL.
var places = map[string]func(text string) input{
	"endpoint's host": func(s string) input {
		return input{endpoint: "https://ik" + s + "imagekit.io/demo", options: ub.Options{Path: "a"}}
	},
	"endpoint's path": func(s string) input {
		return input{endpoint: defaultEndpoint + "/" + s, options: ub.Options{Path: "a"}}
	},
	"own endpoint": func(s string) input {
		return input{options: ub.Options{URLEndpoint: "https://ik.imagekit.io/" + s, Path: "a"}}
	},
	"path": func(s string) input { return input{options: ub.Options{Path: s}} },
	"path, folder": func(s string) input {
		return input{options: ub.Options{Path: "/" + s + "/a.jpg", Transformation: small}}
	},
	"path, proxy": func(s string) input { return input{options: ub.Options{Path: "https://www.example.com/" + s}} },
	"src":         func(s string) input { return input{options: ub.Options{Src: s}} },
	"src, host":   func(s string) input { return input{options: ub.Options{Src: "https://ik" + s + "imagekit.io/a"}} },
	"src, path":   func(s string) input { return input{options: ub.Options{Src: defaultEndpoint + "/" + s}} },
	"src, query":  func(s string) input { return input{options: ub.Options{Src: defaultEndpoint + "/a?" + s}} },
	"src, value": func(s string) input {
		more := []ub.QueryParameter{{Name: "v", Value: "1"}}
		return input{options: ub.Options{
			Src: defaultEndpoint + "/a?ik-a=" + s, Transformation: small,
			QueryParameters: more,
		}}
	},
	"query, name": func(s string) input {
		return input{options: ub.Options{Path: "a", QueryParameters: []ub.QueryParameter{{Name: s, Value: "1"}}}}
	},
	"query, value": func(s string) input {
		return input{options: ub.Options{Path: "a", QueryParameters: []ub.QueryParameter{{Name: "v", Value: s}}}}
	},

	"JSON, name":  func(s string) input { return fromJSON(map[string]any{s: "1"}) },
	"JSON, value": func(s string) input { return fromJSON(map[string]any{"named": s}) },
	"JSON, path":  func(s string) input { return fromJSON(map[string]any{"defaultImage": s}) },
	"JSON, raw":   func(s string) input { return fromJSON(map[string]any{"raw": s}) },
	"JSON, overlay": func(s string) input {
		return fromJSON(map[string]any{"overlay": map[string]any{"type": "image", "input": s, "encoding": "plain"}})
	},
	"JSON, text": func(s string) input {
		return fromJSON(map[string]any{"overlay": map[string]any{"type": "text", "text": s, "encoding": "plain"}})
	},
	"JSON, position": func(s string) input {
		position := map[string]any{"x": s}
		return fromJSON(map[string]any{"overlay": map[string]any{"type": "text", "text": "a", "position": position}})
	},

	"RawParam": func(s string) input { in := inputOf(ub.RawParam(s)); in.sameText = false; return in },
}

var small = ub.Chain{{ub.Width(1)}}

// typedPlaces are functions that put a text into a typed value. Typed values have the same meaning in both dialects and
// positions.
var typedPlaces = map[string]func(text string) ub.Param{
	"AIChangeBackground": ub.AIChangeBackground,
	"AIEdit":             ub.AIEdit,
	"AIGenerativeFill":   ub.AIGenerativeFill,
	"AspectRatioExpr":    func(s string) ub.Param { return ub.AspectRatioExpr(ub.Expr(s)) },
	"Background":         func(s string) ub.Param { return ub.Background(ub.Color(s)) },
	"Border":             func(s string) ub.Param { return ub.Border(ub.Expr(s), "red") },
	"ColorReplace":       func(s string) ub.Param { return ub.ColorReplace(ub.ColorReplaceOptions{To: ub.Color(s)}) },
	"Crop":               func(s string) ub.Param { return ub.Crop(ub.CropStrategy(s)) },
	"DefaultImage":       ub.DefaultImage,
	"Duration":           func(s string) ub.Param { return ub.Duration(ub.Expr(s)) },
	"Focus":              func(s string) ub.Param { return ub.Focus(ub.FocusArea(s)) },
	"FontFamily":         ub.FontFamily,
	"Format":             func(s string) ub.Param { return ub.Format(ub.FileFormat(s)) },
	"Gradient": func(s string) ub.Param {
		return ub.Gradient(ub.GradientOptions{Direction: ub.Direction(s), StopPoint: ub.Expr(s)})
	},
	"NamedTransformation": ub.NamedTransformation,
	"Custom, name":        func(s string) ub.Param { return ub.Custom(s, "1") },
	"Custom, value":       func(s string) ub.Param { return ub.Custom("zz", s) },
	"PageNames":           func(s string) ub.Param { return ub.PageNames(s) },
	"RadiusCorners":       func(s string) ub.Param { return ub.RadiusCorners(ub.Expr(s), "1", "1", "1") },
	"Width":               func(s string) ub.Param { return ub.Width(ub.Expr(s)) },

	"text":         func(s string) ub.Param { return ub.TextLayer(s, ub.LayerOptions{}) },
	"text, plain":  func(s string) ub.Param { return ub.TextLayer(s, ub.LayerOptions{Encoding: ub.PlainEncoding}) },
	"text, base64": func(s string) ub.Param { return ub.TextLayer(s, ub.LayerOptions{Encoding: ub.Base64Encoding}) },
	"image":        func(s string) ub.Param { return ub.ImageLayer(s, ub.LayerOptions{}) },
	"image, plain": func(s string) ub.Param { return ub.ImageLayer(s, ub.LayerOptions{Encoding: ub.PlainEncoding}) },
	"video, plain": func(s string) ub.Param { return ub.VideoLayer(s, ub.LayerOptions{Encoding: ub.PlainEncoding}) },
	"subtitle, plain": func(s string) ub.Param {
		return ub.SubtitleLayer(s, ub.LayerOptions{Encoding: ub.PlainEncoding})
	},
	"solid color": func(s string) ub.Param { return ub.SolidColorLayer(ub.Color(s), ub.LayerOptions{}) },
	"encoding":    func(s string) ub.Param { return layer(ub.LayerOptions{Encoding: ub.LayerEncoding(s)}) },
	"mode":        func(s string) ub.Param { return layer(ub.LayerOptions{Mode: ub.LayerMode(s)}) },
	"x":           func(s string) ub.Param { return positioned(ub.LayerPosition{X: ub.Expr(s)}) },
	"y center":    func(s string) ub.Param { return positioned(ub.LayerPosition{YCenter: ub.Expr(s)}) },
	"focus":       func(s string) ub.Param { return positioned(ub.LayerPosition{Focus: ub.FocusArea(s)}) },
	"anchor":      func(s string) ub.Param { return positioned(ub.LayerPosition{X: "1", Anchor: ub.FocusArea(s)}) },
	"start":       func(s string) ub.Param { return layer(ub.LayerOptions{Timing: ub.LayerTiming{Start: ub.Expr(s)}}) },
	"end":         func(s string) ub.Param { return layer(ub.LayerOptions{Timing: ub.LayerTiming{End: ub.Expr(s)}}) },
	"in a layer": func(s string) ub.Param {
		inner := layer(ub.LayerOptions{Transformation: ub.Chain{{ub.NamedTransformation(s)}}})
		return layer(ub.LayerOptions{Transformation: ub.Chain{{inner}}})
	},
}

func layer(o ub.LayerOptions) ub.Param { return ub.ImageLayer("a", o) }

func positioned(p ub.LayerPosition) ub.Param { return layer(ub.LayerOptions{Position: p}) }

// inputOf returns an input with one parameter.
func inputOf(p ub.Param) input {
	return input{options: ub.Options{Path: "a.jpg", Transformation: ub.Chain{{p}}}, sameText: true}
}

func fromJSON(step map[string]any) input {
	encoded, err := json.Marshal([]any{step}, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err)
	}
	var chain ub.Chain
	if err := chain.UnmarshalJSON(encoded); err != nil {
		return input{err: err}
	}
	return input{options: ub.Options{Path: "a", Transformation: chain}}
}

// sweep yields inputs with every byte and each of runes in every place: alone and between other characters, signed and
// unsigned.
func sweep(yield func(input) bool) {
	texts := sweepTexts()
	all := allPlaces()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for i, text := range texts {
			for _, text := range []string{text, "x" + text + "y"} {
				in := all[name](text)
				in.name = name
				in.endpoint = cmp.Or(in.endpoint, defaultEndpoint)
				in.options.Signed = i%2 == 0
				if !yield(in) {
					return
				}
			}
		}
	}
}

func sweepTexts() []string {
	texts := make([]string, 0, 256+len(runes)+len(fragments))
	for b := range 256 {
		texts = append(texts, string([]byte{byte(b)}))
	}
	for _, r := range runes {
		texts = append(texts, string(r))
	}
	return append(texts, fragments...)
}

func allPlaces() map[string]func(text string) input {
	all := maps.Clone(places)
	for name, param := range typedPlaces {
		all[name] = func(text string) input { return inputOf(param(text)) }
	}
	return all
}
