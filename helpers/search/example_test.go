package search_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers/search"
)

// This example lists the files that a condition selects. A mock server takes the place of the service.
func Example() {
	ctx := context.Background()
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	ik, err := server.Client()
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"Red shoe.txt", "Red hat.txt"} {
		_, err := ik.Upload(ctx, imagekit.UploadRequest{
			File: imagekit.FromBytes([]byte(name)), FileName: name, Folder: new("/shop"), Tags: []string{"sale"},
			UseUniqueFileName: new(false),
		})
		if err != nil {
			log.Fatal(err)
		}
	}

	query, err := search.Name.Has("shoe").
		And(search.CreatedAt.After(7*24*time.Hour), search.Tags.In("sale", "summer"), search.Path.Within("/shop")).
		Param()
	if err != nil {
		log.Fatal(err)
	}
	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{SearchQuery: query}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(file.FilePath)
	}
	// Output: /shop/Red_shoe.txt
}

// The text of a person is always a value: it cannot change the structure of a query.
func ExampleCondition_Query() {
	typed := `sneaker" OR name : "`
	query, err := search.Path.Within("/shop").And(search.Name.HasPrefix(typed)).Query()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(query)
	// Output: path : "/shop/" AND name : "sneaker\" OR name : \""
}

// A condition that depends on what a person selected begins with the zero value.
func ExampleCondition() {
	var wanted search.Condition
	if minimum := 500; minimum > 0 {
		wanted = wanted.And(search.Width.AtLeast(minimum))
	}
	var formats search.Condition
	for _, format := range []string{"jpg", "webp"} {
		formats = formats.Or(search.Format.Is(format))
	}
	fmt.Println(wanted.And(formats))
	// Output: width >= 500 AND (format = "jpg" OR format = "webp")
}

func ExampleNot() {
	summer := search.Tags.In("summer").Or(search.Path.Is("/summer"))
	fmt.Println(search.Not(summer))
	// Output: tags NOT IN ["summer"] AND path NOT = "/summer/"
}

// Custom metadata fields are named once, with their types.
func ExampleCustomText() {
	var (
		brand  = search.CustomText("brand")
		price  = search.CustomNumber("price")
		bought = search.CustomDate("bought")
		sizes  = search.CustomMultiSelect("sizes")
	)
	fmt.Println(brand.Is("nike").Or(brand.NotExists()))
	fmt.Println(price.AtLeast(4.5).And(price.LessThan(10)))
	fmt.Println(bought.AfterTime(time.Date(2026, time.January, 31, 0, 0, 0, 0, time.UTC)))
	fmt.Println(sizes.In("S", "M"))
	// Output:
	// "customMetadata.brand" = "nike" OR "customMetadata.brand" NOT EXISTS
	// "customMetadata.price" >= 4.5 AND "customMetadata.price" < 10
	// "customMetadata.bought" > "2026-01-31T00:00:00"
	// "customMetadata.sizes" IN ["S", "M"]
}

// What a query cannot express is an error.
func ExampleError() {
	_, err := search.CreatedAt.After(90 * time.Minute).Query()
	var e *search.Error
	if errors.As(err, &e) {
		fmt.Println(e.Field, e.Value)
	}
	fmt.Println(err)
	// Output:
	// createdAt 1h30m0s
	// search: createdAt > "1h30m0s" must be a whole number of hours, at least one
}

// A field has a method for each operator that it supports. In queries, they are written like this.
func Example_operators() {
	day := time.Date(2026, time.January, 31, 12, 30, 0, 0, time.UTC)
	munich := search.Point{Latitude: 48.14, Longitude: 11.58}
	for _, condition := range []search.Condition{
		search.Name.Is("a.jpg"),        // exactly, with the same case
		search.Name.HasPrefix("red-"),  // begins with
		search.Name.Has("red dress"),   // all words, in any order and case
		search.Format.In("jpg", "png"), // one of several
		search.Tags.NotIn("draft"),
		search.Tags.NotExists(),
		search.Type.IsNot(search.Folder),
		search.Width.LessThan(500),
		search.Size.GreaterThan(search.MB(2)),
		search.Size.AtMost(search.Bytes(1024)),
		search.Private.Is(true),
		search.Path.Is("/shop"),                    // without subfolders
		search.Path.Within("/shop"),                // with subfolders
		search.CreatedAt.After(7 * 24 * time.Hour), // in the last 7 days
		search.CreatedAt.BeforeTime(day),
		search.LocationTaken.Near(munich, 5), // within 5 km
		search.CustomBool("active").Is(true),
	} {
		fmt.Println(condition)
	}
	// Output:
	// name = "a.jpg"
	// name : "red-"
	// name HAS "red dress"
	// format IN ["jpg", "png"]
	// tags NOT IN ["draft"]
	// tags NOT EXISTS
	// type NOT = "folder"
	// width < 500
	// size > "2mb"
	// size <= 1024
	// private = true
	// path = "/shop/"
	// path : "/shop/"
	// createdAt > "7d"
	// createdAt < "2026-01-31T12:30:00"
	// "embeddedMetadata.LocationTaken" = "48.14,11.58 5km"
	// "customMetadata.active" = true
}
