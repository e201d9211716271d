package urlbuilder_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestChain_UnmarshalJSON_Conditions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"if":"ar_gt_1","then":[{"width":1}],"else":[{"width":2},{"blur":3}]}]`: "if-ar_gt_1,w-1," +
			"if-else,w-2:bl-3,if-end",
		`[{"if":"ar_gt_1","then":[{"width":1}],"else":null}]`: "if-ar_gt_1,w-1,if-end",
		`[{"then":[{"width":1}],"if":"ar_gt_1","else":[{}]}]`: "if-ar_gt_1,w-1,if-end",
		`[{"if":"ar_gt_1","then":[]},{"width":1}]`:            "w-1",
		`[{"if":"ar_gt_1","width":1}]`:                        "if-ar_gt_1,w-1",
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

func TestChain_UnmarshalJSON_Limits(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return strings.Repeat(`[{"overlay":{"type":"text","text":"a","transformation":`, depth) + "[]" +
			strings.Repeat("}}]", depth)
	}
	var chain Chain
	if err := json.Unmarshal([]byte(nested(20)), &chain); err != nil || strings.Count(chain.String(), "l-end") != 20 {
		t.Errorf("20 nested layers: %v", err)
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
		b := demoBuilder(t, QueryPosition, Current)
		if got, err := b.URL(Options{Path: "a", Transformation: chain}); err != nil ||
			!strings.HasSuffix(got, "?tr=e-sharpen:t-true") {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
}

func TestStep_JSON(t *testing.T) {
	t.Parallel()
	step := Step{Width(400), TextLayer("a", LayerOptions{})}
	text, err := json.Marshal(map[string]any{"step": step})
	if want := `{"step":{"width":400,"overlay":{"type":"text","text":"a"}}}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	var read struct{ Step Step }
	if err := json.Unmarshal(text, &read); err != nil || !(Chain{read.Step}).Equal(Chain{step}) {
		t.Errorf("read %v, %v", read.Step, err)
	}
	for _, wrong := range []string{
		`[{"width":1}]`, `1`, `{"width":{}}`,
		strings.Repeat(`{"overlay":`, 100) + "1" + strings.Repeat("}", 100),
	} {
		if err := json.Unmarshal([]byte(wrong), &read.Step); err == nil {
			t.Errorf("%.50s: no error", wrong)
		}
	}
	layer, _ := step[1].Layer()
	if text, err := json.Marshal(layer); err != nil || string(text) != `{"type":"text","text":"a"}` {
		t.Errorf("layer: got %s, %v", text, err)
	}
}

func TestChain_UnmarshalJSON_Encoding(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"overlay":{"type":"image","input":"a%20b.png","encoding":"plain"}}]`: "l-image,i-a%20b.png,l-end",
		`[{"overlay":{"type":"text","text":"a","position":{"x":"a%20b"}}}]`:     "l-text,i-a,lx-a%20b,l-end",
		`[{"aiEdit":"prompte-YQ%3D%3D"}]`:                                       "e-edit-prompte-YQ%3D%3D",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Fatal(err)
		}
		got, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: chain})
		if want = "https://ik.imagekit.io/demo/tr:" + want + "/a.jpg"; err != nil || got != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}

// TestChain_UnmarshalJSON_InvalidCondition reads conditions that would continue as further parameters in a URL.
func TestChain_UnmarshalJSON_InvalidCondition(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{"w_gt_1,q-5", "w_gt_1:q-5", "", "a\\nb"} {
		var c Chain
		text := `[{"if":"` + condition + `","then":[{"width":5}]}]`
		if err := json.Unmarshal([]byte(text), &c); err == nil ||
			!strings.Contains(err.Error(), "must be a condition") {
			t.Errorf("%s: error %v", text, err)
		}
	}
	var c Chain
	if err := json.Unmarshal([]byte(`[{"if":"w_gt_1%2Cq-5","then":[{"width":5}]}]`), &c); err != nil {
		t.Fatal(err)
	}
	u, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: c})
	if err != nil || !strings.Contains(u, "if-w_gt_1%252Cq-5,") {
		t.Errorf("got %s, %v", u, err)
	}
}
