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

// servicePause keeps to the sustained rate of writes that the service allows, 5 a second.
const servicePause = 220 * time.Millisecond

// documented is an operation of the document.
type documented struct{ spec.Operation }

func find(t *testing.T, id string) documented {
	t.Helper()
	return documented{spec.Find(t, id)}
}

// ledger counts answers by operation and status.
type ledger struct {
	operations map[string]documented

	mu      sync.Mutex
	answers map[string]map[int]int
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	l := &ledger{operations: map[string]documented{}, answers: map[string]map[int]int{}}
	for id, op := range spec.Operations(t) {
		l.operations[id] = documented{op}
		l.answers[id] = map[int]int{}
	}
	return l
}

func (l *ledger) count(r *http.Request, status int) {
	id := l.find(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.answers[id] == nil {
		l.answers[id] = map[int]int{} // no operation: whoever looks at the ledger sees it
	}
	l.answers[id][status]++
}

// find returns the operation that a request is for: of those whose path fits the end of its path, the one with most
// literal text.
func (l *ledger) find(r *http.Request) string {
	id, best := r.Method+" "+r.URL.Path, -1
	for candidate, op := range l.operations {
		if op.Method == r.Method && fits(r.URL.EscapedPath(), op.Path) && literal(op.Path) > best {
			id, best = candidate, literal(op.Path)
		}
	}
	return id
}

// fits compares from the end, since servers are mounted under prefixes.
func fits(path, pattern string) bool {
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

func literal(pattern string) int {
	n := 0
	for segment := range strings.SplitSeq(pattern, "/") {
		if !strings.HasPrefix(segment, "{") {
			n += len(segment)
		}
	}
	return n
}

// assertNone fails if an operation answered with a status.
func (l *ledger) assertNone(t *testing.T, status int) {
	t.Helper()
	for id, answers := range l.answers {
		if answers[status] > 0 {
			t.Errorf("%s answered %d %s", id, status, http.StatusText(status))
		}
	}
}

// assertComplete fails unless each operation has given every response that the document lists for it, except those that
// cannot be had, and no other one.
func (l *ledger) assertComplete(t *testing.T) {
	t.Helper()
	l.assertNone(t, http.StatusNotImplemented)
	for id, answers := range l.answers {
		op, known := l.operations[id]
		if !known {
			t.Errorf("the document has no operation %s", id)
			continue
		}
		for status := range answers {
			if op.Responses.Status(status) == nil && status < 500 {
				t.Errorf("%s answered %d, which the document does not have", id, status)
			}
		}
		op.assertAnswered(t, answers)
	}
}

// assertAnswered fails for each status of the document that the operation has not answered with, except those that
// cannot be had, and for each of these that it has answered with.
func (op documented) assertAnswered(t *testing.T, answers map[int]int) {
	t.Helper()
	for _, status := range op.statuses() {
		why := op.unreachable(status)
		switch seen := answers[status] > 0; {
		case !seen && why == "":
			t.Errorf("no scenario makes %s answer %d", op.OperationID, status)
		case seen && why != "":
			t.Errorf("%s answered %d: it is not true that %s", op.OperationID, status, why)
		}
	}
}

// statuses are those of the document, without ranges.
func (op documented) statuses() []int {
	var all []int
	for _, text := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if status, err := strconv.Atoi(text); err == nil {
			all = append(all, status)
		}
	}
	return all
}

// unreachable says why a scenario cannot make the mock server give an answer; it is empty if one can.
func (op documented) unreachable(status int) string {
	switch {
	case status == http.StatusUnauthorized && op.OperationID == "uploadV2":
		return "an upload of version 2 without a key is taken for one of a browser, without a token"
	case status == http.StatusMultiStatus && slices.Contains(wholly, op.OperationID):
		return "the mock server can do this with all files that exist"
	case status == http.StatusNotFound && op.OperationID == "listURLEndpoints":
		return "an account always has its default URL endpoint"
	case status == http.StatusBadRequest && op.takesOnlyIDs():
		return "to the mock server, every text is an id"
	case status == http.StatusBadRequest && op.OperationID == "getCustomMetadataFields":
		return "the client lets nothing through that is wrong"
	case status == http.StatusConflict && op.OperationID == "deleteNamedTransformation":
		return "the mock server has no upload settings, which could use one"
	}
	return ""
}

// takesOnlyIDs reports whether a request has neither a query nor a body, and is allowed for all that there is.
func (op documented) takesOnlyIDs() bool {
	for _, p := range slices.Concat(op.Parameters, op.Item.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			return false
		}
	}
	// of current versions, default endpoints and unknown purges, and for texts that are no ids
	notAllowed := []string{
		"deleteFileVersion", "restoreFileVersion", "deleteURLEndpoint", "getPurgeCacheStatus",
		"getFileDetails", "deleteFile", "getFileVersions", "getFileVersionDetails",
		"deleteCustomMetadataField", "getSavedExtension", "deleteSavedExtension",
		"getFileMetadata", // and of damaged pictures
	}
	return op.RequestBody == nil && !slices.Contains(notAllowed, op.OperationID)
}

// wholly has the operations that change all files or none.
var wholly = []string{"bulkDeleteFiles", "bulkRemoveTags", "bulkRemoveAITags"}

// recorder notes each answer in the ledger. With a pause it keeps writes apart.
type recorder struct {
	next  http.RoundTripper
	calls *ledger
	pause time.Duration
}

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method != http.MethodGet {
		time.Sleep(r.pause)
	}
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.calls.find(request), err)
	}
	r.calls.count(request, response.StatusCode)
	return response, nil
}

// CloseIdleConnections lets a client close those of the transport.
func (r *recorder) CloseIdleConnections() {
	if wire, ok := r.next.(interface{ CloseIdleConnections() }); ok {
		wire.CloseIdleConnections()
	}
}
