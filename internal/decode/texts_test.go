package decode_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/decode"
)

// TestValue_ListsOfTexts decodes elements whose lists of texts share memory. The results must be those of
// encoding/json, and appending to one list must not change another.
func TestValue_ListsOfTexts(t *testing.T) {
	t.Parallel()
	for _, element := range []string{
		`{}`, `{"tags":null}`, `{"tags":[]}`, `{"tags":["a"]}`, `{"tags":["a","b","c"]}`,
		`{"tags":["a","b","c","d","e"]}`, `{"tags":["` + strings.Repeat(`a","`, 100) + `"]}`,
		`{"tags":["a","b"],"tags":["c"]}`, `{"tags":["a"],"tags":[]}`, `{"tags":["a"],"tags":null}`,
		`{"tags":[],"tags":["a"]}`, `{"tags":["a",null]}`,
	} {
		text := []byte("[" + strings.Repeat(`{"tags":["x"]},`+element+`,{"tags":["y","z"]},`, 30) + element + "]")
		var want []asset
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		got, _, err := decode.Value[[]asset](text, unlimited)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%.50s: got %+v, %v", element, got, err)
		}
		for i := range got {
			_ = append(got[i].Tags, "changed")
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%.50s: appending to a list has changed another: %+v", element, got)
		}
	}
}

// TestValue_ListsOfTexts_Mismatch decodes elements of which one does not fit.
func TestValue_ListsOfTexts_Mismatch(t *testing.T) {
	t.Parallel()
	text := []byte(`[{"tags":["a"]},{"tags":["b",1,"c"]},{"tags":["d"]},{"name":"e"}]`)
	want := []asset{{Tags: []string{"a"}}, {Tags: []string{"b", "c"}}, {Tags: []string{"d"}}, {Name: "e"}}
	if got, _, err := decode.Value[[]asset](text, unlimited); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}
