package scenarios_test

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// documentedError is a request and the error that the service documents for it, word by word. In query, ids, body,
// message, missing and more, $folder stands for the folder of the scenario, and other words that begin with $ for what
// is in it.
type documentedError struct {
	operation string // operationId
	query     string
	ids       []string // of the path, in its order
	body      string   // JSON; nothing is sent if it is empty

	status          int
	message, reason string // no reason if it is empty
	missing         []string
	more            map[string]any // other fields of the answer
}

// unusedID has the form of the service's ids, and nothing has it.
const unusedID = "ffffffffffffffffffffffff"

// helpOfErrors is the help text of every error.
const helpOfErrors = "For support kindly contact us at support@imagekit.io."

// wantDocumented sends the requests, some of which the client would not send, and compares the whole answers. words has
// the words that begin with $ and what they stand for, in turn.
func (a *account) wantDocumented(t *testing.T, errors []documentedError, words ...string) {
	t.Helper()
	words = append(words, "$folder", a.folder, "$unused", unusedID)
	for _, e := range errors {
		answer, body := roundTripOver(t, a, e.request(t, a, strings.NewReplacer(words...)))
		wantEqual(t, e.operation+" "+e.body+e.query+": status", answer.StatusCode, e.status)
		got := check.Parse(t, body)
		want := check.Parse(t, []byte(strings.NewReplacer(words...).Replace(string(check.Encode(t, e.fields())))))
		wantEqual(t, e.operation+" "+e.body+e.query+": answer", got, want)
	}
}

// fields are those of the answer.
func (e documentedError) fields() map[string]any {
	fields := map[string]any{"message": e.message, "help": helpOfErrors}
	if e.reason != "" {
		fields["reason"] = e.reason
	}
	if e.missing != nil {
		fields["missingFileIds"] = e.missing
	}
	for name, value := range e.more {
		fields[name] = value
	}
	return fields
}

// request makes the request with all words replaced.
func (e documentedError) request(t *testing.T, a *account, words *strings.Replacer) *http.Request {
	t.Helper()
	op := spec.Find(t, e.operation)
	path := op.Path
	for _, id := range e.ids {
		begin, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		path = path[:begin] + words.Replace(id) + path[end+1:]
	}
	if e.query != "" {
		path += "?" + words.Replace(e.query)
	}
	url := cmp.Or(a.baseURL, "https://api.imagekit.io") + path
	body := strings.NewReader(words.Replace(e.body))
	request := check.Call(http.NewRequestWithContext(t.Context(), op.Method, url, body)).Must(t)
	request.SetBasicAuth(a.privateKey, "")
	if e.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return request
}

// roundTripOver sends a request so that the ledger of the account counts it.
func roundTripOver(t *testing.T, a *account, request *http.Request) (*http.Response, []byte) {
	t.Helper()
	wire := ownTransport()
	defer wire.CloseIdleConnections()
	answer := check.Call((&recorder{next: wire, calls: a.calls, pause: a.pause}).RoundTrip(request)).Must(t)
	body := check.Call(io.ReadAll(answer.Body)).Must(t)
	check.NoError(t, answer.Body.Close())
	return answer, body
}

// notProvoked are documented errors that no scenario provokes.
var notProvoked = []documentedError{
	// The tests of custom metadata fields in package mockserver have it.
	{operation: "updateFileDetails", status: http.StatusBadRequest, message: "Invalid custom metadata."},
	// It takes 100,000 assets. A test in package mockserver lowers the limit.
	{operation: "deleteFolder", status: http.StatusBadRequest, message: tooManyAssets, reason: "TOO_MANY_OBJECTS"},
	{operation: "copyFolder", status: http.StatusBadRequest, reason: "TOO_MANY_OBJECTS"},
	{operation: "moveFolder", status: http.StatusBadRequest, reason: "TOO_MANY_OBJECTS"},
}

const tooManyAssets = "Total nested assets (files, folders and file versions) are more than allowed limit " +
	"of 100000 items."

// TestDocumentedErrors_Complete compares the rows with the errors that openapi.yaml lists for files, versions, folders
// and jobs. Those that all operations have, such as the one without a key, have scenarios of their own.
func TestDocumentedErrors_Complete(t *testing.T) {
	t.Parallel()
	ofAll := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}
	provoked := slices.Concat(fileErrors(), fullFileErrors, unpurgedErrors, folderErrors(), lockedErrors)
	checked := 0
	for _, want := range spec.Errors(t) {
		if slices.Contains(ofAll, want.Status) || !isOfLibrary(t, want.Operation) {
			continue
		}
		checked++
		is := func(e documentedError) bool {
			return e.operation == want.Operation && e.status == want.Status && want.Matches(e.message, e.reason)
		}
		if slices.ContainsFunc(provoked, is) == slices.ContainsFunc(notProvoked, is) {
			t.Errorf("%+v is neither provoked nor excused, or both", want)
		}
	}
	if checked < 90 {
		t.Errorf("%d errors are checked", checked)
	}
}

// isOfLibrary reports whether an operation is about files, versions, folders or jobs.
func isOfLibrary(t *testing.T, operation string) bool {
	t.Helper()
	return slices.ContainsFunc(spec.Find(t, operation).Tags, func(tag string) bool {
		return slices.Contains([]string{"Assets", "Versions", "Folders"}, tag)
	})
}
