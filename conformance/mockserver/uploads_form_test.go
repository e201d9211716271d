package mockserver_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

func TestUpload_FormLimits(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	s := start(t)
	many := func(n, size int) parts {
		p := named("a.txt", []byte("x"))
		for i := range n {
			p = p.with(part{name: fmt.Sprint("part", i), text: strings.Repeat("x", size)})
		}
		return p
	}
	for _, test := range []struct {
		name  string
		sent  parts
		words []string // in the error; nil if the upload is accepted
	}{
		{"unknown parts", many(7, 1<<20), nil},
		{"many unknown parts", many(997, 1), nil},
		{"a part that is too large", many(1, 1<<20+1), []string{"part0", "larger than 1 MB"}},
		{"too many parts", many(998, 0), []string{"more than 1,000 parts"}},
		{"too much text", many(8, 1<<20), []string{"larger than 8 MB"}},
		{"names that are too long", parts{{name: strings.Repeat("x", 9<<20)}}, []string{"larger than 8 MB"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body, contentType := test.sent.encode(t)
			req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", body)
			req.Header.Set("Content-Type", contentType)
			req.SetBasicAuth(s.PrivateKey(), "")
			got, err := attempt(t, s, req)
			if err != nil {
				t.Fatal(err)
			}
			if test.words == nil {
				got.wantStatus(t, http.StatusOK)
				return
			}
			got.wantError(t, http.StatusBadRequest, test.words...)
		})
	}
}

func TestUpload_UnknownPartsInMemory(t *testing.T) {
	race.SkipSlow(t)
	// The test is not parallel, because it measures allocations.
	s := start(t)
	p := named("a.txt", []byte("x"))
	for i := range 7 {
		p = p.with(part{name: fmt.Sprint("part", i), text: strings.Repeat("x", 1<<20)})
	}
	body, contentType := p.encode(t)
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", body)
	req.Header.Set("Content-Type", contentType)
	req.SetBasicAuth(s.PrivateKey(), "")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	send(t, req).wantStatus(t, http.StatusOK)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 4<<20 {
		t.Errorf("%d bytes were allocated for 7 MB of unknown parts, want at most 4 MiB", allocated)
	}
}

// TestUpload_LargeLists uploads lists of nearly 1 MB. Lists of different items have too many values; a list that
// repeats two items does not.
func TestUpload_LargeLists(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	s := start(t)
	var items strings.Builder
	for i := 0; items.Len() < 1<<20-8; i++ {
		fmt.Fprintf(&items, "%x,", i)
	}
	for _, name := range []string{"tags", "responseFields"} {
		got := upload(t, s, named("a.txt", []byte("x")).with(part{name: name, text: items.String()}))
		got.wantError(t, http.StatusBadRequest, name, "more than 10000 values")
	}
	got := upload(t, s, named("a.txt", []byte("x")).with(part{name: "tags", text: strings.Repeat("a,b,", 1<<17)}))
	wantFields(t, details(t, s, got.wantStatus(t, http.StatusOK).object(t)["fileId"]), object{"tags": []any{"a", "b"}})
}
