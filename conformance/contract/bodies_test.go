package contract_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

// TestBodies_Missing answers operations that return something with a success without it. That is an error: an empty
// library or an upload without an id would not be the truth.
func TestBodies_Missing(t *testing.T) {
	t.Parallel()
	eachExchange(t, returnsSomething(t), func(t *testing.T, op documented, e exchanges.Exchange) {
		s := newService(t, answer{})
		c := s.client(t)
		for _, missing := range []answer{
			{status: 200},
			{status: 201},
			{status: 204}, // HTTP allows it no body
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

// TestBodies_Empty has bodies that are there, but empty. Only an upload needs more: its result has an id.
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

// eachExchange runs a test for each exchange of the operations that is accepts.
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

// TestUpload_Accepted has the only status that comes without the result, and may come without a body.
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

// TestUpload_NeedsIdentity has results that do not say which file was made, and results that do.
func TestUpload_NeedsIdentity(t *testing.T) {
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

// returnsSomething returns a condition for operations whose method has a result.
func returnsSomething(t *testing.T) func(documented) bool {
	return func(op documented) bool { return op.answers(t)[0].isResult }
}

func isUpload(op documented) bool { return strings.HasPrefix(op.OperationID, "upload") }

// isUnknown reports whether the error of a success without its result says of a write, and only of a write, that it may
// have been carried out.
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
