package search_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var wordPattern = regexp.MustCompile(`[\pL\p{Nd}\pM]+`)

// TestCondition_Meaning lists the assets that random conditions select from random libraries, and compares them with
// the assets that the function selects returns true for.
func TestCondition_Meaning(t *testing.T) {
	t.Parallel()
	const libraries, queries = 2, 150
	for seed := range uint64(libraries) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 5))
			ik, assets := randomLibrary(t, random)
			words := wordsIn(assets)
			partial := 0
			for range queries {
				c := (&randomSource{data: randomBytes(random, 20+random.IntN(80)), words: words}).condition(3)
				if n := checkMeaning(t, ik, assets, c); n > 0 && n < len(assets) {
					partial++
				}
			}
			if partial < queries/4 {
				t.Errorf("only %d of %d conditions select some assets but not all", partial, queries)
			}
		})
	}
}

func randomBytes(random *rand.Rand, n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

// checkMeaning compares the assets that a condition selects with the assets that it must select, and returns their
// number.
func checkMeaning(t *testing.T, ik *imagekit.Client, assets []imagekit.Asset, c randomCondition) int {
	t.Helper()
	query, err := c.Param()
	if err != nil {
		if !c.wrong {
			t.Errorf("%q: %v", c.tree, err)
		}
		return 0
	}
	params := &imagekit.ListFilesParams{SearchQuery: query, Sort: new(imagekit.SortOrderAscName)}
	got, want := namesOf(t, ik, params), []string{}
	for i := range assets {
		if selects(c.tree, &assets[i]) {
			want = append(want, nameOf(&assets[i]))
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s\nselects %q\nwant    %q", c, got, want)
	}
	return len(want)
}

func nameOf(a *imagekit.Asset) string {
	return fmt.Sprintf("%s%s@%s", a.FilePath, a.FolderPath, a.VersionInfo.ID)
}

func namesOf(t *testing.T, ik *imagekit.Client, params *imagekit.ListFilesParams) []string {
	t.Helper()
	names := []string{}
	for asset, err := range ik.Assets(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, nameOf(asset))
	}
	slices.Sort(names)
	return names
}

// wordsIn returns names, ids, tags and other texts of assets, and parts of them.
func wordsIn(assets []imagekit.Asset) []string {
	words := []string{"nike", "Red Cross", "S", "M", "red", "blue", "new", "nothing"}
	for i := range assets {
		a := &assets[i]
		words = append(words, a.Name, a.FileID+a.FolderID)
		words = append(words, a.Tags...)
		words = append(words, wordPattern.FindAllString(a.Name, -1)...)
	}
	return words
}

// randomLibrary starts a server with random assets, and returns a client for it and the assets.
func randomLibrary(t *testing.T, random *rand.Rand) (*imagekit.Client, []imagekit.Asset) {
	t.Helper()
	var age atomic.Int64
	clock := func() time.Time { return now.Add(-time.Duration(age.Load())) }
	server := mockserver.Start(t, mockserver.WithRendering(false), mockserver.WithClock(clock))
	ik, err := server.Client(imagekit.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	createFields(t, ik)
	ages := []time.Duration{0, time.Hour, 5 * time.Hour, 50 * time.Hour, 3 * 24 * time.Hour, 6 * 24 * time.Hour}
	for i := range 25 {
		age.Store(int64(ages[len(ages)-1-i/5] + time.Duration(random.IntN(2))*time.Second/2))
		if _, err := ik.UploadV2(t.Context(), randomUpload(t, random)); err != nil {
			t.Fatal(err)
		}
	}
	age.Store(0)
	assets := collect(t.Context(), t, ik, imagekit.AssetTypeFilterAll)
	return ik, append(assets, collect(t.Context(), t, ik, imagekit.AssetTypeFilterFileVersion)...)
}

func collect(
	ctx context.Context, t *testing.T, ik *imagekit.Client, kind imagekit.AssetTypeFilter,
) (assets []imagekit.Asset) {
	t.Helper()
	for asset, err := range ik.Assets(ctx, &imagekit.ListFilesParams{Type: &kind}) {
		if err != nil {
			t.Fatal(err)
		}
		assets = append(assets, *asset)
	}
	return assets
}

func createFields(t *testing.T, ik *imagekit.Client) {
	t.Helper()
	for name, rules := range map[string]imagekit.CustomMetadataFieldRules{
		"brand":  {Type: imagekit.CustomMetadataFieldTypeText},
		"price":  {Type: imagekit.CustomMetadataFieldTypeNumber},
		"bought": {Type: imagekit.CustomMetadataFieldTypeDate},
		"active": {Type: imagekit.CustomMetadataFieldTypeBoolean},
		"color":  {Type: imagekit.CustomMetadataFieldTypeSingleSelect, SelectOptions: []any{"red", "blue", 4.5, true}},
		"sizes":  {Type: imagekit.CustomMetadataFieldTypeMultiSelect, SelectOptions: []any{"S", "M", 38, 40.5, true}},
	} {
		request := imagekit.CreateCustomMetadataFieldRequest{Name: name, Label: name, Schema: rules}
		if _, err := ik.CreateCustomMetadataField(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
}

// randomUpload returns a file with random properties. Some names occur several times, so that there are versions.
func randomUpload(t *testing.T, random *rand.Rand) imagekit.UploadV2Request {
	t.Helper()
	names := []string{"red shoe", `it's "new"`, "Shoe, red", "café", "a-b", "new shoes", `" OR name : "`}
	folders := []string{"/", "/shop", "/shop/new", "/shopping"}
	request := imagekit.UploadV2Request{
		FileName: names[random.IntN(len(names))], Folder: &folders[random.IntN(len(folders))],
		UseUniqueFileName: new(false), IsPrivateFile: new(random.IntN(2) == 0),
		IsPublished: new(random.IntN(2) == 0), CustomMetadata: map[string]any{},
	}
	request.File = imagekit.FromBytes(bytes.Repeat([]byte("a"), 1+random.IntN(200)))
	if request.FileName += ".txt"; random.IntN(2) == 0 {
		request.FileName = request.FileName[:len(request.FileName)-len("txt")] + "png"
		request.File = imagekit.FromBytes(randomPicture(t, random))
	}
	for _, tag := range []string{"summer sale", "Sale", `a"b`, `c\d`, "red"} {
		if random.IntN(3) == 0 {
			request.Tags = append(request.Tags, tag)
		}
	}
	for name, values := range map[string][]any{
		"brand": {"nike", "Red Cross", "new\nline"}, "price": {4.5, -3, 100}, "bought": {"2026-06-12T12:00:00.000Z"},
		"active": {true, false}, "color": {"red", 4.5, true}, "sizes": {[]any{"S", 38}, []any{"M", true, 40.5}},
	} {
		if random.IntN(2) == 0 {
			request.CustomMetadata[name] = values[random.IntN(len(values))]
		}
	}
	return request
}

// randomPicture returns a PNG file, with an alpha channel or without one.
func randomPicture(t *testing.T, random *rand.Rand) []byte {
	t.Helper()
	bounds := image.Rect(0, 0, []int{8, 20, 300}[random.IntN(3)], []int{8, 20}[random.IntN(2)])
	var picture image.Image = image.NewGray(bounds)
	if random.IntN(2) == 0 {
		transparent := image.NewNRGBA(bounds)
		transparent.Set(1, 1, color.NRGBA{A: 100})
		picture = transparent
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
