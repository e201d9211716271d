package imagekit

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"
)

// unknown is what an error says of a call whose first answer was lost.
func unknown(lost bool) error {
	if lost {
		return ErrOutcomeUnknown
	}
	return nil
}

func TestWhatALostDeletionHasDeletedIsNotMissing(t *testing.T) {
	t.Parallel()
	missing := func(operation, ids string, unclear bool) error {
		return &Error{
			Operation: operation, StatusCode: http.StatusNotFound, Body: []byte(`{"message":"not found","missingFileIds":` + ids + `}`), unknown: unknown(unclear),
		}
	}
	for name, test := range map[string]struct {
		err  error
		want []string // what fails
		left []string // for the second request
	}{
		"deletion, answered":            {missing("bulkDeleteFiles", `["a","b"]`, false), []string{"a", "b"}, []string{"c"}},
		"deletion of all, answer lost":  {missing("bulkDeleteFiles", `["a","b","c"]`, true), nil, nil},
		"deletion of none, answer lost": {missing("bulkDeleteFiles", `["a","b"]`, true), []string{"a", "b"}, []string{"c"}},
		"tags, answer lost":             {missing("bulkAddTags", `["a","b"]`, true), []string{"a", "b"}, []string{"c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests [][]string
			outcomes := batchOutcomes([]string{"a", "b", "c"}, "", func(ids []string) ([]string, []BulkFileError, error) {
				if requests = append(requests, slices.Clone(ids)); len(requests) == 1 {
					return nil, nil, test.err
				}
				return ids, nil, nil
			})
			rest := slices.Concat(requests[1:]...)
			if want := test.left; !slices.Equal(rest, want) {
				t.Errorf("the second request is for %v, want %v", rest, want)
			}
			for id, err := range outcomes {
				if !errors.Is(err, ErrNotFound) {
					t.Errorf("%s: got %v", id, err)
				}
			}
			if failed := slices.Sorted(maps.Keys(outcomes)); !slices.Equal(failed, test.want) {
				t.Errorf("%v fail, want %v", failed, test.want)
			}
		})
	}
}

func TestEachFileOfABatchHasItsOwnOutcome(t *testing.T) {
	t.Parallel()
	gone := func(ids string, lost bool) error {
		return &Error{Operation: "bulkDeleteFiles", StatusCode: http.StatusNotFound, Body: []byte(`{"message":"not found","missingFileIds":` + ids + `}`), unknown: unknown(lost)}
	}
	down := errors.New("down")
	for name, test := range map[string]struct {
		errs  []error // of one request after the other
		done  []string
		want  map[string]error // what fails, nil for any error
		calls int
	}{
		"one is missing, and one more in the next request": {[]error{gone(`["a"]`, false), gone(`["b"]`, false), nil}, []string{"c"}, map[string]error{"a": ErrNotFound, "b": ErrNotFound}, 3},
		"the answer to the second request is lost":         {[]error{gone(`["a"]`, false), gone(`["b","c"]`, true)}, nil, map[string]error{"a": ErrNotFound}, 2},
		"the second request fails":                         {[]error{gone(`["a"]`, false), down}, nil, map[string]error{"a": ErrNotFound, "b": down, "c": down}, 2},
		"what is missing was not asked for":                {[]error{gone(`["x"]`, false)}, nil, map[string]error{"a": nil, "b": nil, "c": nil}, 1},
		"the response mentions only some":                  {[]error{nil}, []string{"a", "c"}, map[string]error{"b": nil}, 1},
		"an empty response mentions none":                  {[]error{nil}, nil, map[string]error{"a": nil, "b": nil, "c": nil}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			outcomes := batchOutcomes([]string{"a", "b", "c"}, "", func([]string) ([]string, []BulkFileError, error) {
				calls++
				return test.done, nil, test.errs[calls-1]
			})
			if calls != test.calls || len(outcomes) != len(test.want) {
				t.Errorf("%d requests, %v fail, want %d and %v", calls, outcomes, test.calls, test.want)
			}
			for id, want := range test.want {
				if err := outcomes[id]; err == nil || want != nil && !errors.Is(err, want) {
					t.Errorf("%s: got %v, want %v", id, err, want)
				}
			}
		})
	}
}
