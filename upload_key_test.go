package imagekit_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// taken is the refusal of the service if a file with the same name exists.
const taken = `{"message":"A file with the same name already exists at the exact location."}`

// keyedService refuses all uploads, as the service does if the file exists, and answers searches with list.
type keyedService struct {
	refusal  string // body of the refusal
	status   int    // of the refusal
	list     func(name string) (status int, body string)
	uploads  atomic.Int64
	lookUps  atomic.Int64 // searches
	received upload       // the last one
}

func (s *keyedService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		s.received = receive(r)
		s.uploads.Add(1)
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, s.refusal)
		return
	}
	s.lookUps.Add(1)
	_, name, _ := strings.Cut(r.URL.Query().Get("searchQuery"), `name = "`)
	status, body := s.list(strings.TrimSuffix(name, `"`))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// note is the name of the file that text uploads with the key 1.
var note = imagekit.KeyedFileName("note.txt", "1")

// listed returns a list of one file as JSON.
func listed(path, attributes string) string {
	return fmt.Sprintf(`[{"fileId":"listed","filePath":%q%s}]`, path, attributes)
}

// TestWithUploadKey_Taken refuses an upload, and answers the search for its file in different ways.
func TestWithUploadKey_Taken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status, listStatus int    // 0 means 400 and 200
		refusal, list      string // an empty refusal means taken
		want               error  // nil if the file is found
		uploads, lookUps   int64  // 0 means 1; -1 means 0
	}{
		"listed":       {list: listed("/"+note, `,"size":4`)},
		"any case":     {refusal: `{"message":"ALREADY EXISTS"}`, list: listed("/"+note, `,"size":4`)},
		"409":          {status: http.StatusConflict, list: listed("/"+note, `,"size":4`)},
		"size unknown": {list: listed("/"+note, "")},
		"other size":   {list: listed("/"+note, `,"size":5`), want: imagekit.ErrConflict},
		"empty file":   {list: listed("/"+note, `,"size":0`), want: imagekit.ErrConflict},
		"other folder": {
			list: listed("/other/"+note, `,"size":4`), want: imagekit.ErrUploadOutcomeUnknown,
			lookUps: 4,
		},
		"other name":      {list: listed("/note.txt", `,"size":4`), want: imagekit.ErrUploadOutcomeUnknown, lookUps: 4},
		"not listed":      {list: "[]", want: imagekit.ErrUploadOutcomeUnknown, lookUps: 4},
		"list forbidden":  {listStatus: 403, list: "{}", want: imagekit.ErrUploadOutcomeUnknown},
		"list fails":      {listStatus: 503, list: "{}", want: imagekit.ErrUploadOutcomeUnknown, lookUps: 4},
		"list unreadable": {list: "<html>", want: imagekit.ErrUploadOutcomeUnknown},
		"other refusal":   {refusal: `{"message":"Invalid tags"}`, want: imagekit.ErrInvalidRequest, lookUps: -1},
		"other status":    {status: 403, want: imagekit.ErrForbidden, lookUps: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &keyedService{
				status: or(test.status, 400), refusal: or(test.refusal, taken),
				list: func(string) (int, string) { return or(test.listStatus, 200), test.list },
			}
			ik := serve(t, service.ServeHTTP, quick)
			result, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
			wantSize := int64(4)
			if name == "size unknown" {
				wantSize = 0
			}
			if err == nil && (result.FileID != "listed" || result.Size != wantSize) {
				t.Errorf("got %+v", result)
			}
			checkTaken(t, err, test.want)
			if n := service.uploads.Load(); n != or(test.uploads, 1) {
				t.Errorf("%d uploads, want %d", n, or(test.uploads, 1))
			}
			if n := service.lookUps.Load(); n != max(or(test.lookUps, 1), 0) {
				t.Errorf("%d look-ups, want %d", n, or(test.lookUps, 1))
			}
		})
	}
}

// checkTaken checks that err is want, and none of the other errors that these tests expect.
func checkTaken(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	for _, other := range []error{imagekit.ErrUploadOutcomeUnknown, imagekit.ErrInvalidRequest, imagekit.ErrConflict} {
		if errors.Is(err, other) != errors.Is(want, other) {
			t.Errorf("%v is %v: %v", err, other, errors.Is(err, other))
		}
	}
}

