package urlbuilder_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestChain_MarshalJSON(t *testing.T) {
	t.Parallel()
	wide := CurrentWidth.Is(GreaterThan, 1)
	for want, chain := range map[string]Chain{
		`[]`: {},
		`[{"height":300,"width":400},{"rotation":90}]`: {{
			Height(300),
			Width(400),
		}, {Rotation(90)}},
		`[{"width":0.4,"x":"N10","y":"ih_div_2","progressive":true,"trim":false}]`: {{
			Width(0.4),
			X(-10), Y(Expr("ih_div_2")), Progressive(true), Trim(false),
		}},
		`[{"grayscale":true,"sharpen":10,"unsharpMask":true,"shadow":"bl-15"}]`: {{
			Grayscale(),
			SharpenBy(10), UnsharpMask(UnsharpOptions{}), Shadow(ShadowOptions{Blur: new(15)}),
		}},
		`[{"defaultImage":"a@@b.jpg","named":"thumb"},{"raw":"rt-90"}]`: {{
			DefaultImage("/a/b.jpg"),
			NamedTransformation("thumb"),
		}, {RawParam("rt-90")}},
		`[{"raw":"w-1,e-colorize"}]`: {{
			Width(1),
			Colorize(ColorizeOptions{}),
		}},
		`[{"zz":"1","aiEdit":"prompte-YSxiPw=="}]`:  {{Custom("zz", "1"), AIEdit("a,b?")}},
		`[{"if":"w_gt_1","then":[{"width":1}]},{}]`: {If(wide, Chain{{Width(1)}}, nil), {}},
		`[{"if":"w_gt_1","then":[{"width":1},{"blur":2}],"else":[{"if":"w_gt_1","then":[{"blur":3}]}]}]`: {
			If(wide, Chain{{Width(1)}, {Blur(2)}}, Chain{If(wide, Chain{{Blur(3)}}, nil)}),
		},
		`[{"overlay":{"type":"text","text":"Hi, é","position":{"x":10,"y":"0","anchorPoint":"top"},` +
			`"timing":{"start":"1.5"},"transformation":[{"fontSize":3}]}}]`: {
			{TextLayer("Hi, é", LayerOptions{
				Position: LayerPosition{X: "10", Y: "0", Anchor: FocusTop},
				Timing:   LayerTiming{Start: "1.5"}, Transformation: Chain{{FontSize(3)}},
			})},
		},
		`[{"overlay":{"type":"solidColor","color":"red","layerMode":"multiply"}}]`: {{SolidColorLayer("red",
			LayerOptions{Mode: ModeMultiply})}},
		`[{"overlay":{"type":"subtitle","input":"a/b.srt","encoding":"plain"}}]`: {{SubtitleLayer("/a/b.srt",
			LayerOptions{Encoding: PlainEncoding})}},
		`[{"raw":"l-image,i-a,l-end,l-image,i-b,l-end"}]`: {{
			ImageLayer("a", LayerOptions{}),
			ImageLayer("b", LayerOptions{}),
		}},
	} {
		got, err := json.Marshal(chain)
		if err != nil || string(got) != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
		checkReadsAsEqual(t, chain, got)
	}
}

// checkReadsAsEqual checks that unmarshalling the text returns an equal chain.
func checkReadsAsEqual(t *testing.T, chain Chain, text []byte) {
	t.Helper()
	var read Chain
	if err := json.Unmarshal(text, &read); err != nil || !read.Equal(chain) {
		t.Errorf("%s reads as %s, %v; want %s", text, read, err, chain)
	}
}

func TestChain_MarshalJSON_AllConstructors(t *testing.T) {
	t.Parallel()
	for _, family := range [][]paramCase{resizing, formats, styles, effects, ai, videos, texts} {
		for _, test := range family {
			chain := Chain{{test.param, Custom("zz", "1")}}
			chain = withLayer(t, chain, ImageLayer("a", LayerOptions{Transformation: Chain{{test.param}}}))
			got, err := json.Marshal(chain)
			if strings.Contains(test.path, "%2541") { // cannot be written as JSON for the Node SDKs
				if !isBuildError(err, "Transformation") {
					t.Errorf("%s: got %s, %v", test.path, got, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", test.path, err)
				continue
			}
			checkReadsAsEqual(t, chain, got)
		}
	}
}

// withLayer appends a layer to the chain, unless the layer cannot be built.
func withLayer(t *testing.T, chain Chain, layer Param) Chain {
	t.Helper()
	if _, err := buildAll(t, Chain{{layer}}); err != nil {
		return chain
	}
	return append(chain, Step{layer})
}

func TestChain_MarshalJSON_RoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`[{"height":300,"width":400},{"rotation":-90}]`, `[{"effectGray":"-","x":"0","rotate":"a,b:c%41"}]`,
		`[{"trim":true,"lossless":false}]`,
		`[{"overlay":{"type":"image","input":"a,b","encoding":"plain","position":{"x":"1,2"}}},` +
			`{"overlayText":"x","q":5}]`,
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(chain); err != nil || string(got) != text {
			t.Errorf("got  %s, %v\nwant %s", got, err, text)
		}
	}
}

func TestParam_MarshalJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal([]Param{Width(400), TextLayer("a", LayerOptions{})})
	if want := `[{"width":400},{"overlay":{"type":"text","text":"a"}}]`; err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}

func TestChain_MarshalJSON_Errors(t *testing.T) {
	t.Parallel()
	for name, chain := range map[string]Chain{
		"invalid":      {{Width(-1)}},
		"percent":      {{DefaultImage("a%41")}},
		"two overlays": {{TextLayer("é", LayerOptions{}), TextLayer("a=", LayerOptions{Encoding: PlainEncoding})}},
	} {
		if got, err := json.Marshal(chain); !isBuildError(err, "Transformation") {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
}

// TestChain_MarshalJSON_ParsedNumbers checks that numbers of parsed chains are numbers in JSON, if they are read as the
// same text again.
func TestChain_MarshalJSON_ParsedNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"w-400,h-0.5,q-80":  `[{"width":400,"height":0.5,"quality":80}]`,
		"w-0400,rt-N90,x-0": `[{"width":"0400","rotation":"N90","x":0}]`,
		"w-iw_div_2,n-400":  `[{"width":"iw_div_2","named":"400"}]`,
		"l-text,i-5,fs-9,l-end": `[{"overlay":{"type":"text","text":"5","encoding":"plain",` +
			`"transformation":[{"fontSize":9}]}}]`,
	} {
		if got, err := json.Marshal(mustParse(t, text)); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestChain_MarshalJSON_ParsedExamples checks that the values of all parameters have a form in JSON.
func TestChain_MarshalJSON_ParsedExamples(t *testing.T) {
	t.Parallel()
	for p := range Parameters() {
		for _, example := range p.Examples {
			chain, err := ParseChain(p.Code + "-" + example)
			if err != nil {
				continue // a parameter without a value, or one that was removed
			}
			if got, err := json.Marshal(chain); err != nil || strings.HasPrefix(string(got), `[{"raw":`) {
				t.Errorf("%s-%s: got %s, %v", p.Code, example, got, err)
			}
		}
	}
}
