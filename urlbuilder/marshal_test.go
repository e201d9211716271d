package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
		`[{"zz":"1","aiEdit":"prompte-YSxiPw=="}]`: {{Custom("zz",
			"1"), AIEdit("a,b?")}},
		`[{"if":"w_gt_1","then":[{"width":1}]},{}]`: {If(wide,
			Chain{{Width(1)}}, nil), {}},
		`[{"if":"w_gt_1","then":[{"width":1},{"blur":2}],"else":[{"if":"w_gt_1","then":[{"blur":3}]}]}]`: {If(wide,
			Chain{{Width(1)}, {Blur(2)}}, Chain{If(wide, Chain{{Blur(3)}}, nil)})},
		`[{"overlay":{"type":"text","text":"Hi, é","position":{"x":10,"y":"0","anchorPoint":"top"},"timing":{"start":"1.5"},"transformation":[{"fontSize":3}]}}]`: {
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

func checkReadsAsEqual(t *testing.T, chain Chain, text []byte) {
	t.Helper()
	var read Chain
	if err := json.Unmarshal(text, &read); err != nil || !read.Equal(chain) {
		t.Errorf("%s reads as %s, %v; want %s", text, read, err, chain)
	}
}

func TestChain_MarshalJSON_AllConstructors(t *testing.T) {
	t.Parallel()
	for _, family := range [][]constructed{resizing, formats, styles, effects, ai, videos, texts} {
		for _, test := range family {
			chain := Chain{
				{test.param, Custom("zz", "1")},
				{ImageLayer("a", LayerOptions{Transformation: Chain{{test.param}}})},
			}
			got, err := json.Marshal(chain)
			if strings.Contains(test.path, "%2541") { // only JSON that the SDKs read is written
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

func TestChain_MarshalJSON_KeepsWhatJSONSays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`[{"height":300,"width":400},{"rotation":-90}]`, `[{"effectGray":"-","x":"0","rotate":"a,b:c%41"}]`,
		`[{"trim":true,"lossless":false}]`,
		`[{"overlay":{"type":"image","input":"a,b","encoding":"plain","position":{"x":"1,2"}}},{"overlayText":"x","q":5}]`,
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
		"percent":      {{NamedTransformation("a%41")}},
		"two overlays": {{TextLayer("é", LayerOptions{}), TextLayer("a=", LayerOptions{Encoding: PlainEncoding})}},
	} {
		if got, err := json.Marshal(chain); !isBuildError(err, "Transformation") {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
}

func TestChain_UnmarshalJSON_Conditions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"if":"ar_gt_1","then":[{"width":1}],"else":[{"width":2},{"blur":3}]}]`: "if-ar_gt_1,w-1,if-else,w-2:bl-3,if-end",
		`[{"if":"ar_gt_1","then":[{"width":1}],"else":null}]`:                     "if-ar_gt_1,w-1,if-end",
		`[{"then":[{"width":1}],"if":"ar_gt_1","else":[{}]}]`:                     "if-ar_gt_1,w-1,if-end",
		`[{"if":"ar_gt_1","then":[]},{"width":1}]`:                                "w-1",
		`[{"if":"ar_gt_1","width":1}]`:                                            "if-ar_gt_1,w-1",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil || chain.String() != want {
			t.Errorf("%s: got %s, %v; want %s", text, chain, err, want)
		}
	}
	for _, text := range []string{
		`[{"if":"ar_gt_1","then":[{"width":1}],"blur":3}]`, `[{"if":5,"then":[]}]`,
		`[{"if":"","then":[]}]`, `[{"if":"a","then":{}}]`, `[{"if":"a\n","then":[]}]`,
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err == nil {
			t.Errorf("%s: got %s, want an error", text, chain)
		}
	}
}

func TestChain_UnmarshalJSON_IsBounded(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return strings.Repeat(`[{"overlay":{"type":"text","text":"a","transformation":`, depth) + "[]" +
			strings.Repeat("}}]", depth)
	}
	var chain Chain
	if err := json.Unmarshal([]byte(nested(20)), &chain); err != nil || strings.Count(chain.String(), "l-end") != 20 {
		t.Errorf("20 layers in each other: %v", err)
	}
	for _, text := range []string{
		nested(2000),
		`[{"w":` + strings.Repeat("[", 3000) + strings.Repeat("]", 3000) + `}]`,
	} {
		if err := json.Unmarshal([]byte(text), &chain); !isBuildError(err, "Transformation") {
			t.Errorf("%.50s: %v", text, err)
		}
	}
	if err := json.Unmarshal([]byte(`[{"named":"`+strings.Repeat(`[{\"[`, 3000)+`"}]`), &chain); err != nil {
		t.Errorf("brackets in a text: %v", err)
	}
}

func TestChain_UnmarshalJSON_RawValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"raw":5}]`: "5", `[{"raw":true}]`: "true",
		`[{"raw":["a","b"]}]`: "a,b", `[{"raw":""},{"raw":null}]`: "",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil || chain.String() != want {
			t.Errorf("%s: got %s, %v; want %s", text, chain, err, want)
		}
	}
}

func TestChain_UnmarshalJSON_Spaces(t *testing.T) {
	t.Parallel()
	for _, space := range []string{" ", "\u00a0", "\ufeff", "\t\n", "\u2028"} {
		text, err := json.Marshal([]map[string]string{
			{"sharpen": strings.Trim(space, "\t\n")},
			{"trim": strings.Trim(space, "\t\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		var chain Chain
		if err := json.Unmarshal(text, &chain); err != nil {
			t.Fatal(err)
		}
		if got, err := demo(t, QueryPosition, Current).URL(Options{Path: "a", Transformation: chain}); err != nil ||
			!strings.HasSuffix(got, "?tr=e-sharpen:t-true") {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
}

func TestChain_Equal(t *testing.T) {
	t.Parallel()
	b := demo(t, PathPosition, Classic)
	parsed, err := b.Parse("https://ik.imagekit.io/demo/tr:w-400,l-text,ie-YSxi,l-end/a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	var read Chain
	if err := json.Unmarshal([]byte(`[{},{"width":400,"overlay":{"type":"text","text":"a,b"}}]`), &read); err != nil {
		t.Fatal(err)
	}
	made := Chain{{Width(400), TextLayer("a,b", LayerOptions{})}, nil}
	if !made.Equal(parsed.Transformation) || !made.Equal(read) || !read.Equal(made) {
		t.Errorf("%s, %s and %s are not equal", made, parsed.Transformation, read)
	}
	for _, other := range []Chain{
		{{TextLayer("a,b", LayerOptions{}), Width(400)}},
		{{Width(400)}},
		nil,
		{{Width(-1)}},
	} {
		if made.Equal(other) || other.Equal(made) {
			t.Errorf("%s and %s are equal", made, other)
		}
	}
	if invalid := (Chain{{Width(-1)}}); invalid.Equal(invalid) {
		t.Error("a chain that cannot be built is equal to itself")
	}
	if percent := (Chain{{NamedTransformation("a%41")}}); percent.Equal(Chain{{RawParam("n-a%41")}}) {
		t.Error("text and its encoding are equal")
	}
}

func TestChain_String(t *testing.T) {
	t.Parallel()
	chain := Chain{{Width(400), TextLayer("é!", LayerOptions{Encoding: PlainEncoding})}, {NamedTransformation("a%b")}}
	if got, want := fmt.Sprintf("%v|%v|%s", chain, chain[0], chain[1][0]),
		"w-400,l-text,i-é!,l-end:n-a%b|[w-400 l-text,i-é!,l-end]|n-a%b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (Chain{{Width(-1)}}).String(); !strings.Contains(got, `w "-1" must be greater than 0`) {
		t.Errorf("got %s", got)
	}
}

func TestChain_GoString(t *testing.T) {
	t.Parallel()
	for want, chain := range map[string]Chain{
		`urlbuilder.Chain{{urlbuilder.Height(300), urlbuilder.Width(0.5)}, {urlbuilder.Rotation(-90)}}`: {{
			Height(300),
			Width(0.5),
		}, {Rotation(-90)}},
		`urlbuilder.Chain{{urlbuilder.Grayscale(), urlbuilder.Crop("at_max"), urlbuilder.Width(urlbuilder.Expr("iw_div_2"))}}`: {
			{Grayscale(), Crop(CropAtMax), Width(Expr("iw_div_2"))},
		},
		`urlbuilder.Chain{urlbuilder.If(urlbuilder.Property("ar").Is("gt", 1), urlbuilder.Chain{{urlbuilder.Blur(1)}}, nil)}`: {If(CurrentAspectRatio.Is(GreaterThan, 1), Chain{{Blur(1)}}, nil)},
		`urlbuilder.Chain{{urlbuilder.TextLayer("a", urlbuilder.LayerOptions{Position: urlbuilder.LayerPosition{X: "1"}})}}`:  {{TextLayer("a", LayerOptions{Position: LayerPosition{X: "1"}})}},
		`urlbuilder.Chain{{}, {urlbuilder.Custom("zz", "1"), urlbuilder.RawParam("a%2Cb")}}`:                                  {{}, {Custom("zz", "1"), RawParam("a%2Cb")}},
	} {
		if got := fmt.Sprintf("%#v", chain); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := fmt.Sprintf("%#v %#v", Step{Blur(1)},
		Blur(1)); got != "urlbuilder.Step{urlbuilder.Blur(1)} urlbuilder.Blur(1)" {
		t.Errorf("got %s", got)
	}
}

// The code is compiled and run, and prints the URLs that its chains make.
func TestChain_GoString_Compiles(t *testing.T) {
	t.Parallel()
	wide := CurrentWidth.Is(GreaterThan, 1.5)
	chains := []Chain{
		{If(wide.And(InitialAspectRatio.IsRatio(LessThan, 4, 3)).Or(CurrentHeight.Is(EqualTo, 2)), Chain{{Blur(1)}},
			Chain{{Blur(2)}, {Blur(3)}})},
		{{
			SolidColorLayer("red", LayerOptions{}), SubtitleLayer("a/b", LayerOptions{Timing: LayerTiming{Start: "1"}}),
			ImageLayer("ik_canvas", LayerOptions{}),
		}},
	}
	for _, family := range [][]constructed{resizing, formats, styles, effects, ai, videos, texts} {
		for _, test := range family {
			chains = append(chains, Chain{
				{test.param},
				{TextLayer("a\"b`é", LayerOptions{Transformation: Chain{{test.param}}})},
			})
		}
	}
	for _, text := range []string{
		`[{"effectGray":"-","named":"a,b:c%41"}]`,
		`[{"overlay":{"type":"text","text":"a,b","encoding":"plain","position":{"focus":"x"}}}]`,
		`[{"if":"nonsense","then":[{"width":1}]},{"if":"w_gt_1","then":[{"width":1}]}]`,
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Fatal(err)
		}
		chains = append(chains, chain)
	}
	var code, want strings.Builder
	code.WriteString("package main\nimport (\n\"fmt\"\n\"github.com/openimagekit/imagekit/urlbuilder\"\n)\nfunc main() {\n" +
		"b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: \"https://ik.imagekit.io/demo\"})\nif err != nil { panic(err) }\n" +
		"for _, chain := range []urlbuilder.Chain{\n")
	for _, chain := range chains {
		u, err := demo(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: chain})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&want, u)
		fmt.Fprintf(&code, "%#v,\n", chain)
	}
	code.WriteString("} {\nu, err := b.URL(urlbuilder.Options{Path: \"a.jpg\", Transformation: chain})\n" +
		"if err != nil { panic(err) }\nfmt.Println(u)\n}\n}\n")
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(code.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("go", "run", file).CombinedOutput() //nolint:gosec // the test's own file
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, got, code.String())
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(want.String(), "\n")
	for i := range wantLines {
		if i >= len(gotLines) || gotLines[i] != wantLines[i] {
			t.Errorf("%#v builds\n     %s\nwant %s", chains[i], gotLines[min(i, len(gotLines)-1)], wantLines[i])
		}
	}
}
