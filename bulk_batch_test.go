package imagekit

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"
)

func TestWhatALostDeletionHasDeletedIsNotMissing(t *testing.T) {
	t.Parallel()
	missing := func(operation string, unclear bool) error {
		return &Error{
			Operation: operation, StatusCode: http.StatusNotFound, Body: []byte(`{"message":"not found","missingFileIds":["a","b"]}`), doubted: unclear,
		}
	}
	for name, test := range map[string]struct {
		err  error
		want []string // what fails
	}{
		"deletion, answered":    {missing("bulkDeleteFiles", false), []string{"a", "b"}},
		"deletion, answer lost": {missing("bulkDeleteFiles", true), nil},
		"tags, answer lost":     {missing("bulkAddTags", true), []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests [][]string
			outcomes := batchOutcomes([]string{"a", "b", "c"}, "", func(ids []string) ([]BulkFileError, error) {
				if requests = append(requests, slices.Clone(ids)); len(requests) == 1 {
					return nil, test.err
				}
				return nil, nil
			})
			if len(requests) != 2 || !slices.Equal(requests[1], []string{"c"}) {
				t.Errorf("requests are for %v, want all, then c", requests)
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
