package imagekit_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

func TestMetadataOf_Pointer(t *testing.T) {
	t.Parallel()
	p := &inner{Price: 2}
	want := map[string]any{"price": 2.0}
	for name, got := range map[string]map[string]any{
		"pointer":            imagekit.MetadataOf(p),
		"pointer to pointer": imagekit.MetadataOf(&p),
		"interface":          imagekit.MetadataOf(any(p)),
	} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if got := imagekit.MetadataOf((*inner)(nil)); len(got) != 0 {
		t.Errorf("nil: got %v", got)
	}
	if got := imagekit.MetadataOf[any](nil); len(got) != 0 {
		t.Errorf("nil interface: got %v", got)
	}
}

func TestReadMetadata_Pointer(t *testing.T) {
	t.Parallel()
	var made *inner
	kept := &inner{Price: 1}
	for name, result := range map[string]**inner{"nil": &made, "not nil": &kept} {
		before := *result
		err := imagekit.ReadMetadata(map[string]any{"price": 3}, result)
		if err != nil || *result == nil || (*result).Price != 3 || before != nil && before != *result {
			t.Errorf("%s: got %v, %v", name, *result, err)
		}
	}
}

func TestCheckMetadata_Pointer(t *testing.T) {
	t.Parallel()
	fields := []imagekit.CustomMetadataField{{
		Name: "price", Schema: imagekit.CustomMetadataFieldSchema{
			Type: imagekit.CustomMetadataFieldTypeNumber, MaxValue: 10, IsValueRequired: true,
		},
	}}
	if err := imagekit.CheckMetadataType[*inner](fields); err != nil {
		t.Error(err)
	}
	for want, value := range map[imagekit.MetadataProblem]*inner{
		"": {Price: 5}, imagekit.MetadataNotAllowed: {Price: 11}, imagekit.MetadataMissing: nil,
	} {
		err := imagekit.CheckMetadata(value, fields)
		problem, _ := errors.AsType[*imagekit.MetadataError](err)
		if (err == nil) != (want == "") || err != nil && (problem == nil || problem.Problem != want) {
			t.Errorf("%+v: got the error %v, want %s", value, err, want)
		}
	}
}

// TestMetadataOf_Panics uses types and pointers for which there is no sensible result.
func TestMetadataOf_Panics(t *testing.T) {
	t.Parallel()
	for want, call := range map[string]func(){
		"imagekit: map[string]string is not a struct": func() { imagekit.MetadataOf(map[string]string{}) },
		"imagekit: int is not a struct":               func() { _ = imagekit.CheckMetadataType[*int](nil) },
		"imagekit: []int is not a struct":             func() { _ = imagekit.ReadMetadata(nil, new([]int)) },
		"imagekit: ReadMetadata: result is nil":       func() { _ = imagekit.ReadMetadata(nil, (*inner)(nil)) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panics with %v, want %s", got, want)
				}
			}()
			call()
		}()
	}
}

// wrapped has values in several pointers and wrappers.
type wrapped struct {
	Released *imagekit.Nullable[time.Time] `imagekit:"released"`
	Notes    **string                      `imagekit:"notes"`
	Season   imagekit.Nullable[*season]    `imagekit:"season"`
}

func TestCheckMetadata_Wrapped(t *testing.T) {
	t.Parallel()
	_, fields := accountWithFields(t)
	if err := imagekit.CheckMetadataType[wrapped](fields); err != nil {
		t.Error(err)
	}
	late := new(imagekit.Value(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	good := wrapped{late, new(new("short")), imagekit.Value(new(season("summer")))}
	if err := imagekit.CheckMetadata(good, fields); err != nil {
		t.Error(err)
	}
	early := new(imagekit.Value(time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)))
	err := fmt.Sprint(imagekit.CheckMetadata(wrapped{early, nil, imagekit.Value(new(season("spring")))}, fields))
	if !strings.Contains(err, "wrapped.Released") || !strings.Contains(err, "wrapped.Season") {
		t.Errorf("got the error %s", err)
	}
	var got wrapped
	metadata := map[string]any{"released": "2026-01-01", "notes": "short", "season": "summer"}
	if err := imagekit.ReadMetadata(metadata, &got); err != nil || !reflect.DeepEqual(got, good) {
		t.Errorf("got %+v, %v", got, err)
	}
	var none *string
	if got := imagekit.MetadataOf(wrapped{Notes: &none}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestMetadataOf_ZeroTime(t *testing.T) {
	t.Parallel()
	local := time.Time{}.In(time.FixedZone("", 3600))
	if got := imagekit.MetadataOf(product{Brand: "a", Released: local}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestCheckMetadata_NumbersAsOptions(t *testing.T) {
	t.Parallel()
	type ticket struct {
		Seats  int       `imagekit:"seats,omitzero"`
		Row    string    `imagekit:"row,omitzero"`
		Prices []float32 `imagekit:"prices,omitempty"`
	}
	fields := []imagekit.CustomMetadataField{}
	for _, name := range []string{"seats", "row"} {
		fields = append(fields, imagekit.CustomMetadataField{Name: name, Schema: imagekit.CustomMetadataFieldSchema{
			Type: imagekit.CustomMetadataFieldTypeSingleSelect, SelectOptions: []any{1.0, 1e6, 2e21, "2", true},
		}})
	}
	fields = append(fields, imagekit.CustomMetadataField{Name: "prices", Schema: imagekit.CustomMetadataFieldSchema{
		Type: imagekit.CustomMetadataFieldTypeMultiSelect, SelectOptions: []any{0.1, 2.5},
	}})
	for name, test := range map[string]struct {
		value ticket
		want  bool
	}{
		"number":                 {ticket{Seats: 1}, true},
		"large number":           {ticket{Seats: 1_000_000}, true},
		"another number":         {ticket{Seats: 3}, false},
		"text":                   {ticket{Row: "2"}, true},
		"text that is a number":  {ticket{Row: "1"}, false},
		"text that is a boolean": {ticket{Row: "true"}, false},
		"number that is a text":  {ticket{Seats: 2}, false},
		"short floats":           {ticket{Prices: []float32{2.5, 0.1}}, true},
	} {
		if err := imagekit.CheckMetadata(test.value, fields); (err == nil) != test.want {
			t.Errorf("%s: got the error %v", name, err)
		}
	}
}
