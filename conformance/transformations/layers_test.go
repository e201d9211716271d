package transformations_test

import (
	. "github.com/openimagekit/imagekit/urlbuilder"
)

// layerFunctions are the functions that build layers, each with an input.
var layerFunctions = []struct {
	name  string
	place Places
	make  func(LayerOptions) Param
	text  string // beginning of the layer in URLs
}{
	{"TextLayer", InTextLayer, func(o LayerOptions) Param { return TextLayer("Hi", o) }, "l-text,i-Hi"},
	{"ImageLayer", InImageLayer, func(o LayerOptions) Param { return ImageLayer("/b/c.png", o) }, "l-image,i-b@@c.png"},
	{"VideoLayer", InVideoLayer, func(o LayerOptions) Param { return VideoLayer("c.mp4", o) }, "l-video,i-c.mp4"},
	{
		"SubtitleLayer", InSubtitleLayer, func(o LayerOptions) Param { return SubtitleLayer("en.srt", o) },
		"l-subtitles,i-en.srt",
	},
	{
		"SolidColorLayer", InSolidColorLayer, func(o LayerOptions) Param { return SolidColorLayer("F3F3F3", o) },
		"l-image,i-ik_canvas,bg-F3F3F3",
	},
}

// makeLayers returns layers of one kind with all options.
func makeLayers(f func(LayerOptions) Param) func(samples) builtSteps {
	return func(samples) builtSteps {
		var m builtSteps
		for _, o := range layerOptions() {
			m.allowed = append(m.allowed, Step{f(o)})
		}
		for _, o := range wrongLayerOptions {
			m.unverified = append(m.unverified, Step{f(o)})
		}
		return m
	}
}

func layerOptions() []LayerOptions {
	var all []LayerOptions
	for _, mode := range []LayerMode{"", ModeMultiply, ModeDisplace, ModeCutout, ModeCutter} {
		all = append(all, LayerOptions{Mode: mode, Position: LayerPosition{X: "5"}})
	}
	for _, anchor := range nineAreas {
		all = append(all, LayerOptions{Position: LayerPosition{Focus: anchor}},
			LayerOptions{Position: LayerPosition{XCenter: "N5", YCenter: "bh_div_2", Anchor: anchor}})
	}
	for _, e := range []Expr{"0", "N35", "10.5", "bw_mul_0.4"} {
		all = append(all, LayerOptions{Position: LayerPosition{X: e, YCenter: e}})
	}
	for _, e := range []Expr{"1", "20.5", "20.55", "bdu_sub_idu"} {
		all = append(all, LayerOptions{Timing: LayerTiming{Start: e, End: e}},
			LayerOptions{Timing: LayerTiming{Start: "0", Duration: e}})
	}
	return all
}

var nineAreas = []FocusArea{
	FocusCenter, FocusTop, FocusLeft, FocusBottom, FocusRight, FocusTopLeft, FocusTopRight, FocusBottomLeft,
	FocusBottomRight,
}

var wrongLayerOptions = []LayerOptions{
	{Mode: "multiplied"},
	{Mode: ModeDisplace},
	{Encoding: "base16"},
	{Position: LayerPosition{X: "left"}},
	{Position: LayerPosition{Y: "5,w-5"}},
	{Position: LayerPosition{XCenter: "-5"}},
	{Position: LayerPosition{Focus: FocusFace}},
	{Position: LayerPosition{X: "5", Anchor: FocusAuto}},
	{Position: LayerPosition{Anchor: FocusTop}},
	{Position: LayerPosition{X: "5", XCenter: "5"}},
	{Position: LayerPosition{X: "5", Focus: FocusTop}},
	{Timing: LayerTiming{Start: "N1"}},
	{Timing: LayerTiming{End: "0"}},
	{Timing: LayerTiming{Duration: "1.555"}},
	{Transformation: Chain{{Quality(101)}}},
	{Transformation: Chain{If(CurrentWidth.Is(GreaterThan, 1), Chain{{Blur(101)}}, nil)}},
	{Position: LayerPosition{XCenter: "5"}, Transformation: Chain{{Custom("lx", "5")}}},
	{Transformation: Chain{{Custom("lx", "5"), Custom("lxc", "5")}}},
	{Transformation: Chain{{Custom("lx", "5"), Custom("ly", "5"), Custom("lxc", "5")}}},
}

// inputs are layers whose texts and paths need encoding.
var inputs = func() []Step {
	var steps []Step
	for _, encoding := range []LayerEncoding{AutoEncoding, PlainEncoding, Base64Encoding} {
		o := LayerOptions{Encoding: encoding}
		for _, text := range []string{"Hi", "l-end", "a b", "100%", "é$&+=@?/'", "ik_canvas", "-", "e-"} {
			steps = append(steps, Step{TextLayer(text, o)}, Step{ImageLayer("b/"+text, o)})
		}
		steps = append(steps, Step{ImageLayer("ik_canvas", o)}, Step{ImageLayer("ik_canvas2.png", o)})
	}
	return append(steps, Step{TextLayer("a, b: c;\nd", LayerOptions{})}, Step{ImageLayer("a@@b,c.png", LayerOptions{})})
}()

var conditions = []constructor{{"If", "", func(samples) builtSteps {
	var m builtSteps
	for _, p := range []Property{
		CurrentHeight, CurrentWidth, CurrentAspectRatio, InitialHeight, InitialWidth, InitialAspectRatio,
	} {
		for _, c := range []Comparison{EqualTo, NotEqualTo, GreaterThan, AtLeast, LessThan, AtMost} {
			m.allowed = append(m.allowed, If(p.Is(c, 0), narrow, nil),
				If(p.Is(c, 1.5), narrow, Chain{{Height(5)}, {Blur(5)}}))
		}
		m.unverified = append(m.unverified, If(p.Is(GreaterThan, -1), narrow, nil), If(p.Is("is", 1), narrow, nil),
			If(p.IsRatio(EqualTo, 0, 1), narrow, nil), If(p.IsRatio(EqualTo, 4, 3), narrow, nil))
	}
	wide, tall := CurrentAspectRatio.IsRatio(GreaterThan, 4, 3), CurrentHeight.Is(GreaterThan, 100)
	m.allowed = append(m.allowed, If(wide.And(tall).Or(tall).And(wide.Or(tall)), narrow, nil),
		If(wide, Chain{If(tall, narrow, narrow), If(tall, narrow, nil)}, Chain{If(tall, narrow, nil)}))
	m.unverified = append(m.unverified, If(Condition{}, narrow, nil), If(wide, nil, narrow),
		If(wide, Chain{{Quality(0)}}, nil),
		If(wide, Chain{append(If(tall, narrow, nil), Blur(5))}, nil), append(If(tall, narrow, nil), Blur(5)),
		If(wide, Chain{{Page(1)}}, nil), If(wide.And(Condition{}), narrow, nil))
	return m
}}}

var narrow = Chain{{Width(5)}}
