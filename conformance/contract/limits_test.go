package contract_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// TestLimits_ResponseBytes sends a body that is one byte longer than the document allows to each operation that returns
// something, and a body of the maximum length once for each limit.
func TestLimits_ResponseBytes(t *testing.T) {
	t.Parallel()
	tested, limits := map[string]bool{}, map[int]bool{}
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		first := op.answers(t)[0]
		if !first.isResult || tested[e.Operation] {
			continue
		}
		tested[e.Operation] = true
		limit := maxResponseBytes(t, op)
		fits := !limits[limit] // only once, because decoding megabytes is slow
		limits[limit] = true
		t.Run(e.Operation, func(t *testing.T) {
			t.Parallel()
			assertResponseLimit(t, e, first, limit)
			if fits {
				_, err := callWithLength(t, e, first, limit)
				check.NoError(t, err)
			}
		})
	}
}

// assertResponseLimit checks that the client refuses a response that is one byte longer than the limit.
func assertResponseLimit(t *testing.T, e exchanges.Exchange, a answer, limit int) {
	t.Helper()
	_, err := callWithLength(t, e, a, limit+1)
	tooLarge, ok := errors.AsType[*imagekit.ResponseLimitError](err)
	if !ok || tooLarge.Limit != int64(limit) {
		t.Errorf("%d bytes: %v", limit+1, err)
	}
}

// callWithLength makes a call whose response is padded with spaces to the given length in bytes.
func callWithLength(t *testing.T, e exchanges.Exchange, a answer, length int) (any, error) {
	t.Helper()
	body := slices.Concat(a.body, bytes.Repeat([]byte(" "), length-len(a.body)))
	s := newService(t, answer{status: a.status, body: body})
	return e.Call(t.Context(), s.client(t))
}

// maxResponseBytes returns the limit of an operation in bytes. The default is in the description of the document.
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
	case limit > 8_000_000: // the largest limit for which memory is tested
		t.Errorf("%s has a limit of %.0f bytes", op.OperationID, limit)
	}
	return int(limit)
}

// TestLimits_ListsInDocument fails if the document does not limit the length of a list that an operation returns.
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
				t.Errorf("the list of %s, %s, has no maxItems, or it is too large", id, status)
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
