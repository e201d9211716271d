package scenarios_test

import (
	"fmt"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var listScenarios = []scenario{
	{"empty lists", "", emptyLists},
	{"filters of lists", "", filtersOfLists},
	{"searches", "", searches},
	{"settings of a new account", "an account has settings already", settingsOfANewAccount},
}

func emptyLists(t *testing.T, a *account) {
	for name, params := range map[string]*imagekit.ListFilesParams{
		"folder that does not exist": {Path: new(a.folder + "/nowhere")},
		"tag that nothing has":       {Path: &a.folder, Tags: []string{"nothing has this"}},
		"name that nothing has":      {Path: &a.folder, Name: new("nothing.txt")},
		"search": {
			SearchQuery: new(fmt.Sprintf("path : %q AND name = %q", a.folder, "nothing.txt")),
		},
		"page behind the end": {Path: &a.folder, Skip: new(1000)},
	} {
		found := check.Call(a.ListFiles(t.Context(), params)).Must(t)
		if found == nil || len(found) > 0 {
			t.Errorf("%s: found %v, want an empty list", name, found)
		}
		for file, err := range a.Files(t.Context(), params) {
			t.Errorf("%s: the iterator has %v, error %v", name, file, err)
		}
	}
}

func filtersOfLists(t *testing.T, a *account) {
	a.uploadFile(t, "coffee.png", picture(t, 1, 1), func(r *imagekit.UploadRequest) {
		r.Tags = []string{"drink", "hot"}
	})
	a.uploadFile(t, "cola.txt", []byte("cola"), func(r *imagekit.UploadRequest) { r.Tags = []string{"drink"} })
	a.uploadFile(t, "cola.txt", []byte("cola, sugar-free"), func(r *imagekit.UploadRequest) {
		r.Tags = []string{"cold"}
	})
	a.uploadFile(t, "soup.txt", []byte("soup"), inFolder(a.folder+"/meals"))
	for name, test := range map[string]struct {
		params imagekit.ListFilesParams
		want   []string
	}{
		"files":   {imagekit.ListFilesParams{}, []string{"coffee.png", "cola.txt"}},
		"folders": {imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterFolder)}, []string{"meals"}},
		"files and folders": {
			imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterAll)},
			[]string{"coffee.png", "cola.txt", "meals"},
		},
		"old versions": {
			imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterFileVersion)},
			[]string{"cola.txt"},
		},
		"images": {
			imagekit.ListFilesParams{FileType: new(imagekit.FileTypeFilterImage)},
			[]string{"coffee.png"},
		},
		"all but images": {
			imagekit.ListFilesParams{FileType: new(imagekit.FileTypeFilterNonImage)},
			[]string{"cola.txt"},
		},
		"a tag": {imagekit.ListFilesParams{Tags: []string{"drink"}}, []string{"coffee.png"}},
		"one of two tags": {
			imagekit.ListFilesParams{Tags: []string{"hot", "cold"}},
			[]string{"coffee.png", "cola.txt"},
		},
		"a name": {imagekit.ListFilesParams{Name: new("cola.txt")}, []string{"cola.txt"}},
		"a page": {imagekit.ListFilesParams{Skip: new(1), Limit: new(1)}, []string{"cola.txt"}},
		"the largest first": {
			imagekit.ListFilesParams{Sort: new(imagekit.SortOrderDescSize)},
			[]string{"coffee.png", "cola.txt"},
		},
		"the smallest first": {
			imagekit.ListFilesParams{Sort: new(imagekit.SortOrderAscSize)},
			[]string{"cola.txt", "coffee.png"},
		},
	} {
		test.params.Path = &a.folder
		if test.params.Sort == nil {
			test.params.Sort = new(imagekit.SortOrderAscName)
		}
		a.assertList(t, name, &test.params, test.want)
	}
}

// assertList checks the names in a list and their order.
func (a *account) assertList(t *testing.T, what string, params *imagekit.ListFilesParams, want []string) {
	t.Helper()
	var names []string
	a.waitUntil(t, fmt.Sprintf("%s has %q", what, want), func() (bool, error) {
		found, err := a.ListFiles(t.Context(), params)
		names = nil
		for _, asset := range found {
			names = append(names, asset.Name)
		}
		return fmt.Sprint(names) == fmt.Sprint(want), err
	})
}

func searches(t *testing.T, a *account) {
	a.uploadFile(t, "coffee.png", picture(t, 30, 20), func(r *imagekit.UploadRequest) {
		r.Tags = []string{"drink", "hot"}
	})
	a.uploadFile(t, "cola.txt", []byte("cola"), func(r *imagekit.UploadRequest) { r.Tags = []string{"drink"} })
	a.uploadFile(t, "日本茶.txt", []byte("a long description of tea"), func(r *imagekit.UploadRequest) {
		r.Tags = []string{"熱い"}
	})
	for query, want := range map[string][]string{
		`name = "cola.txt"`:                              {"cola.txt"},
		`name : "co"`:                                    {"coffee.png", "cola.txt"},
		`name = "日本茶.txt"`:                               {"日本茶.txt"},
		`tags IN ["hot", "熱い"]`:                          {"coffee.png", "日本茶.txt"},
		`tags NOT IN ["drink"]`:                          {"日本茶.txt"},
		`width >= 30 AND height < 21`:                    {"coffee.png"},
		`size <= 4 OR size > 20 AND format IN ["png"]`:   {"coffee.png", "cola.txt"},
		`(size <= 4 OR size > 20) AND format IN ["png"]`: {"coffee.png"},
		`tags HAS "DRINK" AND size < "1kb"`:              {"coffee.png", "cola.txt"},
		`createdAt > "1h"`:                               {"coffee.png", "cola.txt", "日本茶.txt"},
		`createdAt < "1h"`:                               nil,
	} {
		query = fmt.Sprintf(`path : %q AND (%s)`, a.folder, query)
		a.assertList(t, query, &imagekit.ListFilesParams{SearchQuery: &query, Sort: new(imagekit.SortOrderAscName)},
			want)
	}
	_, err := a.ListFiles(t.Context(), &imagekit.ListFilesParams{SearchQuery: new(`name = "cola.txt" AND (tags IN`)})
	wantError(t, err, imagekit.ErrInvalidRequest)
}

func settingsOfANewAccount(t *testing.T, a *account) {
	ctx := t.Context()
	wantEqual(t, "custom metadata fields", len(check.Call(a.GetCustomMetadataFields(ctx, nil)).Must(t)), 0)
	wantEqual(t, "saved extensions", len(check.Call(a.ListSavedExtensions(ctx)).Must(t)), 0)
	wantEqual(t, "named transformations", len(check.Call(a.ListNamedTransformations(ctx)).Must(t)), 0)
	wantEqual(t, "origins", len(check.Call(a.ListOrigins(ctx)).Must(t)), 0)
	wantEqual(t, "files", len(check.Call(a.ListFiles(ctx, nil)).Must(t)), 0)
}
