package scenarios_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/urlbuilder"
)

var deliveryScenarios = []scenario{
	{"a private file needs a signature", "", privateFile},
	{"a draft is not delivered", "drafts need an enterprise plan", draft},
	{"ranges and conditional requests", "", partsOfAFile},
	{"transformations that the builder builds", "", transformations},
}

func privateFile(t *testing.T, a *account) {
	file := a.uploadFile(t, "menu.txt", []byte("secret"), func(r *imagekit.UploadRequest) {
		r.IsPrivateFile = new(true)
	})
	status, _ := download(t, file.URL)
	wantEqual(t, "status without a signature", status, http.StatusUnauthorized)

	for name, options := range map[string]urlbuilder.Options{
		"for ever":             {Signed: true},
		"for a minute":         {Signed: true, ExpiresIn: time.Minute},
		"with a query":         {Signed: true, QueryParameters: []urlbuilder.QueryParameter{{Name: "v", Value: "1 ä"}}},
		"and is not rewritten": {Signed: true, TransformationPosition: urlbuilder.QueryPosition},
	} {
		options.Path = file.FilePath
		signed := check.Call(a.URL(options)).Must(t)
		check.NoError(t, a.VerifyURL(signed, urlbuilder.VerifyOptions{}))
		status, body := download(t, signed)
		wantEqual(t, "download of a URL that is signed "+name, []any{status, string(body)}, []any{200, "secret"})
		status, _ = download(t, signed[:len(signed)-1]+"x")
		wantEqual(t, "status of a URL whose signature is wrong", status, http.StatusUnauthorized)
	}
	expired := check.Call(a.URL(urlbuilder.Options{
		Path: file.FilePath, Signed: true,
		ExpiresAt: time.Now().Add(-time.Hour),
	})).Must(t)
	if err := a.VerifyURL(expired, urlbuilder.VerifyOptions{}); !errors.Is(err, urlbuilder.ErrSignatureExpired) {
		t.Errorf("an expired URL: error %v", err)
	}
	status, _ = download(t, expired)
	wantEqual(t, "status of an expired URL", status, http.StatusUnauthorized)
}

func draft(t *testing.T, a *account) {
	ctx := t.Context()
	file := a.uploadFile(t, "menu.txt", []byte("draft"), func(r *imagekit.UploadRequest) { r.IsPublished = new(false) })
	publish := func(yes bool) {
		t.Helper()
		updated := check.Call(a.UpdateFileDetails(ctx, file.FileID, imagekit.UpdateFileDetailsRequest{
			Publish: &imagekit.PublishRequest{IsPublished: yes},
		})).Must(t)
		wantEqual(t, "isPublished", updated.IsPublished, yes)
	}
	delivered := func() bool {
		t.Helper()
		status, _ := download(t, file.URL)
		return status == http.StatusOK
	}
	wantEqual(t, "a draft is delivered", delivered(), false)
	publish(true)
	wantEqual(t, "what is published is delivered", delivered(), true)
	publish(false)
	wantEqual(t, "what is taken back is delivered", delivered(), false)
}

func partsOfAFile(t *testing.T, a *account) {
	file := a.uploadFile(t, "menu.txt", []byte("0123456789"))
	get := func(header, value string) (*http.Response, []byte) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, file.URL, nil)
		check.NoError(t, err)
		request.Header.Set(header, value)
		return roundTrip(t, request)
	}
	part, body := get("Range", "bytes=2-4")
	wantEqual(t, "three bytes", []any{part.StatusCode, string(body)}, []any{http.StatusPartialContent, "234"})
	same, body := get("If-None-Match", part.Header.Get("ETag"))
	wantEqual(t, "the same again", []any{same.StatusCode, len(body)}, []any{http.StatusNotModified, 0})
	if got := part.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("Content-Type is %q", got)
	}
}

func transformations(t *testing.T, a *account) {
	file := a.uploadFile(t, "coffee.png", picture(t, 20, 10))
	for _, position := range []urlbuilder.TransformationPosition{urlbuilder.PathPosition, urlbuilder.QueryPosition} {
		url := check.Call(a.URL(urlbuilder.Options{
			Path: file.FilePath, TransformationPosition: position,
			Transformation: urlbuilder.Chain{{urlbuilder.Height(5), urlbuilder.Width(10)}, {urlbuilder.Rotation(90)}},
		})).Must(t)
		status, body := download(t, url)
		if status != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: status %d, %d bytes", url, status, len(body))
		}
	}
}
