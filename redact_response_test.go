package imagekit_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestError_KeepsQueriesWithoutSecrets(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"limit=10 is too much for skip=5"}`)
	})
	_, err := ik.ListFiles(t.Context(), &imagekit.ListFilesParams{Limit: new(10), Skip: new(5)})
	if err == nil || !strings.Contains(err.Error(), "limit=10 is too much for skip=5") {
		t.Errorf("got %v", err)
	}
}

func TestResponse_LongHeadersAreCut(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("%26", 20_000)+privateKey)
		_, _ = io.WriteString(w, `{"name":"a"}`)
	})
	var response imagekit.Response
	_, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(&response))
	if got := response.Header.Get("X-Long"); err != nil || len(got) > 8<<10 || !strings.HasPrefix(got, "%26%26") {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}
