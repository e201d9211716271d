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

// documented is an operation of openapi.yaml.
type documented struct{ spec.Operation }

func find(t *testing.T, id string) documented {
	t.Helper()
	return documented{spec.Find(t, id)}
}

// ledger counts responses by operation and status.
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
		l.answers[id] = map[int]int{} // id may not be an operation; assertComplete reports that
	}
	l.answers[id][status]++
}

// find returns the operation of a request. If several match the end of the path, it is the one with the most literal
// text.
func (l *ledger) find(r *http.Request) string {
	id, best := r.Method+" "+r.URL.Path, -1
	for candidate, op := range l.operations {
		if op.Method == r.Method && fits(r.URL.EscapedPath(), op.Path) && literal(op.Path) > best {
			id, best = candidate, literal(op.Path)
		}
	}
	return id
}

// fits reports whether the end of a path matches a pattern. The beginning can be the prefix of the server.
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

// assertNone fails the test if an operation has responded with a status.
func (l *ledger) assertNone(t *testing.T, status int) {
	t.Helper()
	for id, answers := range l.answers {
		if answers[status] > 0 {
			t.Errorf("%s answered %d %s", id, status, http.StatusText(status))
		}
	}
}

// assertComplete checks that each operation has given every response that openapi.yaml lists, except unreachable ones,
// and no other response.
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

// assertAnswered fails the test for each documented status that the operation has not responded with, unless it is
// unreachable, and for each unreachable status that it has responded with.
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

// statuses returns the statuses in openapi.yaml, without ranges such as 5XX.
func (op documented) statuses() []int {
	var all []int
	for _, text := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if status, err := strconv.Atoi(text); err == nil {
			all = append(all, status)
		}
	}
	return all
}

// unreachable returns the reason why no scenario can cause a response of the mock server with a status. It returns ""
// if one can.
func (op documented) unreachable(status int) string {
	switch {
	case status == http.StatusUnauthorized && op.OperationID == "uploadV2":
		return "an upload of version 2 without a key is treated as one of a browser, without a token"
	case status == http.StatusMultiStatus && slices.Contains(wholly, op.OperationID):
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

// takesOnlyIDs reports whether an operation takes only ids, and succeeds for every existing object.
func (op documented) takesOnlyIDs() bool {
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

// wholly are the operations that change either all files or none.
var wholly = []string{"bulkDeleteFiles", "bulkRemoveTags", "bulkRemoveAITags"}

// recorder is a transport that counts each response in the ledger, and pauses before writes.
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

// CloseIdleConnections closes the idle connections of the next transport.
func (r *recorder) CloseIdleConnections() {
	if wire, ok := r.next.(interface{ CloseIdleConnections() }); ok {
		wire.CloseIdleConnections()
	}
}
