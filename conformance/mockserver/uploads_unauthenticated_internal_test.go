package mockserver

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestUpload_UnauthenticatedLimit uses a server whose other uploads have reserved the limit except for 1000 bytes.
func TestUpload_UnauthenticatedLimit(t *testing.T) {
	t.Parallel()
	s, err := New(WithResponseValidation(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	waiting := &s.api().unauthenticated
	upload := func(size int, key string) int {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, _ := w.CreateFormFile("file", "a.txt")
		_, _ = part.Write(make([]byte, size))
		_ = w.WriteField("fileName", "a.txt")
		_ = w.Close()
		r := httptest.NewRequest(http.MethodPost, "/api/v1/files/upload", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		if key != "" {
			r.SetBasicAuth(key, "")
		}
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		return answer.Code
	}
	const others = maxUnauthenticated - 1000
	waiting.Store(others)
	for _, test := range []struct {
		size, status int
		key          string
	}{
		{1000, http.StatusUnauthorized, ""},
		{1001, http.StatusTooManyRequests, ""},
		{1 << 20, http.StatusTooManyRequests, ""},
		{1000, http.StatusUnauthorized, ""},
		{1 << 20, http.StatusOK, DefaultPrivateKey},
	} {
		if got := upload(test.size, test.key); got != test.status {
			t.Errorf("%d bytes: status %d, want %d", test.size, got, test.status)
		}
		if n := waiting.Load(); n != others {
			t.Errorf("%d bytes: %d bytes are reserved afterwards, want %d", test.size, n, others)
		}
	}
}
