package urlbuilder_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestLayer_InvalidInputs(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "//", "a\nb.jpg", "a\x00"} {
		checkRefused(t, path, ImageLayer(path, LayerOptions{}))
		checkRefused(t, path, SubtitleLayer(path, LayerOptions{Encoding: Base64Encoding}))
		checkRefused(t, path, VideoLayer(path, LayerOptions{Encoding: PlainEncoding}))
	}
	checkRefused(t, "lines", TextLayer("a\nb", LayerOptions{Encoding: PlainEncoding}))
	if urls, err := buildAll(t, Chain{{TextLayer("a\nb", LayerOptions{})}}); err != nil ||
		!strings.Contains(urls[0], "ie-YQpi") {
		t.Errorf("lines: got %q, %v", urls, err)
	}
	for _, name := range []string{"i", "ie"} {
		checkRefused(t, name, TextLayer("a", LayerOptions{Transformation: Chain{{Width(1), Custom(name, "YQ==")}}}))
	}
}

func TestLayer_ContradictoryOptions(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]LayerOptions{
		"X and XCenter":       {Position: LayerPosition{X: "1", XCenter: "2"}},
		"Y and YCenter":       {Position: LayerPosition{Y: "1", YCenter: "2"}},
		"Focus and X, Y":      {Position: LayerPosition{X: "1", Focus: FocusTop}},
		"Anchor":              {Position: LayerPosition{Anchor: FocusTop}},
		"Anchor, which needs": {Position: LayerPosition{Anchor: FocusTop, Focus: FocusLeft}},
		`Focus "face"`:        {Position: LayerPosition{Focus: FocusFace}},
		`Anchor "middle"`:     {Position: LayerPosition{X: "1", Anchor: "middle"}},
		`X "left-1"`:          {Position: LayerPosition{X: "left-1"}},
		`YCenter "auto"`:      {Position: LayerPosition{YCenter: "auto"}},
		`mode "nope"`:         {Mode: "nope"},
		"displace, which":     {Mode: ModeDisplace},
		`encoding "hex"`:      {Encoding: "hex"},
		`Start "N1"`:          {Timing: LayerTiming{Start: "N1"}},
		`End "0"`:             {Timing: LayerTiming{End: "0"}},
		`Duration "1.234"`:    {Timing: LayerTiming{Duration: "1.234"}},
		"given twice":         {Position: LayerPosition{X: "1"}, Transformation: Chain{{Custom("lx", "2")}}},
	} {
		got, err := buildAll(t, Chain{{ImageLayer("a.png", o)}})
		var problem *BuildError
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %q, %v; want %q", o, got, err, want)
		}
	}
	for want, p := range map[string]Param{
		"l-image,i-a.png,lm-displace,lx-5,l-end": ImageLayer("a.png",
			LayerOptions{Mode: ModeDisplace, Position: LayerPosition{X: "5"}}),
		"l-image,i-a.png,lx-bw_mul_0.4,lyc-N5,lap-top,l-end": ImageLayer("a.png",
			LayerOptions{Position: LayerPosition{X: "bw_mul_0.4", YCenter: Px(-5), Anchor: FocusTop}}),
		"l-image,i-a.png,lfo-bottom_right,l-end": ImageLayer("a.png",
			LayerOptions{Position: LayerPosition{Focus: FocusBottomRight}}),
		"l-image,i-a.png,lso-1.25,leo-bdu_div_2,l-end": ImageLayer("a.png",
			LayerOptions{Timing: LayerTiming{Start: "1.25", End: "bdu_div_2"}}),
		"l-image,i-ik_canvas,bg-red,w-10,l-end": SolidColorLayer("red",
			LayerOptions{Encoding: Base64Encoding, Transformation: Chain{{Width(10)}}}),
	} {
		urls, err := buildAll(t, Chain{{p}})
		if err != nil || receivedTransformation(t, urls[0]) != want {
			t.Errorf("got %q, %v; want %s", urls, err, want)
		}
	}
	if _, err := buildAll(t,
		Chain{{SolidColorLayer("red", LayerOptions{Transformation: Chain{{Background("blue")}}})}}); err == nil {
		t.Error("a solid colour layer with two colours is built")
	}
}

func TestLayer_Encoding(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Param{
		"l-text,ie-aGVsbG8=,l-end":          TextLayer("hello", LayerOptions{Encoding: Base64Encoding}),
		"l-text,i-a@@b,l-end":               TextLayer("a@@b", LayerOptions{Encoding: PlainEncoding}),
		"l-image,ie-bG9nb3MvYS5wbmc=,l-end": ImageLayer("logos/a.png", LayerOptions{Encoding: Base64Encoding}),
		"l-image,i-logos@@a.png,l-end":      ImageLayer("logos/a.png", LayerOptions{Encoding: PlainEncoding}),
	} {
		if got := p.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := SolidColorLayer("", LayerOptions{}); !strings.Contains(got.String(), "must have a colour") {
		t.Errorf("a solid colour layer without a colour: %s", got)
	}
}

// TestLayer_Nested puts nested conditions into a layer. The layer counts towards the limit too.
func TestLayer_Nested(t *testing.T) {
	t.Parallel()
	chain := Chain{{Width(1)}}
	for range 19 {
		chain = Chain{If(CurrentWidth.Is(GreaterThan, 1), chain, nil)}
	}
	layer := func() Param { return ImageLayer("a", LayerOptions{Transformation: chain}) }
	if _, err := buildAll(t, Chain{{layer()}}); err != nil {
		t.Errorf("20 layers and conditions: %v", err)
	}
	chain = Chain{If(CurrentWidth.Is(GreaterThan, 1), chain, nil)}
	const tooDeep = "must not nest more than 20 layers and conditions"
	if _, err := buildAll(t, Chain{{layer()}}); !isBuildErrorWith(err, tooDeep) {
		t.Errorf("21 layers and conditions: %v", err)
	}
}

// TestLayer_ParsedTransformation puts parsed parameters into a layer. Unlike parameters made by functions, they are not
// checked.
func TestLayer_ParsedTransformation(t *testing.T) {
	t.Parallel()
	parsed, err := ParseChain("w-auto")
	if err != nil {
		t.Fatal(err)
	}
	checkRefused(t, "a function", TextLayer("a", LayerOptions{Transformation: Chain{{Width(Auto)}}}))
	p := TextLayer("a", LayerOptions{Transformation: parsed})
	if _, err := buildAll(t, Chain{{p}}); err != nil || p.String() != "l-text,i-a,w-auto,l-end" {
		t.Errorf("parsed: %s, %v", p, err)
	}
}
