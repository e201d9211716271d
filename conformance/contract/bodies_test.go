package contract_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

// TestBodies_Missing sends successful responses without a result to operations that return one. The client must return
// an error: an empty result, such as a list without files, would be wrong.
func TestBodies_Missing(t *testing.T) {
	t.Parallel()
	eachExchange(t, hasResult(t), func(t *testing.T, op operationSpec, e exchanges.Exchange) {
		s := newService(t, reply{})
		c := s.client(t)
		for _, missing := range []reply{
			{status: 200},
			{status: 201},
			{status: 204}, // a response with this status has no body
			{status: 200, body: []byte(" \n")},
			{status: 201, body: []byte(" \n")},
			{status: 200, body: []byte("null")},
			{status: 201, body: []byte("null")},
			{status: 200, body: []byte(" null\n")},
			{status: 201, body: []byte(" null\n")},
		} {
			s.setReply(missing.status, string(missing.body))
			if _, err := e.Call(t.Context(), c); err == nil || !isMissingResultError(op, err) {
				t.Errorf("%d %q: got %v", missing.status, missing.body, err)
			}
		}
	})
}

// TestBodies_Empty sends empty objects and lists, which are valid results. Only uploads must fail, because their result
// must have an id.
func TestBodies_Empty(t *testing.T) {
	t.Parallel()
	eachExchange(t, hasResult(t), func(t *testing.T, op operationSpec, e exchanges.Exchange) {
		empty := "{}"
		if strings.HasPrefix(string(op.successReplies(t)[0].body), "[") {
			empty = "[]"
		}
		s := newService(t, reply{status: 200, body: []byte(empty)})
		if _, err := e.Call(t.Context(), s.client(t)); (err == nil) == isUpload(op) {
			t.Errorf("200 %s: %v", empty, err)
		}
	})
}

// eachExchange runs a subtest for each exchange of the operations for which match returns true.
func eachExchange(
	t *testing.T, match func(operationSpec) bool, test func(*testing.T, operationSpec, exchanges.Exchange),
) {
	t.Helper()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if !match(op) {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			test(t, op, e)
		})
	}
}

// TestUpload_Accepted sends responses with status 202, the only one after which an upload has no result. The body may
// be empty.
func TestUpload_Accepted(t *testing.T) {
	t.Parallel()
	eachExchange(t, isUpload, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		s := newService(t, reply{})
		c := s.client(t)
		for _, body := range []string{"", "null", "{}", `{"message": "queued"}`, `{"fileId": "1"}`} {
			s.setReply(202, body)
			result, err := e.Call(t.Context(), c)
			if err != nil || result.(*imagekit.UploadResult) == nil {
				t.Errorf("202 %q: %v, %v", body, result, err)
			}
		}
	})
}

// TestUpload_ResultIdentity checks that an upload fails if its result does not identify the stored file.
func TestUpload_ResultIdentity(t *testing.T) {
	t.Parallel()
	eachExchange(t, isUpload, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		s := newService(t, reply{})
		c := s.client(t)
		for body, unknown := range map[string]bool{
			`{}`:                           true,
			`{"message": "queued"}`:        true,
			`{"name": "a.png", "size": 3}`: true,
			`{"fileId": "", "url": null}`:  true,
			`{"fileId": "1"}`:              false,
			`{"filePath": "/a.png"}`:       false,
			`{"url": "https://a.test/a.png", "fileId": 1}`: false,
		} {
			s.setReply(200, body)
			result, err := e.Call(t.Context(), c)
			if errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != unknown || err != nil && !unknown {
				t.Errorf("200 %q: %v, %v", body, result, err)
			}
		}
	})
}

// hasResult returns a function that reports whether the method of an operation returns a result.
func hasResult(t *testing.T) func(operationSpec) bool {
	return func(op operationSpec) bool { return op.successReplies(t)[0].isResult }
}

func isUpload(op operationSpec) bool { return strings.HasPrefix(op.OperationID, "upload") }

// isMissingResultError reports whether err is correct for a successful response without a result: it must be an
// ErrOutcomeUnknown if and only if the operation writes.
func isMissingResultError(op operationSpec, err error) bool {
	return errors.Is(err, imagekit.ErrOutcomeUnknown) == (op.Method != http.MethodGet)
}

// TestBodies_Unexpected sends all kinds of successful responses to operations that return no result.
func TestBodies_Unexpected(t *testing.T) {
	t.Parallel()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if op.successReplies(t)[0].isResult {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			s := newService(t, reply{})
			c := s.client(t)
			for _, a := range []reply{
				{status: 204},
				{status: 200},
				{status: 201},
				{status: 202},
				{status: 200, body: []byte(`{}`)},
				{status: 201, body: []byte(`{}`)},
				{status: 200, body: []byte(" \n")},
				{status: 200, body: []byte(`null`)},
				{status: 200, body: []byte("OK")},
			} {
				s.setReply(a.status, string(a.body))
				if _, err := e.Call(t.Context(), c); err != nil {
					t.Errorf("%d %q: %v", a.status, a.body, err)
				}
			}
		})
	}
}
