package imagekit

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"
)

// missingFiles is the error of a bulk operation that does not find some files. responseLost says whether an earlier
// attempt of the call can have been carried out.
func missingFiles(operation, idsJSON string, responseLost bool) error {
	err := &Error{
		Operation: operation, StatusCode: http.StatusNotFound,
		Body: []byte(`{"message":"not found","missingFileIds":` + idsJSON + `}`),
	}
	if responseLost {
		err.unknown = ErrOutcomeUnknown
	}
	return err
}

func TestCallBatch_ResponseLost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err        error
		wantFailed []string
		wantSecond []string // ids of the second request
	}{
		"deletion":                        {missingFiles("bulkDeleteFiles", `["a","b"]`, false), []string{"a", "b"}, []string{"c"}},
		"deletion of all, response lost":  {missingFiles("bulkDeleteFiles", `["a","b","c"]`, true), nil, nil},
		"deletion of none, response lost": {missingFiles("bulkDeleteFiles", `["a","b"]`, true), []string{"a", "b"}, []string{"c"}},
		"tags, response lost":             {missingFiles("bulkAddTags", `["a","b"]`, true), []string{"a", "b"}, []string{"c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests [][]string
			failures := callBatch([]string{"a", "b", "c"}, "", func(ids []string) ([]string, []BulkFileError, error) {
				if requests = append(requests, slices.Clone(ids)); len(requests) == 1 {
					return nil, nil, test.err
				}
				return ids, nil, nil
			})
			if second := slices.Concat(requests[1:]...); !slices.Equal(second, test.wantSecond) {
				t.Errorf("the second request is for %v, want %v", second, test.wantSecond)
			}
			for id, err := range failures {
				if !errors.Is(err, ErrNotFound) {
					t.Errorf("%s: got %v", id, err)
				}
			}
			if failed := slices.Sorted(maps.Keys(failures)); !slices.Equal(failed, test.wantFailed) {
				t.Errorf("%v fail, want %v", failed, test.wantFailed)
			}
		})
	}
}

func TestCallBatch_ErrorOfEachFile(t *testing.T) {
	t.Parallel()
	missing := func(ids string) error { return missingFiles("bulkDeleteFiles", ids, false) }
	down := errors.New("down")
	for name, test := range map[string]struct {
		errs         []error // of one request after the other
		processed    []string
		wantFailed   map[string]error // nil for any error
		wantRequests int
	}{
		"one is missing, and one more in the next request": {
			[]error{missing(`["a"]`), missing(`["b"]`), nil},
			[]string{"c"},
			map[string]error{"a": ErrNotFound, "b": ErrNotFound},
			3,
		},
		"the response to the second request is lost": {
			[]error{missing(`["a"]`), missingFiles("bulkDeleteFiles", `["b","c"]`, true)},
			nil,
			map[string]error{"a": ErrNotFound},
			2,
		},
		"the second request fails": {
			[]error{missing(`["a"]`), down},
			nil,
			map[string]error{"a": ErrNotFound, "b": down, "c": down},
			2,
		},
		"what is missing was not requested": {
			[]error{missing(`["x"]`)},
			nil,
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
		"what is missing cannot be read": {
			[]error{missing(`"a"`)},
			nil,
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
		"the response mentions only some": {
			[]error{nil},
			[]string{"a", "c"},
			map[string]error{"b": nil},
			1,
		},
		"an empty response mentions none": {
			[]error{nil},
			nil,
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			failures := callBatch([]string{"a", "b", "c"}, "", func([]string) ([]string, []BulkFileError, error) {
				requests++
				return test.processed, nil, test.errs[requests-1]
			})
			if requests != test.wantRequests || len(failures) != len(test.wantFailed) {
				t.Errorf("%d requests, %v fail, want %d and %v", requests, failures, test.wantRequests, test.wantFailed)
			}
			for id, want := range test.wantFailed {
				if err := failures[id]; err == nil || want != nil && !errors.Is(err, want) {
					t.Errorf("%s: got %v, want %v", id, err, want)
				}
			}
			for id, err := range failures {
				if test.wantFailed[id] == nil && errors.Is(err, ErrNotFound) {
					t.Errorf("%s: got %v, although nobody says that it is missing", id, err)
				}
			}
		})
	}
}