// or returns value, or fallback if value is zero.
func or[T comparable](value, fallback T) T {
	var zero T
	if value != zero {
		return value
	}
	return fallback
}

// TestWithUploadKey_ListLags lists the file from the third search on.
func TestWithUploadKey_ListLags(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusBadRequest, refusal: taken}
	service.list = func(name string) (int, string) {
		if service.lookUps.Load() < 3 {
			return http.StatusOK, "[]"
		}
		return http.StatusOK, listed("/"+name, `,"size":4`)
	}
	ik := serve(t, service.ServeHTTP, quick)
	result, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
	if err != nil || result.FilePath != "/"+note || service.lookUps.Load() != 3 || service.uploads.Load() != 1 {
		t.Errorf("%+v, %v, %d look-ups, %d uploads", result, err, service.lookUps.Load(), service.uploads.Load())
	}
}

// TestWithUploadKey_OtherFileListedLate lists another file from the second search on.
func TestWithUploadKey_OtherFileListedLate(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusBadRequest, refusal: taken}
	service.list = func(name string) (int, string) {
		if service.lookUps.Load() < 2 {
			return http.StatusOK, "[]"
		}
		return http.StatusOK, listed("/"+name, `,"size":5`)
	}
	_, err := serve(t, service.ServeHTTP, quick).Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
	if checkTaken(t, err, imagekit.ErrConflict); service.lookUps.Load() != 2 {
		t.Errorf("%d look-ups, want 2", service.lookUps.Load())
	}
	if err == nil || strings.Contains(err.Error(), "not in the list") {
		t.Errorf("the file was listed: %v", err)
	}
}

