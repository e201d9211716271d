package imagekit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	imagekit "github.com/openimagekit/imagekit"
)

// library serves a list of n files and records the queries.
func library(t *testing.T, n int) (*imagekit.Client, *[]string) {
	t.Helper()
	queries := new([]string)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		*queries = append(*queries, r.URL.RawQuery)
		if r.FormValue("name") == "broken" && len(*queries) > 1 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		skip, _ := strconv.Atoi(r.FormValue("skip"))
		limit, _ := strconv.Atoi(r.FormValue("limit"))
		page := []map[string]string{}
		for i := skip; i < min(n, skip+limit); i++ {
			kind := "file"
			if r.FormValue("searchQuery") != "" && i%2 == 1 {
				kind = "folder"
			}
			page = append(page, map[string]string{"type": kind, "name": strconv.Itoa(i)})
		}
		_ = json.NewEncoder(w).Encode(page)
	}), queries
}

func TestFilesFetchesPagesWhenTheLoopGetsThere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size   int
		params *imagekit.ListFilesParams
		stop   int // after so many, 0 for never
		count  int
		want   []string
	}{
		"no parameters":   {3, nil, 0, 3, []string{"type=file&limit=1000&skip=0"}},
		"empty library":   {0, nil, 0, 0, []string{"type=file&limit=1000&skip=0"}},
		"several pages":   {5, &imagekit.ListFilesParams{Limit: new(2), Skip: new(1)}, 0, 4, []string{"type=file&limit=2&skip=1", "type=file&limit=2&skip=3", "type=file&limit=2&skip=5"}},
		"stopped early":   {9, &imagekit.ListFilesParams{Limit: new(2)}, 3, 3, []string{"type=file&limit=2&skip=0", "type=file&limit=2&skip=2"}},
		"versions":        {1, &imagekit.ListFilesParams{Type: new(imagekit.ListTypeFileVersion)}, 0, 1, []string{"type=file-version&limit=1000&skip=0"}},
		"search, folders": {4, &imagekit.ListFilesParams{SearchQuery: new(`name : "a"`)}, 0, 2, []string{"searchQuery=name+%3A+%22a%22&limit=1000&skip=0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik, queries := library(t, test.size)
			count := 0
			for file, err := range ik.Files(t.Context(), test.params) {
				if err != nil {
					t.Fatal(err)
				}
				if file.Name == "" {
					t.Error("a file without a name")
				}
				if count++; count == test.stop {
					break
				}
			}
			if count != test.count || !slices.Equal(*queries, test.want) {
				t.Errorf("%d files from %q, want %d from %q", count, *queries, test.count, test.want)
			}
		})
	}
}

func TestAnIteratorCanBeUsedTwiceAndLeavesParamsAlone(t *testing.T) {
	t.Parallel()
	ik, _ := library(t, 3)
	params := &imagekit.ListFilesParams{Limit: new(2)}
	assets := ik.Assets(t.Context(), params)
	for range 2 {
		count := 0
		for asset, err := range assets {
			if err != nil || asset.Type != imagekit.AssetTypeFile {
				t.Fatal(asset, err)
			}
			count++
		}
		if count != 3 {
			t.Errorf("got %d", count)
		}
	}
	if params.Skip != nil || params.Type != nil || *params.Limit != 2 {
		t.Errorf("params are now %+v", params)
	}
}

func TestAnIteratorEndsWithItsErrorOnce(t *testing.T) {
	t.Parallel()
	ik, queries := library(t, 9)
	var got []string
	for file, err := range ik.Files(t.Context(), &imagekit.ListFilesParams{Name: new("broken"), Limit: new(2)}) {
		if err != nil {
			var e *imagekit.Error
			got = append(got, fmt.Sprint(errors.As(err, &e), file == nil))
			continue
		}
		got = append(got, file.Name)
	}
	if want := []string{"0", "1", "true true"}; !slices.Equal(got, want) || len(*queries) != 2 {
		t.Errorf("got %v after %v, want %v", got, *queries, want)
	}
}
