package encode_test

import (
	stdjson "encoding/json"
	"math"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/encode"
)

// metadata is a type that a caller can use for custom metadata.
type metadata struct {
	Count   int      `json:"count,omitempty"`
	Note    *string  `json:"note,omitempty"`
	Tags    []string `json:"tags"`
	Private bool     `json:"private,omitempty"`
}

// TestJSON_EncodingJSON checks that the result is the same as that of encoding/json.
func TestJSON_EncodingJSON(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"text":            "a<b>&\u2028é",
		"number literal":  stdjson.Number("12345678901234567890.10"),
		"empty number":    stdjson.Number(""),
		"nested number":   map[string]any{"n": []any{stdjson.Number("1e3"), stdjson.Number("-0")}},
		"number as a key": map[stdjson.Number]any{"2": 1, "1e3": stdjson.Number("5"), "": nil},
		"raw":             stdjson.RawMessage(`{"a" : [1.0]}`),
		"floats":          []float64{0.1, 1e21, 1e-7, 100, math.MaxFloat64},
		"sorted keys":     map[string]any{"b": nil, "a": true, "": 1},
		"nil":             map[string]any{"slice": []string(nil), "map": map[string]int(nil)},
		"empty":           metadata{},
		"pointer to zero": metadata{Note: new(""), Tags: []string{}},
		"bytes":           []byte{1, 2, 3},
		"array":           [3]byte{1, 2, 3},
		"duration":        time.Second,
		"time":            time.Date(2026, time.March, 1, 12, 0, 0, 5, time.UTC),
	} {
		want, err := stdjson.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := encode.JSON(value); err != nil || string(got) != string(want) {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, want)
		}
	}
}

func TestJSON_InvalidUTF8(t *testing.T) {
	t.Parallel()
	if got, err := encode.JSON("a\xff"); err != nil || string(got) != "\"a\ufffd\"" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestJSON_Invalid(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"NaN":               math.NaN(),
		"channel":           make(chan int),
		"number of letters": stdjson.Number("a"),
		"two numbers":       stdjson.Number("1 2"),
		"space first":       stdjson.Number(" 1"),
		"space last":        stdjson.Number("1\n"),
		"text as a number":  stdjson.Number(`"1"`),
		"raw":               stdjson.RawMessage("{"),
	} {
		if got, err := encode.JSON(value); err == nil {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestNonZero(t *testing.T) {
	t.Parallel()
	type outer struct {
		Name     string         `json:"name"`
		Inner    metadata       `json:"inner"`
		Values   map[string]any `json:"values,omitempty"`
		Required bool           `json:"required"`
	}
	for want, value := range map[string]outer{
		`{}`:                               {},
		`{"name":"a","inner":{"tags":[]}}`: {Name: "a", Inner: metadata{Tags: []string{}}},
		`{"values":{"n":12345678901234567890,"zero":0}}`: {
			Values: map[string]any{"n": stdjson.Number("12345678901234567890"), "zero": 0},
		},
	} {
		if got, err := encode.NonZero(value); err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}
