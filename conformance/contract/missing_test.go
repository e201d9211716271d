package contract_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

// TestBodiesThatAreMissing has operations that return something, and answers of success without it. They are errors:
// an empty library or an upload without an id would not be the truth. What is empty, but there, is no error.
func TestBodiesThatAreMissing(t *testing.T) {
	t.Parallel()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if !op.answers(t)[0].isResult {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			s := newService(t, answer{})
			c := s.client(t)
			for _, body := range []string{"", " \n", "null", " null\n"} {
				for _, status := range []int{200, 201, 204} {
					if status == 204 && body != "" {
						continue // HTTP allows none
					}
					s.says(status, body)
					if _, err := e.Call(t.Context(), c); err == nil || !isUnknown(op, err) {
						t.Errorf("%d %q: got %v", status, body, err)
					}
				}
			}
			empty := "{}"
			if strings.HasPrefix(string(op.answers(t)[0].body), "[") {
				empty = "[]"
			}
			s.says(200, empty)
			if _, err := e.Call(t.Context(), c); (err == nil) == isUpload(op) {
				t.Errorf("200 %s: %v", empty, err)
			}
		})
	}
}

// TestUploadsThatAreAccepted has the only status that comes without the result, and may come without a body.
func TestUploadsThatAreAccepted(t *testing.T) {
	t.Parallel()
	for _, e := range exchanges.All {
		op := operation(t, e.Operation)
		if !isUpload(op) {
			continue
		}
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			s := newService(t, answer{})
			c := s.client(t)
			for _, body := range []string{"", "null", "{}", `{"message": "queued"}`, `{"fileId": "1"}`} {
				s.says(202, body)
				result, err := e.Call(t.Context(), c)
				if err != nil || result.(*imagekit.UploadResult) == nil {
					t.Errorf("202 %q: %v, %v", body, result, err)
				}
			}
			for _, body := range []string{
				`{}`, `{"message": "queued"}`, `{"name": "a.png", "size": 3}`,
				`{"fileId": "", "url": null}`,
			} {
				s.says(200, body)
				if result, err := e.Call(t.Context(), c); !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
					t.Errorf("200 %q: %v, %v", body, result, err)
				}
			}
			for _, body := range []string{
				`{"fileId": "1"}`, `{"filePath": "/a.png"}`,
				`{"url": "https://a.test/a.png", "fileId": 1}`,
			} {
				s.says(200, body)
				if result, err := e.Call(t.Context(), c); err != nil {
					t.Errorf("200 %q: %v, %v", body, result, err)
				}
			}
		})
	}
}

func isUpload(op documented) bool { return strings.HasPrefix(op.OperationID, "upload") }

// isUnknown reports whether an error says what it has to say of a success without its result: of a write, that it may
// have been carried out.
func isUnknown(op documented, err error) bool {
	return errors.Is(err, imagekit.ErrOutcomeUnknown) == (op.Method != http.MethodGet)
}
