package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestChain_GoString(t *testing.T) {
	t.Parallel()
	for want, chain := range map[string]Chain{
		`{{urlbuilder.Height(300), urlbuilder.Width(0.5)}, {urlbuilder.Rotation(-90)}}`: {
			{Height(300), Width(0.5)}, {Rotation(-90)},
		},
		`{{urlbuilder.Grayscale(), urlbuilder.Crop("at_max"), urlbuilder.Width(urlbuilder.Expr("iw_div_2"))}}`: {
			{Grayscale(), Crop(CropAtMax), Width(Expr("iw_div_2"))},
		},
		`{urlbuilder.If(urlbuilder.Property("ar").Is("gt", 1), urlbuilder.Chain{{urlbuilder.Blur(1)}}, nil)}`: {
			If(CurrentAspectRatio.Is(GreaterThan, 1), Chain{{Blur(1)}}, nil),
		},
		`{{urlbuilder.TextLayer("a", urlbuilder.LayerOptions{Position: urlbuilder.LayerPosition{X: "1"}})}}`: {
			{TextLayer("a", LayerOptions{Position: LayerPosition{X: "1"}})},
		},
		`{{}, {urlbuilder.Custom("zz", "1"), urlbuilder.RawParam("a%2Cb")}}`: {
			{}, {Custom("zz", "1"), RawParam("a%2Cb")},
		},
	} {
		if got := fmt.Sprintf("%#v", chain); got != "urlbuilder.Chain"+want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	const want = "urlbuilder.Step{urlbuilder.Blur(1)} urlbuilder.Blur(1)"
	if got := fmt.Sprintf("%#v %#v", Step{Blur(1)}, Blur(1)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestChain_GoString_Compiles compiles and runs the Go code of many chains. The program prints their URLs.
func TestChain_GoString_Compiles(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	wide := CurrentWidth.Is(GreaterThan, 1.5)
	chains := []Chain{
		{If(wide.And(InitialAspectRatio.IsRatio(LessThan, 4, 3)).Or(CurrentHeight.Is(EqualTo, 2)), Chain{{Blur(1)}},
			Chain{{Blur(2)}, {Blur(3)}})},
		{{
			SolidColorLayer("red", LayerOptions{}), SubtitleLayer("a/b", LayerOptions{Timing: LayerTiming{Start: "1"}}),
			ImageLayer("ik_canvas", LayerOptions{}),
		}},
	}
	for _, family := range [][]paramCase{resizing, formats, styles, effects, ai, videos, texts} {
		for _, test := range family {
			chain := Chain{{test.param}}
			layer := TextLayer("a\"b`é", LayerOptions{Transformation: chain})
			chains = append(chains, withLayer(t, chain, layer))
		}
	}
	for _, text := range []string{
		`[{"effectGray":"-","named":"a,b:c%41"}]`,
		`[{"overlay":{"type":"text","text":"a,b","encoding":"plain","position":{"focus":"x"}}}]`,
		`[{"if":"nonsense","then":[{"width":1}]},{"if":"w_gt_1","then":[{"width":1}]}]`,
	} {
		chains = append(chains, mustUnmarshal(t, text))
	}
	for text := range parsedLayers {
		chains = append(chains, mustParse(t, text))
	}
	var code, want strings.Builder
	code.WriteString(`package main

import (
	"fmt"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func main() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		panic(err)
	}
	for _, chain := range []urlbuilder.Chain{
`)
	for _, chain := range chains {
		u, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: chain})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&want, u)
		fmt.Fprintf(&code, "%#v,\n", chain)
	}
	code.WriteString(`	} {
		u, err := b.URL(urlbuilder.Options{Path: "a.jpg", Transformation: chain})
		if err != nil {
			panic(err)
		}
		fmt.Println(u)
	}
}
`)
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(code.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("go", "run", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, got, code.String())
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(want.String(), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Errorf("%#v builds\n     %s\nwant %s", chains[i], gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("the program prints %d lines, want %d", len(gotLines), len(wantLines))
	}
}

// parsedLayers are layers and the code of the parameter, without "urlbuilder.".
var parsedLayers = map[string]string{
	"l-text,ie-SGksIHlvdQ==,l-end": `TextLayer("Hi, you", LayerOptions{})`,
	"l-text,ie-SGk=,l-end":         `TextLayer("Hi", LayerOptions{Encoding: "base64"})`,
	"l-text,i-Hi!,l-end":           `TextLayer("Hi!", LayerOptions{Encoding: "plain"})`,
	"l-text,i-Hi,l-end":            `TextLayer("Hi", LayerOptions{})`,
	"l-text,i-a,fs-20,lx-10,l-end": `TextLayer("a", LayerOptions{Transformation: ` +
		`Chain{{FontSize(20), Custom("lx", "10")}}})`,
	"l-text,i-a,lfo-left,lfo-top,l-end": `TextLayer("a", LayerOptions{Position: LayerPosition{Focus: "left"}, ` +
		`Transformation: Chain{{RawParam("lfo-top")}}})`,
	"l-image,i-ik_canvas,bg-red,bg-blue,w-9,l-end": `SolidColorLayer("red", ` +
		`LayerOptions{Transformation: Chain{{RawParam("bg-blue"), Width(9)}}})`,
	// No function writes a step that has the parameters of the layer only.
	"l-image,i-ik_canvas,bg-red:bg-blue,l-end": `RawParam("l-image,i-ik_canvas,bg-red:bg-blue,l-end")`,
	// ImageLayer removes the slash at the beginning of the path.
	"l-image,ie-L2xvZ28ucG5n,w-5,l-end": `RawParam("l-image,ie-L2xvZ28ucG5n,w-5,l-end")`,
}

func mustUnmarshal(t *testing.T, text string) (chain Chain) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &chain); err != nil {
		t.Fatal(err)
	}
	return chain
}

