package contract_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

// TestBodies_Missing sends successful responses without the result to operations that return one. The client must
// return an error, because an empty result, such as a list without files, would be wrong.
func TestBodies_Missing(t *testing.T) {
	t.Parallel()
	eachExchange(t, returnsSomething(t), func(t *testing.T, op documented, e exchanges.Exchange) {
		s := newService(t, answer{})
		c := s.client(t)
		for _, missing := range []answer{
			{status: 200},
			{status: 201},
			{status: 204}, // a response with this status cannot have a body
			{status: 200, body: []byte(" \n")},
			{status: 201, body: []byte(" \n")},
			{status: 200, body: []byte("null")},
			{status: 201, body: []byte("null")},
			{status: 200, body: []byte(" null\n")},
			{status: 201, body: []byte(" null\n")},
		} {
			s.says(missing.status, string(missing.body))
			if _, err := e.Call(t.Context(), c); err == nil || !isUnknown(op, err) {
				t.Errorf("%d %q: got %v", missing.status, missing.body, err)
			}
		}
	})
}

// TestBodies_Empty sends empty objects and lists, which are valid results. Uploads are left out, because the result of
// an upload must have an id.
func TestBodies_Empty(t *testing.T) {
	t.Parallel()
	eachExchange(t, returnsSomething(t), func(t *testing.T, op documented, e exchanges.Exchange) {
		empty := "{}"
		if strings.HasPrefix(string(op.answers(t)[0].body), "[") {
			empty = "[]"
		}
		s := newService(t, answer{status: 200, body: []byte(empty)})
		if _, err := e.Call(t.Context(), s.client(t)); (err == nil) == isUpload(op) {
			t.Errorf("200 %s: %v", empty, err)
		}
	})
}

// eachExchange runs a test for each exchange of the operations for which is returns true.
func eachExchange(t *testing.T, is func(documented) bool, test func(*testing.T, documented, exchanges.Exchange)) {
	t.Helper()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if !is(op) {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			test(t, op, e)
		})
	}
}

// TestUpload_Accepted sends status 202, the only one without a result. Its body may be empty.
func TestUpload_Accepted(t *testing.T) {
	t.Parallel()
	eachExchange(t, isUpload, func(t *testing.T, _ documented, e exchanges.Exchange) {
		s := newService(t, answer{})
		c := s.client(t)
		for _, body := range []string{"", "null", "{}", `{"message": "queued"}`, `{"fileId": "1"}`} {
			s.says(202, body)
			result, err := e.Call(t.Context(), c)
			if err != nil || result.(*imagekit.UploadResult) == nil {
				t.Errorf("202 %q: %v, %v", body, result, err)
			}
		}
	})
}

// TestUpload_ResultIdentity checks that a result must identify the file that was stored.
func TestUpload_ResultIdentity(t *testing.T) {
	t.Parallel()
	eachExchange(t, isUpload, func(t *testing.T, _ documented, e exchanges.Exchange) {
		s := newService(t, answer{})
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
			s.says(200, body)
			result, err := e.Call(t.Context(), c)
			if errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != unknown || err != nil && !unknown {
				t.Errorf("200 %q: %v, %v", body, result, err)
			}
		}
	})
}

// returnsSomething returns a function that reports whether the method of an operation has a result.
func returnsSomething(t *testing.T) func(documented) bool {
	return func(op documented) bool { return op.answers(t)[0].isResult }
}

func isUpload(op documented) bool { return strings.HasPrefix(op.OperationID, "upload") }

// isUnknown reports whether err is correct for a successful response without its result: it must be an
// ErrOutcomeUnknown for operations that write, and only for these.
func isUnknown(op documented, err error) bool {
	return errors.Is(err, imagekit.ErrOutcomeUnknown) == (op.Method != http.MethodGet)
}

func TestBodies_Unexpected(t *testing.T) {
	t.Parallel()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if op.answers(t)[0].isResult {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			s := newService(t, answer{})
			c := s.client(t)
			for _, a := range []answer{
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
				s.says(a.status, string(a.body))
				if _, err := e.Call(t.Context(), c); err != nil {
					t.Errorf("%d %q: %v", a.status, a.body, err)
				}
			}
		})
	}
}
