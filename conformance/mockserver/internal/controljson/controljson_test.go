package controljson_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
)

type message struct {
	Wait  time.Duration     `json:"wait,omitzero"`
	Names map[string]string `json:"names,omitempty"`
	Count int               `json:"count,omitzero"`
}

func TestMarshal(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]message{
		`{}`:              {},
		`{"wait":"1.5s"}`: {Wait: 1500 * time.Millisecond},
		`{"wait":"4µs","names":{"a":"1","b":"2"}}`: {
			Wait:  4 * time.Microsecond,
			Names: map[string]string{"b": "2", "a": "1"},
		},
	} {
		got, err := controljson.Marshal(value)
		if err != nil || string(got) != want {
			t.Errorf("got %s, error %v, want %s", got, err, want)
		}
	}
}

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		`{}`: 0, `{"wait":"1.5s"}`: 1500 * time.Millisecond,
		`{"wait":"-3ms"}`: -3 * time.Millisecond,
	} {
		var fromText, fromReader message
		err := controljson.Unmarshal([]byte(text), &fromText)
		if err == nil {
			err = controljson.Read(strings.NewReader(text), &fromReader)
		}
		if err != nil || fromText.Wait != want || fromReader.Wait != want {
			t.Errorf("%s: %v and %v, error %v, want %v", text, fromText.Wait, fromReader.Wait, err, want)
		}
	}
}

func TestUnmarshal_Invalid(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		`{"wait":"soon"}`: `"soon" is not a duration; write it like "1.5s"`,
		`{"wait":15}`:     `15 is not a duration`,
		`{"wait":""}`:     `"" is not a duration`,
		`{"wiat":"1s"}`:   `unknown field "wiat"`,
		`{"wait":[]}`:     `[] is not a duration`,
		`{"names":1}`:     "number",
		`{"count":1.5}`:   `1.5 into Go int within "/count"`,
		`{"count":1e99}`:  `1e99 into Go int within "/count"`,
		`{"wait":"1s"`:    "unexpected EOF",
		`{} {}`:           "more than one value",
		`{}}`:             "more than one value",
		``:                "it must not be empty",
	} {
		var m message
		if err := controljson.Unmarshal([]byte(text), &m); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error %v, want one with %s", text, err, word)
		}
	}
}
