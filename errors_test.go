package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestError_Response(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status      int
		contentType string
		body        string
		is          error
		want        string
	}{
		"400": {
			400, "application/json", `{"message":"bad fileId","help":"ask"}`, imagekit.ErrInvalidRequest,
			"400: bad fileId",
		},
		"401": {401, "application/json", `{"message":"no key"}`, imagekit.ErrUnauthorized, "401: no key"},
		"403": {403, "application/json", `{"message":"disabled"}`, imagekit.ErrForbidden, "403: disabled"},
		"404": {
			404, "application/json", `{"message":"no such file","reason":"FILE_MISSING"}`, imagekit.ErrNotFound,
			"404: no such file",
		},
		"409": {409, "application/json", `{"message":"in use"}`, imagekit.ErrConflict, "409: in use"},
		"422": {422, "application/json", `{"message":"nonsense"}`, imagekit.ErrInvalidRequest, "422: nonsense"},
		"423": {423, "application/json", `{"message":"a job runs"}`, imagekit.ErrLocked, "423: a job runs"},
		"429": {
			429, "application/json", `{"message":"slow down"}`, imagekit.ErrRateLimited,
			"429: slow down (try again in 1.5s) (request id req-1)",
		},
		"page of a proxy": {
			502, "text/html; charset=utf-8",
			"<html><head><title>502 Bad &amp; Gateway</title></head><body>" + strings.Repeat("x", 100<<10),
			nil, "502: bad gateway, with a body of type text/html: 502 Bad & Gateway (request id req-1)",
		},
		"plain text": {
			503, "text/plain", "upstream\nconnect error", nil,
			"503: service unavailable, with a body of type text/plain: upstream (",
		},
		"empty body": {500, "", "", nil, "500: internal server error (request id req-1)"},
		"HTML with a 200": {
			200, "text/html", "<html>log in</html>", nil,
			"200: decode response in text/html: jsontext: invalid character '<'",
		},
		"cut JSON": {200, "application/json", `{"name":"a`, nil, `unexpected EOF within "/name" after offset 10`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				w.Header().Set("x-ik-requestid", "req-1")
				w.Header().Set("X-RateLimit-Reset", "1500")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			_, err := ik.GetFileDetails(t.Context(), "id")
			var e *imagekit.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.StatusCode != test.status || e.RequestID != "req-1" || e.Operation != "getFileDetails" ||
				e.Method != "GET" ||
				e.Path != "/v1/files/id/details" || e.RateLimit.Reset.Milliseconds() != 1500 {
				t.Errorf("got %+v", e)
			}
			wantError(t, err, test.want)
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v is not %v", err, test.is)
			}
			if want := min(len(test.body), 64<<10); len(e.Body) != want {
				t.Errorf("body of %d bytes, want %d", len(e.Body), want)
			}
		})
	}
}

func TestError_NoResponse(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := ik.GetFileMetadataFromURL(t.Context(),
		"https://ik.imagekit.io/demo/a.jpg?ik-s=secret")
	var e *imagekit.Error
	if !errors.As(err, &e) || e.StatusCode != 0 || !errors.Is(err, io.EOF) || strings.Contains(err.Error(), "secret") {
		t.Errorf("broken connection: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.Canceled) || !errors.As(err, &e) {
		t.Errorf("cancelled context: got %v", err)
	}
}

func TestArgumentError_NothingSent(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for name, test := range map[string]struct {
		call     func() error
		argument string
	}{
		"empty id": {func() error { return ik.DeleteFile(t.Context(), "") }, "fileId"},
		"dots":     {func() error { return ik.DeleteFile(t.Context(), "..") }, "fileId"},
		"no URL":   {func() error { _, err := ik.GetFileMetadataFromURL(t.Context(), ""); return err }, "url"},
		"no file": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{FileName: "a"})
			return err
		}, "file"},
		"no file name": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes(nil)})
			return err
		}, "fileName"},
		"relative file URL": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromURL("a.jpg"), FileName: "a"})
			return err
		}, "file"},
		"not a data URI": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromDataURI("abc"), FileName: "a"})
			return err
		}, "file"},
		"comma in a tag": {func() error {
			_, err := ik.Upload(t.Context(),
				imagekit.UploadRequest{File: imagekit.FromBytes(nil), FileName: "a", Tags: []string{"a,b"}})
			return err
		}, "tags"},
	} {
		t.Run(name, func(t *testing.T) {
			var refused *imagekit.ArgumentError
			if err := test.call(); !errors.As(err, &refused) || refused.Argument != test.argument ||
				!errors.Is(err, imagekit.ErrInvalidRequest) {
				t.Errorf("got %v, want an ArgumentError about %s", err, test.argument)
			}
		})
	}
}

func TestArgumentError_OtherOperation(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s was sent", r.Method, r.URL) })
	for name, call := range map[string]func() error{
		"details of purge":  func() error { _, err := ik.GetFileDetails(t.Context(), "purge"); return err },
		"metadata of purge": func() error { _, err := ik.GetFileMetadata(t.Context(), "purge"); return err },
		"versions of purge": func() error { _, err := ik.GetFileVersions(t.Context(), "purge"); return err },
		"status of details": func() error { _, err := ik.GetPurgeCacheStatus(t.Context(), "details"); return err },
	} {
		var refused *imagekit.ArgumentError
		if err := call(); !errors.As(err, &refused) || !strings.Contains(err.Error(), "another operation") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestArgumentError_ListLimit(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, limit := range []int{-1, 0, 1001} {
		for _, err := range ik.Files(t.Context(), &imagekit.ListFilesParams{Limit: &limit}) {
			if !errors.Is(err, imagekit.ErrInvalidRequest) {
				t.Errorf("limit %d: got %v", limit, err)
			}
		}
	}
}
