package imagekit_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/openimagekit/imagekit"
)

// Base is exported, because reflection cannot set an embedded pointer to an unexported struct.
type Base struct {
	Brand string `imagekit:"brand"`
}

type inner struct {
	Price float64 `imagekit:"price"`
}

type embedding struct {
	*Base
	inner

	Notes   **string                   `imagekit:"notes"`
	InStock *imagekit.Nullable[bool]   `imagekit:"inStock"`
	Self    *embedding                 // cyclic, without a tag
	Season  imagekit.Nullable[*string] `imagekit:"season"`
	hidden  string                     `imagekit:"hidden"` //nolint:unused // must be ignored
}

func TestMetadataOf_Embedded(t *testing.T) {
	t.Parallel()
	cyclic := embedding{inner: inner{Price: 2}}
	cyclic.Self = &cyclic
	if got, want := imagekit.MetadataOf(cyclic), (map[string]any{"price": 2.0}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	cyclic.Base, cyclic.InStock = &Base{"Acme"}, new(imagekit.Null[bool]())
	want := map[string]any{"price": 2.0, "brand": "Acme", "inStock": nil}
	if got := imagekit.MetadataOf(cyclic); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReadMetadata_Embedded(t *testing.T) {
	t.Parallel()
	var got embedding
	if err := imagekit.ReadMetadata(map[string]any{"price": 3}, &got); err != nil || got.Base != nil || got.Price != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	err := imagekit.ReadMetadata(map[string]any{"brand": "Acme", "inStock": true, "notes": "n"}, &got)
	if err != nil || got.Base == nil || got.Brand != "Acme" || got.Price != 0 || got.InStock == nil ||
		!reflect.DeepEqual(*got.InStock, imagekit.Value(true)) || got.Notes == nil || **got.Notes != "n" {
		t.Errorf("got %+v, %v", got, err)
	}
	var unexported struct{ *inner }
	err = imagekit.ReadMetadata(map[string]any{"price": 3}, &unexported)
	if problem, ok := errors.AsType[*imagekit.MetadataError](err); !ok || problem.Name != "price" {
		t.Errorf("got the error %v", err)
	}
}

// TestCheckMetadata_NilList checks a nil list, which is null in JSON.
func TestCheckMetadata_NilList(t *testing.T) {
	t.Parallel()
	type colored struct {
		Colors []string `imagekit:"colors"`
	}
	fields := []imagekit.CustomMetadataField{{
		Name: "colors", Schema: imagekit.CustomMetadataFieldSchema{
			Type: imagekit.CustomMetadataFieldTypeMultiSelect, IsValueRequired: true,
		},
	}}
	err := imagekit.CheckMetadata(colored{}, fields)
	if problem, ok := errors.AsType[*imagekit.MetadataError](err); !ok || problem.Problem != imagekit.MetadataMissing {
		t.Errorf("got the error %v", err)
	}
	want := map[string]any{"colors": nil}
	if got := imagekit.MetadataOf(colored{}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v", got)
	}
}

func TestCheckMetadata_NotFinite(t *testing.T) {
	t.Parallel()
	fields := []imagekit.CustomMetadataField{{
		Name: "price", Schema: imagekit.CustomMetadataFieldSchema{Type: imagekit.CustomMetadataFieldTypeNumber},
	}}
	for _, price := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := imagekit.CheckMetadata(inner{Price: price}, fields)
		problem, ok := errors.AsType[*imagekit.MetadataError](err)
		if !ok || problem.Problem != imagekit.MetadataNotAllowed {
			t.Errorf("%v: got the error %v", price, err)
		}
	}
}
