package contract_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// TestLimits_ResponseBytes has a body that is one byte longer than the document allows, for each operation that returns
// something.
func TestLimits_ResponseBytes(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		first := op.answers(t)[0]
		if !first.isResult || tested[e.Operation] {
			continue
		}
		tested[e.Operation] = true
		t.Run(e.Operation, func(t *testing.T) {
			t.Parallel()
			limit := maxResponseBytes(t, op)
			s := newService(t, answer{})
			c := s.client(t)
			for length, want := range map[int]bool{limit: true, limit + 1: false} {
				s.says(first.status, string(first.body)+strings.Repeat(" ", length-len(first.body)))
				_, err := e.Call(t.Context(), c)
				var tooLarge *imagekit.ResponseLimitError
				if (err == nil) != want || err != nil &&
					(!errors.As(err, &tooLarge) || tooLarge.Limit != int64(limit)) {
					t.Errorf("%d bytes: %v", length, err)
				}
			}
		})
	}
}

// maxResponseBytes returns the limit of an operation; that of those without one is in the document's description.
func maxResponseBytes(t *testing.T, op documented) int {
	t.Helper()
	const fallback = 2_000_000
	if !strings.Contains(spec.Document(t).Info.Description, "2,000,000 bytes") {
		t.Error("the document does not say what the limit is by default")
	}
	limit, ok := op.Extensions["x-max-response-bytes"].(float64)
	switch {
	case !ok:
		return fallback
	case limit > 8_000_000: // the largest for which the use of memory is tested
		t.Errorf("%s has a limit of %.0f bytes", op.OperationID, limit)
	}
	return int(limit)
}

// TestLimits_ListsInDocument fails when a result is a list that may have any number of elements.
func TestLimits_ListsInDocument(t *testing.T) {
	t.Parallel()
	lists := 0
	for id, op := range operations(t) {
		for status, response := range op.Responses.Map() {
			media := response.Value.Content.Get("application/json")
			if media == nil || !media.Schema.Value.Type.Is(openapi3.TypeArray) {
				continue
			}
			lists++
			if most := media.Schema.Value.MaxItems; most == nil || *most > 1000 {
				t.Errorf("the list of %s, %s, has no maxItems, or too large a one", id, status)
			}
		}
	}
	if lists < 7 {
		t.Errorf("only %d lists", lists)
	}
}

func TestLimits_ListElements(t *testing.T) {
	t.Parallel()
	for id, list := range map[string]func(context.Context, *imagekit.Client) (any, error){
		"getFileVersions": func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileVersions(ctx, exchanges.FileID)
		},
		"listOrigins": func(ctx context.Context, c *imagekit.Client) (any, error) { return c.ListOrigins(ctx) },
	} {
		s := newService(t, answer{})
		c := s.client(t)
		for elements, want := range map[int]bool{1000: true, 1001: false} {
			s.says(200, "["+strings.Repeat("{},", elements-1)+"{}]")
			if _, err := list(t.Context(), c); (err == nil) != want {
				t.Errorf("%s with %d elements: %v", id, elements, err)
			}
		}
	}
}
