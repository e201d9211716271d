package svg

import (
	"image/color"
	"math"
	"slices"
	"strings"
)

// paint is what a shape is filled or stroked with. The zero value is none.
type paint struct {
	isColor   bool
	color     color.NRGBA
	reference string // to a gradient; empty if there is none
}

// style has the properties of an element that those in it inherit.
type style struct {
	fill, stroke               paint
	fillOpacity, strokeOpacity float64
	color                      color.NRGBA // for currentColor
	evenOdd, clipEvenOdd       bool
	width, miter               float64
	cap, join                  string
	dashes                     []float64
	dashOffset                 float64
	isHidden                   bool
	diagonal                   float64 // the length of which percentages are
	isClip                     bool    // the shape is a part of a clip path
}

var black = color.NRGBA{A: 0xff}

func defaultStyle(diagonal float64) style {
	return style{
		fill: paint{isColor: true, color: black}, fillOpacity: 1, strokeOpacity: 1, color: black, width: 1, miter: 4,
		cap: "butt", join: "miter", diagonal: diagonal,
	}
}

// ownStyle has the properties of an element that are not inherited.
type ownStyle struct {
	opacity   float64
	isOmitted bool // display: none
	transform matrix
	clip      string // the id of a clip path
}

// setters read the values of properties.
var setters = map[string]func(s *style, own *ownStyle, value string) error{
	"fill":           func(s *style, _ *ownStyle, value string) error { return s.setPaint(&s.fill, value) },
	"stroke":         func(s *style, _ *ownStyle, value string) error { return s.setPaint(&s.stroke, value) },
	"fill-opacity":   func(s *style, _ *ownStyle, value string) error { return setFraction(&s.fillOpacity, value) },
	"stroke-opacity": func(s *style, _ *ownStyle, value string) error { return setFraction(&s.strokeOpacity, value) },
	"opacity":        func(_ *style, own *ownStyle, value string) error { return setFraction(&own.opacity, value) },
	"color": func(s *style, _ *ownStyle, value string) (err error) {
		if value != "currentColor" {
			s.color, err = parseColor(value)
		}
		return err
	},
	"fill-rule": func(s *style, _ *ownStyle, value string) error { return setRule(&s.evenOdd, value) },
	"clip-rule": func(s *style, _ *ownStyle, value string) error { return setRule(&s.clipEvenOdd, value) },
	"stroke-width": func(s *style, _ *ownStyle, value string) (err error) {
		s.width, err = parseLength(value, s.diagonal)
		return err
	},
	"stroke-miterlimit": func(s *style, _ *ownStyle, value string) (err error) {
		s.miter, err = parseLength(value, 1)
		return err
	},
	"stroke-linecap": func(s *style, _ *ownStyle, value string) error {
		return setWord(&s.cap, value, "butt", "round", "square")
	},
	"stroke-linejoin": func(s *style, _ *ownStyle, value string) error {
		return setWord(&s.join, value, "miter", "round", "bevel")
	},
	"stroke-dasharray": func(s *style, _ *ownStyle, value string) error { return s.setDashes(value) },
	"stroke-dashoffset": func(s *style, _ *ownStyle, value string) (err error) {
		s.dashOffset, err = parseLength(value, s.diagonal)
		return err
	},
	"visibility": func(s *style, _ *ownStyle, value string) error {
		s.isHidden = value != "visible"
		return nil
	},
	"display": func(_ *style, own *ownStyle, value string) error {
		own.isOmitted = value == "none"
		return nil
	},
	"transform": func(_ *style, own *ownStyle, value string) (err error) {
		own.transform, err = parseTransform(value)
		return err
	},
	"clip-path": func(_ *style, own *ownStyle, value string) error {
		id, ok := referenceOf(value)
		if !ok && value != "none" {
			return unsupported("clip-path", value)
		}
		own.clip = id
		return nil
	},
}

// neutral are the values of properties that are not drawn, at which they have no effect.
var neutral = map[string][]string{
	"filter": {"none"}, "mask": {"none"}, "mix-blend-mode": {"normal"}, "vector-effect": {"none"},
	"paint-order": {"normal", "fill", "fill stroke", "fill stroke markers"}, "marker": {"none"},
	"marker-start": {"none"}, "marker-mid": {"none"}, "marker-end": {"none"}, "transform-box": {"fill-box", "view-box"},
}

// set sets a property.
func (s *style) set(own *ownStyle, name, value string) error {
	value = strings.TrimSpace(value)
	if value == "inherit" {
		return nil
	}
	if setter, ok := setters[name]; ok {
		return setter(s, own, value)
	}
	if slices.Contains(neutral[name], value) || isInvisible(name) {
		return nil
	}
	return unsupported("property", name)
}

func (s *style) setPaint(p *paint, value string) error {
	var err error
	id, ok := referenceOf(value)
	switch {
	case ok:
		*p = paint{reference: id}
	case value == "none":
		*p = paint{}
	case strings.EqualFold(value, "currentColor"):
		*p = paint{isColor: true, color: s.color}
	default:
		p.isColor, p.reference = true, ""
		p.color, err = parseColor(value)
	}
	return err
}

// setDashes reads the lengths of dashes and gaps. An odd number of them counts twice.
func (s *style) setDashes(value string) error {
	s.dashes = nil
	if value == "none" {
		return nil
	}
	sum := 0.0
	for _, field := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		length, err := parseLength(field, s.diagonal)
		if err != nil || length < 0 {
			return unsupported("stroke-dasharray", value)
		}
		s.dashes = append(s.dashes, length)
		sum += length
	}
	if len(s.dashes) > maxDashes {
		return errTooComplex
	}
	if sum == 0 {
		s.dashes = nil
	}
	if len(s.dashes)%2 == 1 {
		s.dashes = append(s.dashes, s.dashes...)
	}
	return nil
}

// maxDashes is the maximum number of lengths in a pattern of dashes.
const maxDashes = 100

func setFraction(to *float64, value string) (err error) {
	*to, err = parseFraction(value)
	return err
}

func setRule(evenOdd *bool, value string) error {
	*evenOdd = value == "evenodd"
	if !*evenOdd && value != "nonzero" {
		return unsupported("fill-rule", value)
	}
	return nil
}

func setWord(to *string, value string, words ...string) error {
	if !slices.Contains(words, value) {
		return unsupported("value", value)
	}
	*to = value
	return nil
}

// referenceOf returns the id in url(#id).
func referenceOf(value string) (id string, ok bool) {
	inside, ok := strings.CutPrefix(value, "url(")
	id, _, closed := strings.Cut(inside, ")")
	id, isLocal := strings.CutPrefix(strings.Trim(id, `"' `), "#")
	return id, ok && closed && isLocal
}

// diagonal returns the length of which percentages are that belong to neither direction.
func diagonal(width, height float64) float64 { return point{width, height}.length() / math.Sqrt2 }
