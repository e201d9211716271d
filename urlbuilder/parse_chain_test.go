package urlbuilder_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_Parse_Limits(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	nested := func(n int) string {
		return "https://ik.imagekit.io/demo/tr:" + strings.Repeat("l-text,i-a,", n) + "w-1" +
			strings.Repeat(",l-end", n) + "/a.jpg"
	}
	if o, err := b.Parse(nested(20)); err != nil || o.Path != "/a.jpg" {
		t.Errorf("20 layers: %v, %v", o, err)
	}
	if _, err := b.Parse(nested(21)); !isBuildError(err, "Transformation") {
		t.Errorf("21 layers: %v", err)
	}
	o, err := b.Parse("https://ik.imagekit.io/demo/a.jpg?v=1#x?ik-s=1&ik-t=2")
	if err != nil || o.Path != "/a.jpg" || len(o.QueryParameters) != 1 || o.QueryParameters[0].Value != "1" ||
		o.Signed {
		t.Errorf("fragment: %+v, %v", o, err)
	}
	o, err = b.Parse("https://ik.imagekit.io/demo/tr:l-cube,i-a,l-end/a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := json.Marshal(o.Transformation); err != nil || string(text) != `[{"raw":"l-cube,i-a,l-end"}]` {
		t.Errorf("unknown layer: got %s, %v", text, err)
	}
}

// TestParseChain_NonCanonical parses layers that are written in another form than a builder's. String returns the text
// unchanged.
func TestParseChain_NonCanonical(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"l-text,fs-20,i-Hi,lx-5,l-end", "l-text,i-Hi,fs-20:lx-5,l-end", "l-text,ie-YQ,l-end", "l-text,ie-_-8=,l-end",
		"l-image,i-ik_canvas,w-5,bg-red,l-end", "l-text,i-Hi,ly-5,lx-5,l-end", "l-text,lx-5,l-text,i-a,l-end,i-b,l-end",
		"l-image,i-a,l-end", "l-text,i-a:if-w_gt_1,w-5,if-end,l-end",
	} {
		chain, err := ParseChain(text)
		if err != nil || chain.String() != text {
			t.Errorf("%s: got %s, %v", text, chain, err)
		}
	}
	chain, err := ParseChain("l-text,fs-20,ie-YQ,lx-5,l-end")
	if err != nil {
		t.Fatal(err)
	}
	l, ok := chain[0][0].Layer()
	if !ok || l.Input != "a" || l.Position.X != "5" || l.Transformation.String() != "fs-20" {
		t.Errorf("got layer %+v", l)
	}
}

func TestParseChain_SolidColor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Places{
		"l-image,i-ik_canvas,bg-red,l-end":                InSolidColorLayer,
		"l-image,bg-red,i-ik_canvas,l-end":                InSolidColorLayer,
		"l-image,ie-aWtfY2FudmFz,bg-red,l-end":            InSolidColorLayer,
		"l-image,i-ik_canvas2.png,bg-blurred,l-end":       InImageLayer,
		"l-image,l-image,i-ik_canvas,l-end,i-a.png,l-end": InImageLayer,
		"l-text,i-ik_canvas,bg-red,l-end":                 InTextLayer,
	} {
		chain, err := ParseChain(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		l, _ := chain[0][0].Layer()
		written, err := json.Marshal(chain)
		if l.Place() != want || l.Color != "" && want != InSolidColorLayer ||
			err != nil || strings.Contains(string(written), `"solidColor"`) && want != InSolidColorLayer {
			t.Errorf("%s: a layer in %s with colour %q, marshalled as %s, %v", text, l.Place(), l.Color, written, err)
		}
	}
	if _, err := ParseChain("l-image,bg-blurred,i-ik_canvas,l-end"); !isBuildError(err, "Transformation") {
		t.Errorf("a solid colour layer with a blurred background: error %v", err)
	}
}

// TestStep_Exclusive builds and parses steps with two parameters that exclude each other.
func TestStep_Exclusive(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	layer := func(p LayerPosition, step ...Param) Chain {
		return Chain{{TextLayer("a", LayerOptions{Position: p, Transformation: Chain{step}})}}
	}
	const ai = ", because a step can have only one AI transformation"
	for want, c := range map[string]Chain{
		`e-genvar is not allowed in the same step as e-edit` + ai: {{AIEdit("a"), Width(5), AIVariation()}},
		`bg "genfill" is not allowed in the same step as e-genvar` + ai: {{
			AIVariation(), Custom("bg", "genfill"),
		}},
		`lxc "5" is not allowed in the same step as lx`: {{
			Custom("lx", "5"), Custom("ly", "5"), Custom("lxc", "5"),
		}},
		`lyc "5" is not allowed in the same step as ly`: layer(LayerPosition{Y: "5"}, Custom("lyc", "5")),
		`lx "5" is not allowed in the same step as lxc`: layer(LayerPosition{XCenter: "5"}, Custom("lx", "5")),
		`ly "5" is not allowed in the same step as lyc`: layer(
			LayerPosition{X: "5"}, Custom("lyc", "5"), Custom("ly", "5")),
		`has a position with X "-5", which must have N in place of the minus sign`: layer(LayerPosition{X: "-5"}),
	} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: c})
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for text, want := range map[string]string{
		"e-upscale,w-5,e-upscale":          "e-upscale is not allowed in the same step as e-upscale" + ai,
		"l-text,i-a,lx-1,ly-1,lxc-1,l-end": `lxc "1" is not allowed in the same step as lx`,
		"lx-1,lx-2":                        `lx "2" is given twice in one step`,
		"lx-1,ly-1:lxc-1":                  "",
	} {
		if _, err := ParseChain(text); want == "" && err != nil || want != "" &&
			(err == nil || !strings.HasSuffix(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}

// The chain of a layer begins with a condition. In the URL, the condition is in a separate step of the layer.
func TestLayer_Condition(t *testing.T) {
	t.Parallel()
	inner := Chain{If(CurrentWidth.Is(GreaterThan, 1), Chain{{FontSize(5)}}, nil)}
	chain := Chain{{TextLayer("a", LayerOptions{Transformation: inner})}}
	const text = "l-text,i-a:if-w_gt_1,fs-5,if-end,l-end"
	parsed, err := ParseChain(text)
	if err != nil || chain.String() != text || !parsed.Equal(chain) {
		t.Errorf("built %s, parsed %s, %v", chain, parsed, err)
	}
	for _, b := range []*Builder{demoBuilder(t, PathPosition, Current), demoBuilder(t, QueryPosition, Classic)} {
		u, err := b.URL(Options{Path: "a.jpg", Transformation: chain})
		if err != nil {
			t.Fatal(err)
		}
		o, err := b.Parse(u)
		if _, ok := o.Transformation[0][0].Layer(); err != nil || !ok || !o.Transformation.Equal(chain) {
			t.Errorf("%s: parsed as %+v, %v", u, o, err)
		}
	}
}
