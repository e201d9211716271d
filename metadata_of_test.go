package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"reflect"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

type season string

type product struct {
	Brand    string                       `imagekit:"brand"`
	Notes    *string                      `imagekit:"notes"`
	Price    float64                      `imagekit:"price,omitzero"`
	Released time.Time                    `imagekit:"released,omitzero"`
	InStock  imagekit.Nullable[bool]      `imagekit:"inStock"`
	Season   season                       `imagekit:"season,omitempty"`
	Colors   []string                     `imagekit:"colors,omitempty"`
	Day      imagekit.Nullable[time.Time] `imagekit:"day"`
	Other    string
}

// productFields are the rules of the metadata fields for product.
var productFields = map[string]imagekit.CustomMetadataFieldRules{
	"brand":    {Type: imagekit.CustomMetadataFieldTypeText, MaxLength: new(int64(10))},
	"notes":    {Type: imagekit.CustomMetadataFieldTypeTextarea},
	"price":    {Type: imagekit.CustomMetadataFieldTypeNumber, MinValue: 1, MaxValue: 100},
	"released": {Type: imagekit.CustomMetadataFieldTypeDate, MinValue: "2020-01-01T00:00:00.000Z"},
	"inStock":  {Type: imagekit.CustomMetadataFieldTypeBoolean},
	"season":   {Type: imagekit.CustomMetadataFieldTypeSingleSelect, SelectOptions: []any{"summer", "winter"}},
	"colors":   {Type: imagekit.CustomMetadataFieldTypeMultiSelect, SelectOptions: []any{"red", "green"}},
	"day":      {Type: imagekit.CustomMetadataFieldTypeDate},
}

