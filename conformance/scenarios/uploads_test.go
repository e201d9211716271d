package scenarios_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var uploadScenarios = []scenario{
	{"every kind of source", "", everyKindOfSource},
	{"a file that the service fetches", "the service cannot reach this machine", fetchedFile},
	{"a large file is streamed", "", largeFile},
	{"response fields of an upload", "", responseFields},
	{"checks decide whether a file is stored", "", checks},
	{"a video that is transformed before it is stored", "its video has no pictures", transformedVideo},
	{"extensions and their status", "extensions cost units", extensions},
}

func everyKindOfSource(t *testing.T, a *account) {
	content := picture(t, 3, 2)
	text := base64.StdEncoding.EncodeToString(content)
	for name, source := range map[string]imagekit.Source{
		"bytes.png":    imagekit.FromBytes(content),
		"reader.png":   imagekit.FromReader(io.MultiReader(bytes.NewReader(content))), // has no known size
		"sized.png":    imagekit.FromSizedReader(io.MultiReader(bytes.NewReader(content)), int64(len(content))),
		"base64.png":   imagekit.FromBase64(text),
		"data-uri.png": imagekit.FromDataURI("data:image/png;base64," + text),
	} {
		a.assertStored(t, name, source, len(content))
	}
}

// assertStored uploads a source, and checks that it is stored as an image with the given size in bytes.
func (a *account) assertStored(t *testing.T, name string, source imagekit.Source, size int) {
	t.Helper()
	uploaded := a.uploadFile(t, name, nil, func(r *imagekit.UploadRequest) { r.File = source })
	wantEqual(t, "size and width of "+name, [2]int64{uploaded.Size, uploaded.Width}, [2]int64{int64(size), 3})
}

func fetchedFile(t *testing.T, a *account) {
	content := picture(t, 3, 2)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/coffee.png" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(content)
	}))
	defer origin.Close()
	a.assertStored(t, "fetched.png", imagekit.FromURL(origin.URL+"/coffee.png"), len(content))
	_, err := a.Upload(t.Context(), a.uploadRequest("missing.png", nil, func(r *imagekit.UploadRequest) {
		r.File = imagekit.FromURL(origin.URL + "/tea.png")
	}))
	wantError(t, err, imagekit.ErrInvalidRequest, "file")
}

// largeFile uploads and downloads a large file as a stream, and compares the checksums.
func largeFile(t *testing.T, a *account) {
	const size = 16 << 20
	stream := func() io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{1}), size) }
	var sent, total int64
	request := a.uploadRequest("large.bin", nil, func(r *imagekit.UploadRequest) {
		r.File = imagekit.FromSizedReader(stream(), size)
	})
	uploaded := check.Call(a.Upload(t.Context(), request, imagekit.WithProgress(func(s, of int64) {
		sent, total = s, of
	}))).Must(t)
	wantEqual(t, "size and progress", []int64{uploaded.Size, sent, total}, []int64{size, size, size})

	want, got := sha256.New(), sha256.New()
	check.Call(io.Copy(want, stream())).Must(t)
	response := check.Call(a.startDownload(t, uploaded.URL)).Must(t)
	defer response.Body.Close()
	check.Call(io.Copy(got, response.Body)).Must(t)
	if !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Error("the delivered file differs from the uploaded one")
	}
}

// startDownload starts a download. The caller must close the body of the response.
func (a *account) startDownload(t *testing.T, url string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(request)
}

func responseFields(t *testing.T, a *account) {
	describe := func(r *imagekit.UploadRequest) {
		r.Tags, r.CustomCoordinates, r.Description = []string{"coffee", "夏"}, new("0,0,1,1"), new("A cup, \"hot\".")
	}
	plain := a.uploadFile(t, "plain.png", picture(t, 3, 2), describe)
	if plain.Tags != nil || plain.CustomCoordinates != "" || plain.Metadata.Width != 0 ||
		plain.EmbeddedMetadata != nil {
		t.Errorf("the response has fields that were not requested: %+v", plain)
	}
	full := a.uploadFile(t, "full.png", picture(t, 3, 2), describe, func(r *imagekit.UploadRequest) {
		r.ResponseFields = []imagekit.UploadResponseField{
			imagekit.UploadResponseFieldTags, imagekit.UploadResponseFieldCustomCoordinates,
			imagekit.UploadResponseFieldIsPublished,
			imagekit.UploadResponseFieldIsPrivateFile, imagekit.UploadResponseFieldMetadata,
			imagekit.UploadResponseFieldEmbeddedMetadata,
			imagekit.UploadResponseFieldCustomMetadata,
		}
	})
	wantEqual(t, "tags", full.Tags, []string{"coffee", "夏"})
	wantEqual(t, "coordinates and description", []string{full.CustomCoordinates, full.Description},
		[]string{"0,0,1,1", "A cup, \"hot\"."})
	wantEqual(t, "published and private", []bool{full.IsPublished, full.IsPrivateFile}, []bool{true, false})
	wantEqual(t, "metadata", []any{full.Metadata.Width, full.Metadata.Height, full.Metadata.Format},
		[]any{int64(3), int64(2), "png"})
	wantEqual(t, "the result has embedded metadata", full.EmbeddedMetadata != nil, true)
}

func checks(t *testing.T, a *account) {
	small := func(r *imagekit.UploadRequest) { r.Checks = new(`"file.size" < "1kb"`) }
	a.uploadFile(t, "small.txt", []byte("small"), small)
	_, err := a.Upload(t.Context(), a.uploadRequest("large.txt", bytes.Repeat([]byte("x"), 2000), small))
	wantError(t, err, imagekit.ErrInvalidRequest)
	_, err = a.Upload(t.Context(), a.uploadRequest("wrong.txt", []byte("x"), func(r *imagekit.UploadRequest) {
		r.Checks = new(`"file.size" <`)
	}))
	wantError(t, err, imagekit.ErrInvalidRequest, "checks")
	wantEqual(t, "files", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile), []string{"small.txt"})
}

func extensions(t *testing.T, a *account) {
	uploaded := a.uploadFile(t, "coffee.png", picture(t, 3, 2), func(r *imagekit.UploadRequest) {
		r.Extensions = exchanges.EveryExtension[:1]
	})
	status := check.Encode(t, uploaded.ExtensionStatus)
	if !bytes.Contains(status, []byte(`"pending"`)) {
		t.Errorf("status of extensions is %s", status)
	}
}

// tinyVideo is the beginning of an MP4 file. The mock server detects it as a video.
var tinyVideo = []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomiso2")

func transformedVideo(t *testing.T, a *account) {
	ctx, start := t.Context(), time.Now().Add(-time.Minute)
	pre := &imagekit.UploadTransformation{Pre: new("w-640")}
	stored := a.uploadFile(t, "one.mp4", tinyVideo, func(r *imagekit.UploadRequest) { r.Transformation = pre })
	wantEqual(t, "file id in the response to a queued upload", stored.FileID, "")
	stored = check.Call(a.UploadV2(ctx, imagekit.UploadV2Request{
		File: imagekit.FromBytes(tinyVideo), FileName: "two.mp4", Folder: new(a.folder),
		UseUniqueFileName: new(false), Transformation: pre,
	})).Must(t)
	wantEqual(t, "file id in the response to a queued upload", stored.FileID, "")
	for _, name := range []string{"one.mp4", "two.mp4"} {
		file := check.Call(a.WaitForUpload(ctx, a.folder+"/"+name, start, imagekit.WaitOptions{})).Must(t)
		wantEqual(t, "name", file.Name, name)
	}
}
