package urlbuilder_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestLayers_ContradictoryOptions(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]LayerOptions{
		"X and XCenter":       {Position: LayerPosition{X: "1", XCenter: "2"}},
		"Y and YCenter":       {Position: LayerPosition{Y: "1", YCenter: "2"}},
		"Focus beside":        {Position: LayerPosition{X: "1", Focus: FocusTop}},
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
		got, err := fourForms(t, Chain{{ImageLayer("a.png", o)}})
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
		urls, err := fourForms(t, Chain{{p}})
		if err != nil || received(t, urls[0]) != want {
			t.Errorf("got %q, %v; want %s", urls, err, want)
		}
	}
	if _, err := fourForms(t,
		Chain{{SolidColorLayer("red", LayerOptions{Transformation: Chain{{Background("blue")}}})}}); err == nil {
		t.Error("a block of colour with two colours is built")
	}
}

func TestURL_ParameterTwiceInAStep(t *testing.T) {
	t.Parallel()
	many := Step{}
	for _, name := range strings.Fields("a b c d e f g i j k m o p q r s t u v x") {
		many = append(many, Custom(name+"1", "1"))
	}
	for name, chain := range map[string]Chain{
		"w":  {{Width(10), Height(5), Width(20)}},
		"q":  {{Quality(10)}, {Quality(20), Custom("q", "10")}},
		"x1": {append(many, Custom("x1", "2"))},
		"bl": {{ImageLayer("a", LayerOptions{Transformation: Chain{{Blur(1), Blur(2)}}})}},
		"rt": {If(CurrentWidth.Is(AtLeast, 1), Chain{{Rotation(1), Rotation(2)}}, nil)},
	} {
		_, err := fourForms(t, chain)
		if problem, ok := errors.AsType[*BuildError](err); !ok || problem.Param != name ||
			!strings.Contains(err.Error(), "twice") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := fourForms(t, Chain{{Width(10)}, {Width(20), RawParam("w-30"), RawParam("w-40")}, many}); err != nil {
		t.Errorf("in several steps: %v", err)
	}
	if _, err := fourForms(t, Chain{{
		TextLayer("a", LayerOptions{}), TextLayer("b", LayerOptions{}), AIUpscale(),
		Grayscale(),
	}}); err != nil {
		t.Errorf("several layers: %v", err)
	}
}
