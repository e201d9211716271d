package imagekit_test

import (
	"context"
	"fmt"
	"time"

	"github.com/openimagekit/imagekit"
)

type Season string

type Product struct {
	Brand    string                  `imagekit:"brand"`            // Text, Textarea
	Price    float64                 `imagekit:"price,omitzero"`   // Number
	Season   Season                  `imagekit:"season,omitzero"`  // SingleSelect
	Colors   []string                `imagekit:"colors,omitempty"` // MultiSelect
	Released *time.Time              `imagekit:"released"`         // Date; imagekit.Date works too
	InStock  imagekit.Nullable[bool] `imagekit:"inStock"`          // Boolean
}

// checkProduct checks a product against the metadata fields of the account.
func checkProduct(ctx context.Context, ik *imagekit.Client, product Product) error {
	fields, err := ik.GetCustomMetadataFields(ctx, nil)
	if err != nil {
		return err
	}
	return imagekit.CheckMetadata(product, fields)
}

func ExampleCheckMetadata() {
	ik, end := mock()
	defer end()
	fmt.Println(checkProduct(context.Background(), ik, Product{Brand: "Acme"}) != nil) // no fields in the account
	// Output: true
}
