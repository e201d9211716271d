package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// readers holds the unmarshal functions of the packages that call UnmarshalJSON.
var readers = map[string]func([]byte, any) error{
	"encoding/json":    json.Unmarshal,
	"encoding/json/v2": func(b []byte, v any) error { return jsonv2.Unmarshal(b, v) },
}

func TestPresets_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	const file = `{
		"$schema": "transformations.schema.json",
		"thumbnail": [{"width": 200, "height": 100}, {"rotation": 90}],
		"Thumbnail": [{"height": 100, "width": 200}],
		"a \"name\"": [{"if": "ar_gt_1", "then": [{"blur": 5}]}],
		"original": []
	}`
	want := map[string]string{
		"thumbnail": "w-200,h-100:rt-90", "Thumbnail": "h-100,w-200", `a "name"`: "if-ar_gt_1,bl-5,if-end",
		"original": "",
	}
	for name, unmarshal := range readers {
		var presets Presets
		if err := unmarshal([]byte(file), &presets); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := slices.Sorted(maps.Keys(presets)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			t.Errorf("%s: presets %q", name, got)
		}
		for preset, chain := range presets {
			if got := chain.String(); got != want[preset] {
				t.Errorf("%s: %s is %s, want %s", name, preset, got, want[preset])
			}
		}
	}
}

func TestPresets_UnmarshalJSON_Errors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, field, text string }{
		{`[{"width":1}]`, "Presets", `urlbuilder: Presets must be an object whose values are lists of steps`},
		{`"w-1"`, "Presets", `urlbuilder: Presets must be an object whose values are lists of steps`},
		{
			`{"a":[],"step":{"width":1}}`, `Presets["step"]`,
			`urlbuilder: Presets["step"] must be a list of steps`,
		},
		{`{"text":"w-1"}`, `Presets["text"]`, `urlbuilder: Presets["text"] must be a list of steps`},
		{`{"none":null}`, `Presets["none"]`, `urlbuilder: Presets["none"] must be a list of steps`},
		{`{"$Schema":"a"}`, `Presets["$Schema"]`, `urlbuilder: Presets["$Schema"] must be a list of steps`},
		{
			`{"a\nb":[{"width":1},"w-2"]}`, `Presets["a\nb"]`,
			`urlbuilder: Presets["a\nb"]: step 2 must be an object`,
		},
		{
			`{"a":[{"width":1},{"overlay":{"type":"audio","input":"a.mp3"}}]}`, `Presets["a"]`,
			`urlbuilder: Presets["a"]: step 2: overlay has the unknown type "audio"`,
		},
	} {
		for name, unmarshal := range readers {
			presets := Presets{"b": {{Width(1)}}}
			err := unmarshal([]byte(c.file), &presets)
			if e, ok := errors.AsType[*BuildError](err); !ok || e.Field != c.field || e.Error() != c.text {
				t.Errorf("%s: %s: %v; want %s", name, c.file, err, c.text)
			}
			if len(presets) != 1 || presets["b"].String() != "w-1" {
				t.Errorf("%s: %s: presets are %v after the error", name, c.file, presets)
			}
		}
	}
}

func TestPresets_UnmarshalJSON_DuplicateName(t *testing.T) {
	t.Parallel()
	var presets Presets
	err := json.Unmarshal([]byte(`{"a":[{"width":1}],"a":[{"width":2}]}`), &presets)
	if !isBuildError(err, `Presets["a"]`) || !isBuildErrorWith(err, "is given twice") {
		t.Errorf("%v, %v", presets, err)
	}
}

func TestPresets_UnmarshalJSON_InvalidJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", `{"a"`, `{"a":`, `{"a":[]`, `{"a":[}`, `{"a":[],`, `{5:[]}`, "nul"} {
		var presets Presets
		if err := presets.UnmarshalJSON([]byte(text)); err == nil || presets != nil {
			t.Errorf("%q: %v, %v", text, presets, err)
		} else if _, ok := errors.AsType[*BuildError](err); !ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestPresets_UnmarshalJSON_ExistingPresets(t *testing.T) {
	t.Parallel()
	presets := Presets{"kept": {{Width(1)}}, "replaced": {{Width(2)}, {Blur(3)}}}
	for _, text := range []string{`{"replaced":[{"width":4}],"new":[{"width":5}]}`, `null`, `{}`} {
		if err := json.Unmarshal([]byte(text), &presets); err != nil {
			t.Fatal(err)
		}
	}
	want := Presets{"kept": {{Width(1)}}, "replaced": {{Width(4)}}, "new": {{Width(5)}}}
	if !maps.EqualFunc(presets, want, Chain.Equal) {
		t.Errorf("presets are %v", presets)
	}
}

func TestPresets_MarshalJSON(t *testing.T) {
	t.Parallel()
	presets := Presets{"b": {{Width(1), Blur(2)}, {Rotation(90)}}, "a": {}}
	text, err := json.Marshal(presets)
	if want := `{"a":[],"b":[{"width":1,"blur":2},{"rotation":90}]}`; err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
	var read Presets
	if err := json.Unmarshal(text, &read); err != nil || !maps.EqualFunc(presets, read, Chain.Equal) {
		t.Errorf("read again: %v, %v", read, err)
	}
}

func TestPresets_Check(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`: "",
		`{"a":[],"b":[{"width":1}],"c":[{"if":"ar_gt_1","then":[{"blur":5}]}],"d":[{"unknown":1}]}`: "",

		`{"a":[{"width":1}],"z":[{"blur":-1}],"b":[{"width":1},{"quality":180}]}`: `Presets["b"]: step 2: q "180"`,
		`{"a":[{"width":1}],"z":[{"blur":500}]}`:                                  `Presets["z"]: step 1: bl "500"`,
		`{"a b":[{"overlay":{"type":"text","text":"a","transformation":[{"fontColor":"#FFF"}]}}]}`: `Presets["a b"]: ` +
			`step 1: co "#FFF"`,
		`{"a":[{"aiUpscale":true,"aiRetouch":true}]}`: `Presets["a"]: step 1: e-`,
	} {
		var presets Presets
		if err := json.Unmarshal([]byte(text), &presets); err != nil {
			t.Fatal(err)
		}
		err := presets.Check()
		if want == "" && err != nil || want != "" && !isBuildErrorWith(err, "urlbuilder: "+want) {
			t.Errorf("%s: %v; want %s", text, err, want)
		}
	}
	if err := Presets(nil).Check(); err != nil {
		t.Errorf("no presets: %v", err)
	}
}
