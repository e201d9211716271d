package urlbuilder_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestParseChain_Errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                      "must not be empty",
		"w-100,":                                "step 1 has an empty parameter",
		"w-100::h-50":                           "step 2 has an empty parameter",
		"w100":                                  "step 1: w100 must be a name, a hyphen and a value",
		"h-1:w-":                                "step 2: w must be a number greater than 0",
		"w-10,w-ten":                            `step 1: w "ten" must be a number greater than 0`,
		"e":                                     "step 1: e must be a name, a hyphen and a value",
		"e-":                                    "step 1: e- must be a name, a hyphen and a value",
		"e--x":                                  `step 1: e- "x" must be a name, a hyphen and a value`,
		"e-distort-x":                           `step 1: e-distort "x" must be p-CORNERS or a-DEGREES`,
		"sr-":                                   "step 1: sr must be one or more values separated by _",
		"l-image:i-a,l-end":                     "step 1: l-image must have a comma after it",
		"if-w_gt_1:w-1,if-end":                  `step 1: if "w_gt_1" must have a comma after it`,
		"q-101":                                 `step 1: q "101" must be from 1 to 100`,
		"dpr-6":                                 `step 1: dpr "6" must be from 0.1 to 5`,
		"c-extract":                             `step 1: c "extract" must be one of force, at_max, at_max_enlarge,`,
		"dpr-0":                                 `step 1: dpr "0" must be from 0.1 to 5`,
		"dn-1201":                               `step 1: dn "1201" must be from 1 to 1200`,
		"z-N1":                                  `step 1: z "N1" must be greater than 0`,
		"c2pa-1":                                `step 1: c2pa "1" must be true or false`,
		"rt-left":                               `step 1: rt "left" must be a number or auto`,
		"ar-wide":                               `step 1: ar "wide" must be WIDTH-HEIGHT, a number greater than 0`,
		"w-iw_times_2":                          `step 1: w "iw_times_2" must be a number greater than 0`,
		"l-picture,i-a,l-end":                   "step 1: l-picture is not a known layer",
		"w-1:l-image,i-a,w-2":                   "step 2: l-image must end in l-end",
		"w-1,l-end":                             "step 1: l-end has no layer before it",
		"l-image,i-a,l-end:l-end":               "step 2: l-end has no layer before it",
		"oi-logo.png":                           `step 1: oi "logo.png" was removed by the service on 2023-11-01`,
		"w-1:ot-text,otc-FF0000":                `step 2: ot "text" was removed by the service on 2023-11-01`,
		"l-image,i-a,ofo-top,l-end":             `step 1: ofo "top" was removed by the service on 2023-11-01`,
		layers(4):                               "step 1: l-image must not nest more than 3 layers",
		"e-upscale,e-retouch":                   "step 1: e-retouch is not allowed in the same step as e-upscale",
		"e-edit-prompt-a,w-1,e-genvar":          "step 1: e-genvar is not allowed in the same step as e-edit",
		"bg-genfill-prompt-a,e-bgremove":        "step 1: e-bgremove is not allowed in the same step as bg",
		"if-w_gt_1,e-genvar,e-edit-a,if-end":    `step 1: e-edit "a" must be prompt- and a text,`,
		"rt-90,if-w_gt_1,w-1,if-end":            `step 1: if "w_gt_1" must be in a separate step`,
		"w-1:if-w_gt_1,w-1,if-end,bl-10:rt-90":  `step 2: if "w_gt_1" must be in a separate step`,
		"if-w_gt_1,w-1,if-end,if-w_gt_1,if-end": `step 1: if "w_gt_1" must be in a separate step`,
		"if-w_gt_1,w-1:rt-90,if-h_gt_1,bl-1,if-end,if-end": `step 1: if "h_gt_1" must be in a separate step`,
		"if-w_gt_1,w-1":                   `step 1: if "w_gt_1" must end in if-end`,
		"w-1,if-end":                      "step 1: if-end has no condition before it",
		"w-1:if-else":                     "step 2: if-else has no condition before it",
		"if-w_gt_1,if-else,if-else":       "step 1: if-else has no condition before it",
		"if-w_gt_1,l-end":                 "step 1: l-end has no layer before it",
		"if-w_gt_1,l-text,i-a,if-end":     "step 1: l-text must end in l-end",
		"l-image,i-a,if-w_gt_1,w-1,l-end": `step 1: if "w_gt_1" must end in if-end`,
		"l-image,i-a,w-1,if-else,l-end":   "step 1: if-else has no condition before it",
		"if-ar_gt_0-3,w-1,if-end":         `step 1: if "ar_gt_0-3" is invalid: "0-3" must have numbers greater than 0`,
		"if-ar_gt_x-3,w-1,if-end":         `step 1: if "ar_gt_x-3" is invalid: "x-3" must be a number from 0,`,
		"if-ar_gt_3-x,w-1,if-end":         `step 1: if "ar_gt_3-x" is invalid: "3-x" must be a number from 0,`,
		"if-w_gt_x,w-1,if-end":            `step 1: if "w_gt_x" is invalid: "x" must be a number from 0, or a ratio`,
		"l-text,ie-***,l-end":             `step 1: ie "***" must be text in base64`,
		"l-text,ie-aGVsb,l-end":           `step 1: ie "aGVsb" must be text in base64`,
		"l-image,ie-a.png,l-end":          `step 1: ie "a.png" must be text in base64`,
		"e-edit-prompte-!":                `step 1: e-edit "prompte-!" must be prompt- and a text, or prompte- and a`,
		"bg-genfill-prompte-a":            `step 1: bg "genfill-prompte-a" is invalid: prompt must be prompt- and a`,
		"w-1:e-changebg-prompte-a=b":      `step 2: e-changebg "prompte-a=b" must be prompt- and a text, or prompte-`,
	} {
		chain, err := ParseChain(text)
		if !isBuildError(err, "Transformation") || chain != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, error %v, want %q", text, chain, err, want)
		}
	}
}

