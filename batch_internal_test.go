package imagekit

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"
)

// missingFiles returns the error of a bulk operation if files do not exist. responseLost means that an earlier attempt
// of the call may have been carried out.
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

// callABC calls callBatch for three ids. The requests return errs in order. processed are the ids in their responses;
// nil means all ids of the request.
func callABC(errs []error, processed []string) (requests [][]string, failures map[string]error) {
	failures = callBatch([]string{"a", "b", "c"}, "", func(ids []string) ([]string, []BulkFileError, error) {
		requests = append(requests, slices.Clone(ids))
		if processed == nil {
			return ids, nil, errs[len(requests)-1]
		}
		return processed, nil, errs[len(requests)-1]
	})
	return requests, failures
}

func TestCallBatch_ResponseLost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err        error
		wantFailed []string
		wantSecond []string // ids of the second request
	}{
		"deletion": {
			missingFiles("bulkDeleteFiles", `["a","b"]`, false), []string{"a", "b"}, []string{"c"},
		},
		"deletion of all, response lost": {
			missingFiles("bulkDeleteFiles", `["a","b","c"]`, true), nil, nil,
		},
		"deletion of none, response lost": {
			missingFiles("bulkDeleteFiles", `["a","b"]`, true), []string{"a", "b"}, []string{"c"},
		},
		"tags, response lost": {
			missingFiles("bulkAddTags", `["a","b"]`, true), []string{"a", "b"}, []string{"c"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests, failures := callABC([]error{test.err, nil}, nil)
			if second := slices.Concat(requests[1:]...); !slices.Equal(second, test.wantSecond) {
				t.Errorf("the second request is for %v, want %v", second, test.wantSecond)
			}
			if failed := slices.Sorted(maps.Keys(failures)); !slices.Equal(failed, test.wantFailed) {
				t.Errorf("the calls for %v fail, want %v", failed, test.wantFailed)
			}
			if err := failures["a"]; test.wantFailed != nil && !errors.Is(err, ErrNotFound) {
				t.Errorf("a: got %v, want ErrNotFound", err)
			}
		})
	}
}

// checkFailure checks the error of a file. If want is nil, any error except ErrNotFound is correct.
func checkFailure(t *testing.T, id string, err, want error) {
	t.Helper()
	switch {
	case err == nil, want != nil && !errors.Is(err, want), want == nil && errors.Is(err, ErrNotFound):
		t.Errorf("%s: got %v, want %v", id, err, want)
	}
}

func TestCallBatch_ErrorOfEachFile(t *testing.T) {
	t.Parallel()
	missing := func(ids string) error { return missingFiles("bulkDeleteFiles", ids, false) }
	down := errors.New("down")
	for name, test := range map[string]struct {
		errs         []error // of the requests, in order
		processed    []string
		wantFailed   map[string]error // nil for an error that is not ErrNotFound
		wantRequests int
	}{
		"another one missing in the next request": {
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
		"missing id was not requested": {
			[]error{missing(`["x"]`)},
			nil,
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
		"missing ids cannot be decoded": {
			[]error{missing(`"a"`)},
			nil,
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
		"response without one of the ids": {
			[]error{nil},
			[]string{"a", "c"},
			map[string]error{"b": nil},
			1,
		},
		"empty response": {
			[]error{nil},
			[]string{},
			map[string]error{"a": nil, "b": nil, "c": nil},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests, failures := callABC(test.errs, test.processed)
			if len(requests) != test.wantRequests || len(failures) != len(test.wantFailed) {
				t.Errorf("requests %v, failures %v, want %d requests and failures %v",
					requests, failures, test.wantRequests, test.wantFailed)
			}
			for id, want := range test.wantFailed {
				checkFailure(t, id, failures[id], want)
			}
		})
	}
}
