package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
)

// serveFiles serves a list of n files and records the queries. With the name "broken", the second request fails.
func serveFiles(t *testing.T, n int) (*imagekit.Client, *[]string) {
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
		_ = json.MarshalWrite(w, page)
	}), queries
}

func TestClient_Files_Pages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size   int
		params *imagekit.ListFilesParams
		stop   int // number of files after which the loop stops; 0 for no limit
		count  int
		want   []string
	}{
		"no parameters": {3, nil, 0, 3, []string{"type=file&limit=1000&skip=0"}},
		"empty library": {0, nil, 0, 0, []string{"type=file&limit=1000&skip=0"}},
		"several pages": {
			5, &imagekit.ListFilesParams{Limit: new(2), Skip: new(1)}, 0, 4,
			[]string{"type=file&limit=2&skip=1", "type=file&limit=2&skip=3", "type=file&limit=2&skip=5"},
		},
		"pages of one": {
			2, &imagekit.ListFilesParams{Limit: new(1)}, 0, 2,
			[]string{"type=file&limit=1&skip=0", "type=file&limit=1&skip=1", "type=file&limit=1&skip=2"},
		},
		"stopped early": {
			9, &imagekit.ListFilesParams{Limit: new(2)}, 3, 3,
			[]string{"type=file&limit=2&skip=0", "type=file&limit=2&skip=2"},
		},
		"versions": {
			1, &imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterFileVersion)}, 0, 1,
			[]string{"type=file-version&limit=1000&skip=0"},
		},
		"search, folders": {
			4, &imagekit.ListFilesParams{SearchQuery: new(`name : "a"`)}, 0, 2,
			[]string{"sort=ASC_CREATED&searchQuery=name+%3A+%22a%22&limit=1000&skip=0"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik, queries := serveFiles(t, test.size)
			count := countUntil(t, ik.Files(t.Context(), test.params), test.stop)
			if count != test.count || !slices.Equal(*queries, test.want) {
				t.Errorf("%d files from %q, want %d from %q", count, *queries, test.count, test.want)
			}
		})
	}
}

// countUntil counts the files of an iterator. If stop is not 0, it breaks out of the loop after that many files.
func countUntil(t *testing.T, files iter.Seq2[*imagekit.File, error], stop int) int {
	t.Helper()
	count := 0
	for file, err := range files {
		if err != nil || file.Name == "" {
			t.Fatal(file, err)
		}
		if count++; count == stop {
			break
		}
	}
	return count
}

func TestClient_Assets_UsedTwice(t *testing.T) {
	t.Parallel()
	ik, _ := serveFiles(t, 3)
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
			t.Errorf("got %d assets, want 3", count)
		}
	}
	if params.Skip != nil || params.Type != nil || *params.Limit != 2 {
		t.Errorf("params were changed to %+v", params)
	}
}

func TestClient_Files_Error(t *testing.T) {
	t.Parallel()
	ik, queries := serveFiles(t, 9)
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

// TestClient_Files_WithResponse checks the response while the next page is fetched; the race detector checks it too.
func TestClient_Files_WithResponse(t *testing.T) {
	t.Parallel()
	ik, _ := serveFiles(t, 9)
	var response imagekit.Response
	params := &imagekit.ListFilesParams{Limit: new(3)}
	i := 0
	for _, err := range ik.Files(t.Context(), params, imagekit.WithResponse(&response)) {
		if err != nil {
			t.Fatal(err)
		}
		var page []imagekit.File
		err := json.Unmarshal(response.Body, &page)
		if err != nil || len(page) != 3 || page[i%3].Name != strconv.Itoa(i) {
			t.Errorf("the response of file %d is %s", i, response.Body)
		}
		i++
	}
	if i != 9 || string(response.Body) != "[]" {
		t.Errorf("%d files, the last response is %s", i, response.Body)
	}
}

func TestClient_Files_WithResponseOfError(t *testing.T) {
	t.Parallel()
	ik, _ := serveFiles(t, 9)
	var response imagekit.Response
	params := &imagekit.ListFilesParams{Name: new("broken"), Limit: new(2)}
	for _, err := range ik.Files(t.Context(), params, imagekit.WithResponse(&response)) {
		want := http.StatusOK
		if err != nil {
			want = http.StatusInternalServerError
		}
		if response.StatusCode != want {
			t.Errorf("the response of error %v has status %d, want %d", err, response.StatusCode, want)
		}
	}
}

// TestClient_Files_ParamsCopied changes params after the call of Files.
func TestClient_Files_ParamsCopied(t *testing.T) {
	t.Parallel()
	ik, queries := serveFiles(t, 5)
	params := &imagekit.ListFilesParams{Limit: new(2), Skip: new(1)}
	files := ik.Files(t.Context(), params)
	*params.Limit, *params.Skip = 7, 7
	for _, err := range files {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"type=file&limit=2&skip=1", "type=file&limit=2&skip=3", "type=file&limit=2&skip=5"}
	if !slices.Equal(*queries, want) {
		t.Errorf("got %v, want %v", *queries, want)
	}
}

// TestClient_Files_ResponseWithoutList sends responses without a list. The client must not treat them as an empty
// library, because a program may delete files that are not listed.
func TestClient_Files_ResponseWithoutList(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"": false, " ": false, "null": false, "[]": true} {
		ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		var got error
		for _, err := range ik.Files(t.Context(), nil) {
			got = err
		}
		if (got == nil) != want {
			t.Errorf("%q: %v", body, got)
		}
	}
}