// layers returns the text of image layers nested to a depth.
func layers(depth int) string {
	return strings.Repeat("l-image,i-a,", depth) + strings.Repeat("l-end,", depth-1) + "l-end"
}

func TestParseChain_Valid(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		layers(3), "l-image,i-a,l-end,l-image,i-b,l-end,l-text,i-c,l-end,l-text,i-d,l-end",
		"e-upscale:e-retouch", "e-bgremove:bg-genfill,w-1,h-1,cm-pad_resize", "e-bgremove,l-image,i-a,e-bgremove,l-end",
		"if-w_gt_1,e-genvar,if-else,e-upscale,if-end", "if-ar_gt_1,w-200,if-else,w-300,if-end",
		"if-ar_gt_1,w-200,if-end",
		"h-200,c-at_max:if-h_eq_200,w-100,if-end:rt-90", "if-w_gt_1,w-1:rt-90,if-else,w-2:bl-1,if-end",
		"if-w_gt_1,if-h_gt_1,w-1,if-else,w-2,if-end,if-end", "if-w_gt_1,rt-90:if-h_gt_1,w-1,if-end,if-end",
		"if-w_gt_1,l-image,i-a,w-1,l-end,bl-1,if-end", "l-image,i-a,rt-90:if-w_gt_1,w-1,if-end,l-end",
		"l-text,ie-aGVsbG8=,l-end", "l-text,ie-aGVsbG8,l-end", "l-text,ie-_-8=,l-end", "l-text,ie-/+8=,l-end",
		"l-text,ie-/ 8=,l-end", "e-edit-prompte-YSBoYXQ=", "e-edit-prompt-a hat", "bg-genfill-prompte-YQ==",
		"rt-400", "rt-N400.5", "rt--90", "rt-auto", "z-150", "z-0.5", "dpr-iw_div_100", "dpr-auto", "dn-300",
		"dn-idn_mul_2", "c2pa-true", "e-sharpen-2000", "fo-auto-custom_override", "fo-person_car", "ar-iar_div_2",
	} {
		chain, err := ParseChain(text)
		if err != nil || chain.Check() != nil {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

func TestParseChain_Structure(t *testing.T) {
	t.Parallel()
	chain, err := ParseChain("w-400,l-image,w-bw_div_2,i-logos@@a.png,lx-10," +
		"l-text,ie-aGVsbG8=,lfo-top,l-end:rt-90,l-end:" +
		"if-ar_gt_1,w-200:bl-3,if-else,e-grayscale,if-end")
	if err != nil {
		t.Fatal(err)
	}
	layer, ok := chain[0][1].Layer()
	if !ok || layer.Kind != ImageLayerKind || layer.Input != "logos/a.png" || layer.Position.X != "10" ||
		layer.Transformation.String() != "w-bw_div_2,l-text,ie-aGVsbG8=,lfo-top,l-end:rt-90" {
		t.Errorf("layer %+v", layer)
	}
	if inner, ok := layer.Transformation[0][1].Layer(); !ok || inner.Input != "hello" ||
		inner.Position.Focus != FocusTop {
		t.Errorf("inner layer %+v", inner)
	}
	c, ok := chain[1][0].Conditional()
	if !ok || c.Condition != "ar_gt_1" || c.Then.String() != "w-200:bl-3" || c.Else.String() != "e-grayscale" {
		t.Errorf("condition %+v", c)
	}
	for _, text := range []string{"i-a,ie-aGVsbG8,w-1", "ie-aGVsbG8=,i-a,w-1", "w-1,ie-aGVsbG8,i-a"} {
		chain, err := ParseChain("l-text," + text + ",l-end")
		if err != nil {
			t.Fatal(err)
		}
		if layer, _ := chain[0][0].Layer(); layer.Input != "hello" || layer.Transformation.String() != "w-1" {
			t.Errorf("%s: layer %+v", text, layer)
		}
	}
	if _, ok := chain[0][0].Conditional(); ok {
		t.Error("a parameter is a condition")
	}
}

// TestBuilder_Parse_Malformed parses URLs whose transformation the service refuses. Parse reads as much as possible,
// and String returns the text unchanged.
func TestBuilder_Parse_Malformed(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for text, names := range map[string]string{
		"w-1,l-end,h-2": "w l h", "w-1:if-end:h-2": "w if h", "if-else,w-1": "if w", "if-w_gt_1,w-1:h-2": "if w h",
		"w-1,,h-2": "raw", "w100,h-2": "w100 h", "q-101:q-102": "q q", layers(4): "l-image",
		"e-upscale,e-retouch,w-1": "e-upscale e-retouch w", "rt-90,if-w_gt_1,w-1,if-end,h-2": "rt if w if h",
		"if-nonsense,w-1,if-end:h-2": "if h",
	} {
		if _, err := ParseChain(text); err == nil {
			t.Errorf("%s: no error", text)
		}
		o, err := b.Parse("https://ik.imagekit.io/demo/tr:" + text + "/a.jpg")
		if got := strings.Join(paramNames(o.Transformation), " "); err != nil || got != names ||
			o.Transformation.String() != text {
			t.Errorf("%s: got %s, %v, with the names %s", text, o.Transformation, err, got)
		}
	}
}

// paramNames returns the names of the parameters of a chain.
func paramNames(c Chain) (names []string) {
	for _, step := range c {
		for _, p := range step {
			names = append(names, p.Name())
		}
	}
	return names
}

func TestChain_Check(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"width":1},{"zz":1,"quality":101}]`:  `step 2: q "101" must be from 1 to 100`,
		`[{},{"overlayImage":"a.png"}]`:         `step 2: oi "a.png" was removed`,
		`[{"raw":"w-1:h-x"}]`:                   `step 1: h "x" must be`,
		`[{"width":"1%2Cq-0"}]`:                 `step 1: q "0" must be`,
		`[{"aiUpscale":true,"aiRetouch":true}]`: `step 1: e-retouch is not allowed`,
		`[{"overlay":{"type":"text","text":"a","transformation":[{"fontSize":-1}]}}]`: `fs "-1" must be`,
		`[{"if":"nonsense","then":[{"width":1}]}]`:                                    `if "nonsense" is invalid`,
		`[{"overlay":{"type":"image","input":"a","position":{"x":1,"xCenter":2}}}]`:   "lxc",
	} {
		var chain Chain
		if err := chain.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatal(err)
		}
		err := chain.Check()
		if !isBuildError(err, "Transformation") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	for _, chain := range []Chain{nil, {}, {{}}, {{Width(1)}, {}}, {{Custom("zz", "a")}}} {
		if err := chain.Check(); err != nil {
			t.Errorf("%v: %v", chain, err)
		}
	}
}

func TestParseChain_Place(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"w-1:h-2,q-180:w-1":                 "q-180",
		"q-1:q-180,q-180":                   "q-180",
		"日本-1,q-180":                        "q-180",
		"l-text,i-a,fs-9:w-9,fs-x,l-end":    "fs-x",
		"w-1:l-text,i-a":                    "l-text",
		"l-end":                             "l-end",
		"if-ar_gt_1,rt-90,q-0,if-end":       "q-0",
		"if-nonsense,rt-90,if-end":          "if-nonsense",
		"w-1,if-ar_gt_1,rt-90,if-end":       "if-ar_gt_1",
		"w-1,,h-2":                          "",
		"l-text,i-a,l-end:l-nothing,l-end,": "l-nothing",
		"":                                  "",
	} {
		_, err := ParseChain(text)
		b, ok := errors.AsType[*BuildError](err)
		if !ok {
			t.Errorf("%s: the error is %v", text, err)
			continue
		}
		if got := text[b.Start:b.End]; got != want {
			t.Errorf("%s: the place of %q is %q, want %q", text, err, got, want)
		}
	}
	chain := Chain{{Width(1)}, {RawParam("q-180")}}
	if b, ok := errors.AsType[*BuildError](chain.Check()); !ok || b.Start != 0 || b.End != 0 {
		t.Errorf("the error of a chain without a text has the place %d to %d", b.Start, b.End)
	}
}