// accountWithFields returns a client for an account with the fields, and these as the service describes them.
func accountWithFields(t *testing.T) (*imagekit.Client, []imagekit.CustomMetadataField) {
	t.Helper()
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	for name, rules := range productFields {
		request := imagekit.CreateCustomMetadataFieldRequest{Name: name, Label: name, Schema: rules}
		if _, err := ik.CreateCustomMetadataField(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	fields, err := ik.GetCustomMetadataFields(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return ik, fields
}

func TestMetadataOf_RoundTrip(t *testing.T) {
	t.Parallel()
	ik, fields := accountWithFields(t)
	day := time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)
	sent := product{
		Brand: "Acme", Notes: new("two\nlines"), Price: 9.5, Released: day, InStock: imagekit.Value(false),
		Season: "summer", Colors: []string{"green", "red"},
	}
	if err := imagekit.CheckMetadata(sent, fields); err != nil {
		t.Error(err)
	}
	file, err := ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "a.txt", CustomMetadata: imagekit.MetadataOf(sent),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := storedProduct(t, ik, file.FileID); !reflect.DeepEqual(got, sent) {
		t.Errorf("got %+v, want %+v", got, sent)
	}
	_, err = ik.UpdateFileDetails(t.Context(), file.FileID, imagekit.UpdateFileDetailsRequest{
		CustomMetadata: imagekit.MetadataOf(product{Brand: "Other", InStock: imagekit.Null[bool]()}),
	})
	if err != nil {
		t.Fatal(err)
	}
	sent.Brand, sent.InStock = "Other", imagekit.Nullable[bool]{}
	if got := storedProduct(t, ik, file.FileID); !reflect.DeepEqual(got, sent) {
		t.Errorf("after the update: got %+v, want %+v", got, sent)
	}
}

func storedProduct(t *testing.T, ik *imagekit.Client, fileID string) (p product) {
	t.Helper()
	file, err := ik.GetFileDetails(t.Context(), fileID)
	if err != nil {
		t.Fatal(err)
	}
	if err := imagekit.ReadMetadata(file.CustomMetadata, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadMetadata(t *testing.T) {
	t.Parallel()
	p := product{Brand: "old", Price: 1}
	err := imagekit.ReadMetadata(map[string]any{
		"price": "high", "season": "winter", "released": "2026-11-23", "inStock": nil, "unknown": 1,
	}, &p)
	var mismatch *imagekit.MetadataError
	if !errors.As(err, &mismatch) || mismatch.StructField != "product.Price" || mismatch.Name != "price" ||
		mismatch.Problem != imagekit.MetadataNotDecodable || mismatch.Reason != `"high" cannot be a float64` {
		t.Errorf("got the error %v", err)
	}
	want := product{
		Season: "winter", Released: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), InStock: imagekit.Null[bool](),
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
}

func TestCheckMetadata(t *testing.T) {
	t.Parallel()
	_, fields := accountWithFields(t)
	for name, test := range map[string]struct {
		value product
		want  string // name of the metadata field; empty if the value is allowed
	}{
		"no values":      {product{}, ""},
		"too long":       {product{Brand: "eleven char"}, "brand"},
		"too small":      {product{Price: 0.5}, "price"},
		"too large":      {product{Price: 100.5}, "price"},
		"too early":      {product{Released: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)}, "released"},
		"not an option":  {product{Season: "spring"}, "season"},
		"not all listed": {product{Colors: []string{"red", "blue"}}, "colors"},
	} {
		err := imagekit.CheckMetadata(test.value, fields)
		var problem *imagekit.MetadataError
		if test.want == "" && err == nil {
			continue
		}
		if !errors.As(err, &problem) || problem.Name != test.want || problem.Problem != imagekit.MetadataNotAllowed {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestCheckMetadataType(t *testing.T) {
	t.Parallel()
	_, fields := accountWithFields(t)
	if err := imagekit.CheckMetadataType[product](fields); err != nil {
		t.Error(err)
	}
	type wrong struct {
		Price string   `imagekit:"price"`
		Made  string   `imagekit:"made"`
		Tint  []string `imagekit:"season"`
	}
	for i := range fields {
		fields[i].Schema.IsValueRequired = fields[i].Name == "brand"
	}
	got := fmt.Sprint(imagekit.CheckMetadataType[wrong](fields))
	want := `imagekit: wrong.Price: metadata field "price": wrong type: a string cannot hold a Number
imagekit: wrong.Made: metadata field "made": unknown field: the account has no such field
imagekit: wrong.Tint: metadata field "season": wrong type: a []string cannot hold a SingleSelect
imagekit: metadata field "brand": missing required field: the struct has no field for it`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func ExampleMetadataOf() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	_, err := ik.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price", Schema: imagekit.CustomMetadataFieldRules{
			Type: imagekit.CustomMetadataFieldTypeNumber, MaxValue: 100,
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	type Product struct {
		Price float64 `imagekit:"price"`
	}
	fields, err := ik.GetCustomMetadataFields(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(imagekit.CheckMetadata(Product{Price: 450}, fields))

	file, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:           imagekit.FromBytes([]byte("hello")),
		FileName:       "coffee.txt",
		CustomMetadata: imagekit.MetadataOf(Product{Price: 4.5}),
	})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := ik.GetFileDetails(ctx, file.FileID)
	if err != nil {
		log.Fatal(err)
	}
	var product Product
	if err := imagekit.ReadMetadata(stored.CustomMetadata, &product); err != nil {
		log.Fatal(err)
	}
	fmt.Println(product.Price)
	// Output:
	// imagekit: Product.Price: metadata field "price": value not allowed: 450 is more than 100
	// 4.5
}

func TestMetadataOf_SameTag(t *testing.T) {
	t.Parallel()
	type twice struct {
		Brand string `imagekit:"brand"`
		Maker string `imagekit:"brand"`
	}
	defer func() {
		const want = `imagekit: twice.Brand and twice.Maker have the same tag "brand"`
		if got := recover(); got != want {
			t.Errorf("panics with %v, want %s", got, want)
		}
	}()
	imagekit.MetadataOf(twice{})
}
