package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestStep_RepeatedParameter(t *testing.T) {
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
		_, err := buildAll(t, chain)
		if problem, ok := errors.AsType[*BuildError](err); !ok || problem.Param != name ||
			!strings.Contains(err.Error(), "twice") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := buildAll(t, Chain{{Width(10)}, {Width(20), RawParam("w-30"), RawParam("w-40")}, many}); err != nil {
		t.Errorf("in several steps: %v", err)
	}
	if _, err := buildAll(t, Chain{{
		TextLayer("a", LayerOptions{}), TextLayer("b", LayerOptions{}), AIUpscale(),
		Grayscale(),
	}}); err != nil {
		t.Errorf("several layers: %v", err)
	}
}

func TestChain_Depth(t *testing.T) {
	t.Parallel()
	text := func(chain Chain) Chain { return Chain{{TextLayer("a", LayerOptions{Transformation: chain})}} }
	when := func(chain Chain) Chain { return Chain{If(CurrentWidth.Is(AtLeast, 1), Chain{{Width(1)}}, chain)} }
	for name, test := range map[string]struct {
		deepest int
		wrap    func(i int, chain Chain) Chain
	}{
		"layers":     {3, func(_ int, chain Chain) Chain { return text(chain) }},
		"conditions": {20, func(_ int, chain Chain) Chain { return when(chain) }},
		"both": {20, func(i int, chain Chain) Chain {
			if i%7 == 6 || i == 0 {
				return text(chain)
			}
			return when(chain)
		}},
	} {
		wrap := test.wrap
		chain := Chain{{Width(1)}}
		for i := range test.deepest {
			chain = wrap(i, chain)
		}
		urls, err := buildAll(t, chain)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o, err := demoBuilder(t, PathPosition, Classic).Parse(urls[0])
		if err != nil || !o.Transformation.Equal(chain) {
			t.Errorf("%s: %v", name, err)
		}
		written, err := json.Marshal(chain)
		var read Chain
		if err != nil || json.Unmarshal(written, &read) != nil || !read.Equal(chain) {
			t.Errorf("%s: %s, %v", name, written, err)
		}
		checkRefused(t, name, wrap(test.deepest, chain)[0][0])
		checkRefused(t, name+" from JSON", wrap(test.deepest, read)[0][0])
	}
}

func TestChain_Equal(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
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
		t.Error("an invalid chain is equal to itself")
	}
	if percent := (Chain{{DefaultImage("a%41")}}); percent.Equal(Chain{{RawParam("di-a%41")}}) {
		t.Error("text and its encoding are equal")
	}
}

func TestChain_String(t *testing.T) {
	t.Parallel()
	chain := Chain{{Width(400), TextLayer("é!", LayerOptions{Encoding: PlainEncoding})}, {FontFamily("a%b")}}
	if got, want := fmt.Sprintf("%v|%v|%s", chain, chain[0], chain[1][0]),
		"w-400,l-text,i-é!,l-end:ff-a%b|[w-400 l-text,i-é!,l-end]|ff-a%b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (Chain{{Width(-1)}}).String(); !strings.Contains(got, `w "-1" must be greater than 0`) {
		t.Errorf("got %s", got)
	}
}