// TestClient_Files_Prefetch fetches pages that take one second each, with a loop that takes one second for a page. Time
// is simulated.
func TestClient_Files_Prefetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		service := slowService(40)
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			requests++
			time.Sleep(time.Second - latency)
			return service(r)
		}))
		params := &imagekit.ListFilesParams{Limit: new(10)}
		start, n := time.Now(), 0
		for _, err := range ik.Files(t.Context(), params) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			time.Sleep(100 * time.Millisecond)
		}
		// 1 s for the first page, and 1.1 s for each other page: the next one is requested 0.1 s after the loop gets a
		// page.
		if elapsed := time.Since(start); n != 40 || requests != 5 || elapsed > 5500*time.Millisecond {
			t.Errorf("%d files by %d requests in %v", n, requests, elapsed)
		}
		for range ik.Files(t.Context(), params) {
			break
		}
		if requests != 6 {
			t.Errorf("a loop that stops at the first file makes %d requests, want 1", requests-5)
		}
	})
}

// TestClient_Files_BreakDuringPrefetch breaks out of the loop while the next page is fetched. The loop must end after
// that request has ended.
func TestClient_Files_BreakDuringPrefetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests, ended := 0, false
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			if requests++; requests == 1 {
				return response(200, `[{"name":"a"},{"name":"b"}]`), nil
			}
			<-r.Context().Done()
			time.Sleep(50 * time.Millisecond)
			ended = true
			return nil, context.Cause(r.Context())
		}))
		for file, err := range ik.Files(t.Context(), &imagekit.ListFilesParams{Limit: new(2)}) {
			if err != nil {
				t.Fatal(err)
			}
			if file.Name == "b" {
				synctest.Wait() // until the next page is requested
				break
			}
		}
		if requests != 2 || !ended {
			t.Errorf("%d requests, the last one has ended: %v", requests, ended)
		}
	})
}

// TestClient_Files_WithResponseAfterOtherCalls makes other calls after the next page has arrived. They reuse the buffer
// into which the page was read.
func TestClient_Files_WithResponseAfterOtherCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			switch skip := r.URL.Query().Get("skip"); skip {
			case "":
				return response(200, `{"name":"another"}`), nil
			case "4":
				return response(200, "[]"), nil
			default:
				return response(200, `[{"name":"`+skip+`"}]`), nil
			}
		}))
		var page imagekit.Response
		params := &imagekit.ListFilesParams{Limit: new(1)}
		for file, err := range ik.Files(t.Context(), params, imagekit.WithResponse(&page)) {
			if want := `[{"name":"` + file.Name + `"}]`; err != nil || string(page.Body) != want {
				t.Fatalf("the response is %s, %v, want %s", page.Body, err, want)
			}
			synctest.Wait() // until the next page has arrived
			getFileDetails(t, ik, 20)
		}
	})
}

// getFileDetails makes n calls, one after the other.
func getFileDetails(t *testing.T, ik *imagekit.Client, n int) {
	t.Helper()
	for range n {
		if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestClient_Files_WithResponseMismatches lists a file whose size has an unexpected type.
func TestClient_Files_WithResponseMismatches(t *testing.T) {
	t.Parallel()
	const body = `[{"name":"a","size":"large"}]`
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) { return response(200, body), nil }))
	var page imagekit.Response
	for file, err := range ik.Files(t.Context(), nil, imagekit.WithResponse(&page)) {
		if err != nil || file.Name != "a" {
			t.Fatalf("got %+v, %v", file, err)
		}
	}
	if page.StatusCode != 200 || string(page.Body) != body || !slices.Equal(page.Mismatches, []string{"/0/size"}) {
		t.Errorf("got %d, %s, mismatches %q", page.StatusCode, page.Body, page.Mismatches)
	}
}
