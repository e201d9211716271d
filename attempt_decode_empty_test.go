package imagekit_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestClient_EmptyBody sends successful responses without a result.
func TestClient_EmptyBody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "  ", "null"} {
		ik := serveJSON(t, body)
		if assets, err := ik.ListFiles(t.Context(), nil); err == nil || assets != nil ||
			errors.Is(err, imagekit.ErrOutcomeUnknown) {
			t.Errorf("list, %q: got %v, %v", body, assets, err)
		}
		for name, call := range map[string]func() error{
			"copy": func() error {
				_, err := ik.CopyFolder(t.Context(),
					imagekit.CopyFolderRequest{SourceFolderPath: "/a", DestinationPath: "/b"})
				return err
			},
			"upload": func() error { _, err := ik.Upload(t.Context(), text("x")); return err },
			"update": func() error { // idempotent, but already carried out
				custom := imagekit.UpdateCustomMetadataFieldRequest{Label: new("x")}
				_, err := ik.UpdateCustomMetadataField(t.Context(), "id", custom)
				return err
			},
		} {
			err := call()
			if !errors.Is(err, imagekit.ErrOutcomeUnknown) ||
				errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != (name == "upload") {
				t.Errorf("%s, %q: got %v", name, body, err)
			}
		}
		for _, err := range ik.Files(t.Context(), nil) {
			wantError(t, err, "the body is empty or null")
		}
		if err := ik.DeleteFile(t.Context(), "id"); err != nil {
			t.Errorf("delete, %q: %v", body, err)
		}
	}
}

// TestClient_Upload_NoResult sends responses that do not identify the file. A 200 must identify it, a 202 need not.
func TestClient_Upload_NoResult(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		want   error
	}{
		{http.StatusOK, `{"name":"x"}`, imagekit.ErrUploadOutcomeUnknown},
		{http.StatusOK, `{"url":"https://ik.imagekit.io/demo/x"}`, nil},
		{http.StatusAccepted, ``, nil},
		{http.StatusAccepted, `{"name":"x"}`, nil},
	} {
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			return response(test.status, test.body), nil
		}))
		if _, err := ik.Upload(t.Context(), text("x")); !errors.Is(err, test.want) {
			t.Errorf("%d, %s: got %v, want %v", test.status, test.body, err, test.want)
		}
	}
}

// TestClient_LenientJSON sends JSON that is unusual or slightly invalid, and must be accepted.
func TestClient_LenientJSON(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name":"a","name":"b"}`: "b", "{\"name\":\"a\xffb\"}": "a\ufffdb", ` {"name" : "a" , "new":[{}]} `: "a",
		`{"name":null}`: "", `{"NAME":"a"}`: "a",
	} {
		ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != want {
			t.Errorf("%s: %+v, %v", body, file, err)
		}
	}
}