// TestWithUploadKey_Sizes uploads files with a key for which a file of 4 bytes is stored.
func TestWithUploadKey_Sizes(t *testing.T) {
	t.Parallel()
	pre := &imagekit.UploadTransformation{Pre: new("w-100")}
	post := &imagekit.UploadTransformation{Post: []imagekit.PostTransformation{
		imagekit.NewPostTransformation(imagekit.PostTransformationString{Value: "w-100"}),
	}}
	removal := []imagekit.Extension{imagekit.NewExtension(imagekit.RemoveBackgroundExtension{})}
	saved := []imagekit.Extension{imagekit.NewExtension(imagekit.SavedExtensionReference{ID: "1"})}
	tagging := []imagekit.Extension{imagekit.NewExtension(imagekit.AutoTaggingExtension{})}
	encoded := base64.StdEncoding.EncodeToString([]byte("12345"))
	for name, test := range map[string]struct {
		file    imagekit.Source
		change  func(*imagekit.UploadRequest)
		isSame  bool
		isEmpty bool // the uploaded file has 0 bytes instead of 5
	}{
		"bytes":            {file: imagekit.FromBytes([]byte("12345"))},
		"no bytes":         {file: imagekit.FromBytes(nil), isEmpty: true},
		"the same":         {file: imagekit.FromBytes([]byte("1234")), isSame: true},
		"stream":           {file: imagekit.FromReader(io.MultiReader(strings.NewReader("12345")))},
		"base64":           {file: imagekit.FromBase64(encoded)},
		"data URI":         {file: imagekit.FromDataURI("data:text/plain;base64," + encoded)},
		"URL":              {file: imagekit.FromURL("https://example.com/12345"), isSame: true},
		"pre-transformed":  {change: func(r *imagekit.UploadRequest) { r.Transformation = pre }, isSame: true},
		"post-transformed": {change: func(r *imagekit.UploadRequest) { r.Transformation = post }},
		"remove-bg":        {change: func(r *imagekit.UploadRequest) { r.Extensions = removal }, isSame: true},
		"saved extension":  {change: func(r *imagekit.UploadRequest) { r.Extensions = saved }, isSame: true},
		"tagging":          {change: func(r *imagekit.UploadRequest) { r.Extensions = tagging }},
	} {
		service := &keyedService{status: http.StatusBadRequest, refusal: taken, list: func(name string) (int, string) {
			return http.StatusOK, listed("/"+name, `,"size":4`)
		}}
		request := text("12345")
		if test.change != nil {
			test.change(&request)
		} else {
			request.File = test.file
		}
		_, err := serve(t, service.ServeHTTP).Upload(t.Context(), request, imagekit.WithUploadKey("1"))
		other, _ := errors.AsType[*imagekit.UploadKeyError](err)
		want := imagekit.UploadKeyError{FileID: "listed", FilePath: "/" + note, StoredSize: 4, UploadSize: 5}
		if test.isEmpty {
			want.UploadSize = 0
		}
		wantText := fmt.Sprintf("/%s has 4 bytes, and the file to upload has %d", note, want.UploadSize)
		if test.isSame && err != nil ||
			!test.isSame && (other == nil || *other != want || !strings.Contains(err.Error(), wantText)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWithRepeatableUploads_OtherSize finds a stored file with another size than the upload. It is the file of the
// upload, because no other upload can have the random key.
func TestWithRepeatableUploads_OtherSize(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusBadRequest, refusal: taken, list: func(name string) (int, string) {
		return http.StatusOK, listed("/"+name, `,"size":5`)
	}}
	result, err := serve(t, service.ServeHTTP, imagekit.WithRepeatableUploads()).Upload(t.Context(), text("once"))
	if err != nil || result.FileID != "listed" || result.Size != 5 {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestWithUploadKey_Fields checks the fields of the request.
func TestWithUploadKey_Fields(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusOK, refusal: `{"fileId":"1"}`}
	ik := serve(t, service.ServeHTTP, imagekit.WithRepeatableUploads()) // WithUploadKey takes precedence
	if _, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1")); err != nil {
		t.Fatal(err)
	}
	parts := fmt.Sprint(service.received.parts)
	for _, want := range []string{"fileName=" + note, "useUniqueFileName=false", "overwriteFile=false"} {
		if !strings.Contains(parts, want) {
			t.Errorf("%s is missing in %s", want, parts)
		}
	}
}

// TestWithUploadKey_ArgumentErrors makes uploads that the client refuses before it sends a request.
func TestWithUploadKey_ArgumentErrors(t *testing.T) {
	t.Parallel()
	ik, requests := newInstantClient(t)
	upload := func(key string, change func(*imagekit.UploadRequest)) error {
		request := text("x")
		change(&request)
		_, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey(key))
		return err
	}
	unchanged := func(*imagekit.UploadRequest) {}
	_, v2 := ik.UploadV2(t.Context(), imagekit.UploadV2Request{
		File: imagekit.FromBytes([]byte("x")), FileName: "x", Token: new("token"),
	}, imagekit.WithUploadKey("1"))
	for name, test := range map[string]struct {
		err  error
		text string
	}{
		"no key":   {upload("", unchanged), "1 to 4096 bytes"},
		"long key": {upload(strings.Repeat("k", 4097), unchanged), "4097 bytes"},
		"no UTF-8": {upload("caf\xe9", unchanged), `"caf\xe9"`},
		"unique": {upload("1", func(r *imagekit.UploadRequest) {
			r.UseUniqueFileName = new(true)
		}), "useUniqueFileName"},
		"not unique": {upload("1", func(r *imagekit.UploadRequest) { r.UseUniqueFileName = new(false) }), "is false"},
		"overwrite":  {upload("1", func(r *imagekit.UploadRequest) { r.OverwriteFile = new(false) }), "overwriteFile"},
		"token":      {upload("1", func(r *imagekit.UploadRequest) { r.Token = new("t") }), "works once"},
		"token, v2":  {v2, "works once"},
		"no upload":  {ik.DeleteFile(t.Context(), "1", imagekit.WithUploadKey("1")), "uploads only"},
	} {
		failed, ok := errors.AsType[*imagekit.ArgumentError](test.err)
		if !ok || failed.Argument != "WithUploadKey" || !strings.Contains(failed.Error(), test.text) {
			t.Errorf("%s: %v, want %q", name, test.err, test.text)
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
	if err := upload(strings.Repeat("k", 4096), unchanged); err != nil {
		t.Errorf("a key of 4096 bytes: %v", err)
	}
}

// TestWithUploadKey_Versions uploads a file with both versions of the API, which have different rules for names.
func TestWithUploadKey_Versions(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil, quick)
	v1, err := ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("x")), FileName: "it's (1).tar.gz", Folder: new("/a"),
	}, imagekit.WithUploadKey("1"))
	if err != nil {
		t.Fatal(err)
	}
	v2, err := ik.UploadV2(t.Context(), imagekit.UploadV2Request{
		File: imagekit.FromBytes([]byte("x")), FileName: "it's (1).tar.gz", Folder: new("a/"),
	}, imagekit.WithUploadKey("1"))
	if err != nil || v1.FileID != v2.FileID || v1.FilePath != "/a/it_s__1_.tar_nodle477gt6odhll.gz" {
		t.Errorf("%s and %s, %v", v1.FilePath, v2.FilePath, err)
	}
}

