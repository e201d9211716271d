package mockserver_test

import (
	"net/http"
	"testing"
)

// TestListFiles_SingleQuotes sends queries with single quotes, as in the documentation's examples for Java and Python.
func TestListFiles_SingleQuotes(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 8, 8, false), part{name: "tags", text: "tag-1"})
	put(t, s, "it's.txt", make([]byte, 3<<20))
	for query, want := range map[string][]string{
		`format='png'`:                                                 {"a.png"},
		`createdAt >= '7d' AND size > '2mb'`:                           {"it_s.txt"},
		`createdAt < '2d' OR size < '2mb' OR format='png'`:             {"a.png"},
		`(size < '1mb' AND width < 5) OR (tags IN ['tag-1', 'tag-2'])`: {"a.png"},
		`'name' = 'a.png'`:                                             {"a.png"},
		`name = "a.png" OR name = 'it_s.txt'`:                          {"a.png", "it_s.txt"},
		`name IN ['it\'s.txt', "it's.txt"]`:                            {},
	} {
		wantNames(t, s, "sort=ASC_NAME&searchQuery="+escape(query), want...)
	}
	do(t, s, http.MethodGet, "/v1/files?searchQuery="+escape(`name = 'a.png"`), nil).
		wantError(t, http.StatusBadRequest, "searchQuery", "no closing quote")
}
