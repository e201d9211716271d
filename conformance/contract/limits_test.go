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
	"github.com/openimagekit/imagekit/internal/race"
)

// TestLimits_ResponseBytes checks the maximum length of responses: for each operation with a result, a body that is one
// byte longer than the document allows, and for each limit, one body of the maximum length. Of the operations with the
// default limit, it tests only some.
func TestLimits_ResponseBytes(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	tested, limits := map[string]bool{}, map[int]bool{}
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		first := op.successReplies(t)[0]
		if !first.isResult || tested[e.Operation] {
			continue
		}
		tested[e.Operation] = true
		limit := maxResponseBytes(t, op)
		isFirst := !limits[limit] // only once, because decoding megabytes is slow
		limits[limit] = true
		if limit == defaultMaxResponseBytes && len(tested) > 5 {
			continue // operations that set no limit share the default, so a few of them are enough
		}
		t.Run(e.Operation, func(t *testing.T) {
			t.Parallel()
			assertResponseLimit(t, e, first, limit)
			if isFirst {
				_, err := callWithLength(t, e, first, limit)
				check.NoError(t, err)
			}
		})
	}
}

// assertResponseLimit checks that the client rejects a response that is one byte longer than the limit.
func assertResponseLimit(t *testing.T, e exchanges.Exchange, a reply, limit int) {
	t.Helper()
	_, err := callWithLength(t, e, a, limit+1)
	tooLarge, ok := errors.AsType[*imagekit.ResponseLimitError](err)
	if !ok || tooLarge.Limit != int64(limit) {
		t.Errorf("%d bytes: %v", limit+1, err)
	}
}

// callWithLength makes a call whose response is padded with spaces to the given length in bytes.
func callWithLength(t *testing.T, e exchanges.Exchange, a reply, length int) (any, error) {
	t.Helper()
	body := slices.Concat(a.body, bytes.Repeat([]byte(" "), length-len(a.body)))
	s := newService(t, reply{status: a.status, body: body})
	return e.Call(t.Context(), s.client(t))
}

// defaultMaxResponseBytes is the limit of operations that have none in the document.
const defaultMaxResponseBytes = 2_000_000

// maxResponseBytes returns the limit of an operation in bytes. The description of the document contains the default.
func maxResponseBytes(t *testing.T, op operationSpec) int {
	t.Helper()
	if !strings.Contains(spec.Document(t).Info.Description, "2,000,000 bytes") {
		t.Error("the description of the document does not contain the default limit")
	}
	limit, ok := op.Extensions["x-max-response-bytes"].(float64)
	switch {
	case !ok:
		return defaultMaxResponseBytes
	case limit > 8_000_000: // the largest limit for which memory is tested
		t.Errorf("%s has a limit of %.0f bytes", op.OperationID, limit)
	}
	return int(limit)
}

// TestLimits_ListsInDocument checks that the document limits each list that an operation returns to at most 1000
// elements.
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
				t.Errorf("%s %s: the maxItems of the list is missing or above 1000", id, status)
			}
		}
	}
	if lists < 7 {
		t.Errorf("only %d operations return lists, want at least 7", lists)
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
		s := newService(t, reply{})
		c := s.client(t)
		for elements, want := range map[int]bool{1000: true, 1001: false} {
			s.setReply(200, "["+strings.Repeat("{},", elements-1)+"{}]")
			if _, err := list(t.Context(), c); (err == nil) != want {
				t.Errorf("%s with %d elements: %v", id, elements, err)
			}
		}
	}
}
