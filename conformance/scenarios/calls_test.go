package scenarios_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// servicePause is the pause before each write to the service, which allows 5 writes per second.
const servicePause = 220 * time.Millisecond

// operationSpec is an operation of openapi.yaml.
type operationSpec struct{ spec.Operation }

func operation(t *testing.T, id string) operationSpec {
	t.Helper()
	return operationSpec{spec.Find(t, id)}
}

// statusCounter counts responses by operation and status.
type statusCounter struct {
	operations map[string]operationSpec

	mu     sync.Mutex
	counts map[string]map[int]int
}

func newStatusCounter(t *testing.T) *statusCounter {
	t.Helper()
	c := &statusCounter{operations: map[string]operationSpec{}, counts: map[string]map[int]int{}}
	for id, op := range spec.Operations(t) {
		c.operations[id] = operationSpec{op}
		c.counts[id] = map[int]int{}
	}
	return c
}

func (c *statusCounter) count(r *http.Request, status int) {
	id := c.operationOf(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts[id] == nil {
		c.counts[id] = map[int]int{} // id may not be an operation; assertComplete reports that
	}
	c.counts[id][status]++
}

// operationOf returns the operationId of a request. If several operations match, it is the one whose path has the most
// literal text.
func (c *statusCounter) operationOf(r *http.Request) string {
	id, best := r.Method+" "+r.URL.Path, -1
	for candidate, op := range c.operations {
		if op.Method == r.Method && matchesPattern(r.URL.EscapedPath(), op.Path) && literalLength(op.Path) > best {
			id, best = candidate, literalLength(op.Path)
		}
	}
	return id
}

// matchesPattern reports whether the end of a path matches a pattern. The path may begin with the prefix of the server.
func matchesPattern(path, pattern string) bool {
	got, want := strings.Split(path, "/"), strings.Split(pattern, "/")
	if len(got) < len(want) {
		return false
	}
	got = got[len(got)-len(want)+1:]
	for i, segment := range want[1:] {
		if !strings.HasPrefix(segment, "{") && got[i] != segment {
			return false
		}
	}
	return true
}

func literalLength(pattern string) int {
	n := 0
	for segment := range strings.SplitSeq(pattern, "/") {
		if !strings.HasPrefix(segment, "{") {
			n += len(segment)
		}
	}
	return n
}

// assertNone fails the test if an operation has responded with a status.
func (c *statusCounter) assertNone(t *testing.T, status int) {
	t.Helper()
	for id, counts := range c.counts {
		if counts[status] > 0 {
			t.Errorf("%s has responded with %d %s", id, status, http.StatusText(status))
		}
	}
}

// assertComplete checks that each operation has sent all responses that openapi.yaml lists, except unreachable ones,
// and no other responses.
func (c *statusCounter) assertComplete(t *testing.T) {
	t.Helper()
	c.assertNone(t, http.StatusNotImplemented)
	for id, counts := range c.counts {
		op, known := c.operations[id]
		if !known {
			t.Errorf("the document has no operation %s", id)
			continue
		}
		for status := range counts {
			if op.Responses.Status(status) == nil && status < 500 {
				t.Errorf("%s has responded with %d, which the document does not list", id, status)
			}
		}
		op.assertStatuses(t, counts)
	}
}

// assertStatuses fails the test for each reachable status of openapi.yaml that the operation has not sent, and for each
// unreachable status that it has sent.
func (op operationSpec) assertStatuses(t *testing.T, counts map[int]int) {
	t.Helper()
	for _, status := range op.statuses() {
		why := op.unreachableReason(status)
		switch seen := counts[status] > 0; {
		case !seen && why == "":
			t.Errorf("no scenario makes %s respond with %d", op.OperationID, status)
		case seen && why != "":
			t.Errorf("%s has responded with %d, so it is not true that %s", op.OperationID, status, why)
		}
	}
}

// statuses returns the statuses in openapi.yaml, without ranges such as 5XX.
func (op operationSpec) statuses() []int {
	var all []int
	for _, text := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if status, err := strconv.Atoi(text); err == nil {
			all = append(all, status)
		}
	}
	return all
}

// unreachableReason returns the reason why the mock server cannot send a status for the operation, or "" if it can.
func (op operationSpec) unreachableReason(status int) string {
	switch {
	case status == http.StatusUnauthorized && op.OperationID == "uploadV2":
		return "an upload of version 2 without a key is treated as one of a browser, without a token"
	case status == http.StatusMultiStatus && slices.Contains(allOrNothing, op.OperationID):
		return "this operation succeeds for all existing files"
	case status == http.StatusNotFound && op.OperationID == "listURLEndpoints":
		return "an account always has its default URL endpoint"
	case status == http.StatusBadRequest && op.takesOnlyIDs():
		return "the mock server accepts every text as an id"
	case status == http.StatusBadRequest && op.OperationID == "getCustomMetadataFields":
		return "the client rejects all invalid arguments"
	case status == http.StatusConflict && op.OperationID == "deleteNamedTransformation":
		return "the mock server has no upload settings that could use a named transformation"
	}
	return ""
}

// takesOnlyIDs reports whether the only arguments of an operation are ids, and it succeeds for all existing objects.
func (op operationSpec) takesOnlyIDs() bool {
	for _, p := range slices.Concat(op.Parameters, op.Item.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			return false
		}
	}
	// These operations can return 400, for example for a current version, a default endpoint or a malformed id.
	notAllowed := []string{
		"deleteFileVersion", "restoreFileVersion", "deleteURLEndpoint", "getPurgeCacheStatus",
		"getFileDetails", "deleteFile", "getFileVersions", "getFileVersionDetails",
		"deleteCustomMetadataField", "getSavedExtension", "deleteSavedExtension",
		"getFileMetadata", // also for damaged pictures
	}
	return op.RequestBody == nil && !slices.Contains(notAllowed, op.OperationID)
}

// allOrNothing are the operations that change either all files or none.
var allOrNothing = []string{"bulkDeleteFiles", "bulkRemoveTags", "bulkRemoveAITags"}

// countingTransport is a transport that counts responses, and pauses before writes.
type countingTransport struct {
	next    http.RoundTripper
	counter *statusCounter
	pause   time.Duration
}

// RoundTrip implements http.RoundTripper.
func (t *countingTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method != http.MethodGet {
		time.Sleep(t.pause)
	}
	response, err := t.next.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.counter.operationOf(request), err)
	}
	t.counter.count(request, response.StatusCode)
	return response, nil
}

// CloseIdleConnections closes the idle connections of the next transport.
func (t *countingTransport) CloseIdleConnections() {
	if next, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		next.CloseIdleConnections()
	}
}