// TestWithUploadKey_SearchDeadline checks that there is no second search if the wait before it would end after the
// deadline.
func TestWithUploadKey_SearchDeadline(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusBadRequest, refusal: taken, list: func(string) (int, string) {
		return http.StatusOK, "[]"
	}}
	const years = 100_000 * time.Hour
	policy := imagekit.RetryPolicy{MinBackoff: years, MaxBackoff: years}
	ik := serve(t, service.ServeHTTP, imagekit.WithRetryPolicy(policy))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := ik.Upload(ctx, text("once"), imagekit.WithUploadKey("1"))
	if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || ctx.Err() != nil || service.lookUps.Load() != 1 {
		t.Errorf("%v after %d look-ups; %v", err, service.lookUps.Load(), ctx.Err())
	}
}

// TestClient_RefusedWithoutKey makes calls without an upload key. The service refuses them because the file or folder
// exists.
func TestClient_RefusedWithoutKey(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(*imagekit.Client) error{
		"chosen path": func(ik *imagekit.Client) error {
			request := text("once")
			request.UseUniqueFileName, request.OverwriteFile = new(false), new(false)
			_, err := ik.Upload(t.Context(), request)
			return err
		},
		"unique name": func(ik *imagekit.Client) error {
			_, err := ik.Upload(t.Context(), text("once"))
			return err
		},
		"folder": func(ik *imagekit.Client) error {
			return ik.CreateFolder(t.Context(), imagekit.CreateFolderRequest{FolderName: "a", ParentFolderPath: "/"})
		},
	} {
		service := &keyedService{status: http.StatusBadRequest, refusal: taken, list: func(string) (int, string) {
			return http.StatusOK, listed("/note.txt", `,"size":4`)
		}}
		err := call(serve(t, service.ServeHTTP, quick))
		if !errors.Is(err, imagekit.ErrInvalidRequest) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
			service.uploads.Load() != 1 || service.lookUps.Load() != 0 {
			t.Errorf("%s: %v, %d requests and %d look-ups", name, err, service.uploads.Load(), service.lookUps.Load())
		}
	}
}

// TestWithRepeatableUploads_NoKey makes uploads to which the client does not give a key.
func TestWithRepeatableUploads_NoKey(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*imagekit.UploadRequest){
		"chosen path": func(r *imagekit.UploadRequest) { r.UseUniqueFileName = new(false) },
		"token":       func(r *imagekit.UploadRequest) { r.Token = new("t") },
	} {
		service := &keyedService{status: http.StatusOK, refusal: `{"fileId":"1"}`}
		request := text("once")
		change(&request)
		_, err := serve(t, service.ServeHTTP, imagekit.WithRepeatableUploads()).Upload(t.Context(), request)
		parts := fmt.Sprint(service.received.parts)
		if err != nil || !strings.Contains(parts, "fileName=note.txt") || strings.Contains(parts, "overwriteFile") {
			t.Errorf("%s: %s, %v", name, parts, err)
		}
	}
}

// TestWithUploadKey_Stream uploads a source that cannot be read again. The client does not repeat the upload, but
// searches for the file.
func TestWithUploadKey_Stream(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{mockserver.FaultResetAfterExecution, mockserver.FaultResetAfterBody} {
		srv, ik := startFaulty(t, mockserver.Fault{Kind: kind, Count: 1})
		request := text("")
		request.File = imagekit.FromReader(io.MultiReader(strings.NewReader("once")))
		result, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey("1"))
		isStored := kind == mockserver.FaultResetAfterExecution
		if files := filesOf(t, srv); (len(files) == 1) != isStored || len(uploadsIn(srv)) != 1 {
			t.Errorf("%s: files %v", kind, files)
		}
		if isStored && (err != nil || result.FilePath != "/"+note) ||
			!isStored && (!errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
				!strings.Contains(err.Error(), "the file cannot be read a second time")) {
			t.Errorf("%s: %+v, %v", kind, result, err)
		}
	}
}