func mustParse(t *testing.T, text string) Chain {
	t.Helper()
	chain, err := ParseChain(text)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

func TestChain_GoString_ParsedLayers(t *testing.T) {
	t.Parallel()
	for text, want := range parsedLayers {
		chain := mustParse(t, text)
		if got := strings.ReplaceAll(fmt.Sprintf("%#v", chain[0][0]), "urlbuilder.", ""); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", text, got, want)
		}
		written, err := json.Marshal(chain)
		if err != nil {
			t.Fatal(err)
		}
		var read Chain
		if err := json.Unmarshal(written, &read); err != nil || read.String() != text {
			t.Errorf("%s: JSON %s, which is read as %s, %v", text, written, read, err)
		}
	}
}

func TestChain_GoString_InvalidValues(t *testing.T) {
	t.Parallel()
	var long Chain
	// Parsing this condition would take seconds, so it must be written as raw text.
	text := `[{"if":"w_gt_1` + strings.Repeat("_or_w_gt_1", 20_000) + `","then":[{"w":1}]}]`
	if err := json.Unmarshal([]byte(text), &long); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%#v", long); !strings.HasPrefix(got,
		`urlbuilder.Chain{{urlbuilder.RawParam("if-w_gt_1_or_`) {
		t.Errorf("got %.80s", got)
	}
	b := demoBuilder(t, PathPosition, Classic)
	const u = "https://ik.imagekit.io/demo/tr:if-w_gt_1,bg-red,e-grayscale,if-else,bg-blue,e-grayscale,if-end/a.jpg"
	o, err := b.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	const want = `urlbuilder.Chain{urlbuilder.If(urlbuilder.Property("w").Is("gt", 1), ` +
		`urlbuilder.Chain{{urlbuilder.Background("red"), urlbuilder.Grayscale()}}, ` +
		`urlbuilder.Chain{{urlbuilder.Background("blue"), urlbuilder.Grayscale()}})}`
	if got := fmt.Sprintf("%#v", o.Transformation); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	made := Chain{{
		RawParam("if-w_gt_1"), Background("red"), Grayscale(), RawParam("if-else"), RawParam("bg-blue"),
		RawParam("e-grayscale"), RawParam("if-end"),
	}}
	if got, err := b.URL(Options{Path: "a.jpg", Transformation: made}); err != nil || got != u {
		t.Errorf("got %s, %v", got, err)
	}
	if typed := (Chain{If(CurrentWidth.Is(GreaterThan, 1), Chain{{Background("red"), Grayscale()}},
		Chain{{Background("blue"), Grayscale()}})}); !typed.Equal(o.Transformation) {
		t.Errorf("%v is not equal to %v", typed, o.Transformation)
	}
}

// hasConstructor reports whether the package should have a function for the parameter with a value. Parameters of
// layers and values that consist of parts are excluded.
func hasConstructor(p Parameter, value string) bool {
	ofLayer := strings.HasPrefix(p.Schema, "Overlay") || strings.HasSuffix(p.Schema, "Overlay")
	hasParts := strings.ContainsAny(value, "_-") || p.Code == "bg" && value != "red" || p.Code == "cr"
	return p.Removed == "" && !ofLayer && !hasParts
}

// Each parameter of the table has a function for values that do not consist of parts.
func TestChain_GoString_Table(t *testing.T) {
	t.Parallel()
	count := 0
	for p := range Parameters() {
		for _, example := range p.Examples {
			if !hasConstructor(p, example) {
				continue
			}
			chain, err := ParseChain(strings.TrimSuffix(p.Code+"-"+example, "-"))
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%#v", chain[0][0]); strings.HasPrefix(got, "urlbuilder.Custom") ||
				strings.HasPrefix(got, "urlbuilder.RawParam") {
				t.Errorf("%s-%s: %s; add the function to the tables in gostring.go", p.Code, example, got)
			}
			count++
		}
	}
	if count < 60 {
		t.Errorf("only %d examples", count)
	}
}

// TestChain_GoString_Unbuildable parses transformations that the functions refuse. Their Go code is raw text, because
// calls of the functions would return chains that cannot be built.
func TestChain_GoString_Unbuildable(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for _, text := range []string{
		"l-text,i-a,dn-5,l-end", "l-subtitles,i-a.srt,tg-strikethrough,l-end", "if-w_gt_1,pg-2,if-end",
	} {
		o, err := b.Parse("https://ik.imagekit.io/demo/tr:" + text + "/a.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprintf("%#v", o.Transformation),
			fmt.Sprintf("urlbuilder.Chain{{urlbuilder.RawParam(%q)}}", text); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
