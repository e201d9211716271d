package mockserver_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const uploadV1 = "/api/v1/files/upload"

// existsMessage is the documented message of an upload to a path that exists.
const existsMessage = "A file with the same name already exists at the exact location. " +
	"We could not overwrite it because both overwriteFile and useUniqueFileName are set to false."

// uploadWithoutOverwrite returns the parts of upload number n, which must not overwrite a file.
func uploadWithoutOverwrite(t *testing.T, n int) parts {
	t.Helper()
	image := pngFile(t, 20, 10, false)
	return parts{
		{name: "fileName", text: "a.png"},
		{name: "folder", text: "/some/folder"},
		{name: "useUniqueFileName", text: "false"},
		{name: "overwriteFile", text: "false"},
		{name: "tags", text: fmt.Sprint("upload", n)},
		{name: "extensions", text: `[{"name":"google-auto-tagging","minConfidence":80,"maxTags":10}]`},
		{name: "file", bytes: append(image, make([]byte, sizeOf(n)-len(image))...)},
	}
}

// sizeOf returns the size of the file in upload number n, in bytes.
func sizeOf(n int) int { return 20_000 + n }

// concurrentUploads is a number of uploads to one path. Each sends its body except for the last bytes, and waits until
// it is released.
type concurrentUploads struct {
	released []chan struct{}
	waiting  sync.WaitGroup // done when all of them wait
	ended    []chan struct{}
	replies  []reply
}

// startUploads starts n uploads, which alternate between the paths, and returns when all of them wait.
func startUploads(t *testing.T, s *mockserver.Server, n int, paths ...string) *concurrentUploads {
	t.Helper()
	r := &concurrentUploads{replies: make([]reply, n)}
	for i := range n {
		body, contentType := uploadWithoutOverwrite(t, i).encode(t)
		released, ended := make(chan struct{}), make(chan struct{})
		r.released, r.ended = append(r.released, released), append(r.ended, ended)
		length := int64(body.Len())
		rest := io.LimitReader(body, length-10)
		r.waiting.Add(1)
		held := readerFunc(func([]byte) (int, error) {
			r.waiting.Done()
			<-released
			return 0, io.EOF
		})
		req := newRequest(t, http.MethodPost, s.URL()+paths[i%len(paths)], io.MultiReader(rest, held, body))
		req.ContentLength = length
		req.Header.Set("Content-Type", contentType)
		req.SetBasicAuth(s.PrivateKey(), "")
		go func() {
			defer close(ended)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			answer, err := io.ReadAll(res.Body)
			if err != nil {
				t.Error(err)
			}
			r.replies[i] = reply{res, answer}
		}()
	}
	r.waiting.Wait()
	return r
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// finish releases some uploads at the same time and waits for their responses.
func (r *concurrentUploads) finish(numbers ...int) {
	for _, i := range numbers {
		close(r.released[i])
	}
	for _, i := range numbers {
		<-r.ended[i]
	}
}

// accepted returns the number of the upload that was accepted. It checks that all others were refused because the file
// exists.
func (r *concurrentUploads) accepted(t *testing.T) int {
	t.Helper()
	winners := []int{}
	for i, reply := range r.replies {
		if reply.Response == nil {
			t.Fatalf("upload %d has no response", i)
		}
		if reply.StatusCode == http.StatusOK {
			winners = append(winners, i)
			continue
		}
		reply.wantStatus(t, http.StatusBadRequest)
		if message := reply.object(t)["message"]; message != existsMessage {
			t.Errorf("upload %d is refused with %q", i, message)
		}
	}
	if len(winners) != 1 {
		t.Fatalf("%d uploads to one path are accepted: %v", len(winners), winners)
	}
	return winners[0]
}

// account is the state, the lists, the usage and the events of an account.
type account struct {
	state  mockserver.State
	lists  string
	usage  imagekit.Usage
	events []string
}

func accountOf(t *testing.T, s *mockserver.Server) account {
	t.Helper()
	a := account{state: stateOf(t, s), lists: listings(t, s), usage: usage(t, s, 1, 2)}
	for _, record := range waitForWebhooks(t, s) {
		a.events = append(a.events, record.Event)
	}
	return a
}

// wantOnly checks that an account has upload number n and nothing else.
func (a account) wantOnly(t *testing.T, n int, fileID any) {
	t.Helper()
	if len(a.state.Files) != 1 || len(a.state.Folders) != 2 {
		t.Fatalf("%d versions in %d folders, want 1 in 2", len(a.state.Files), len(a.state.Folders))
	}
	file := a.state.Files[0]
	if file.FileID != fileID || !slices.Equal(file.Tags, []string{fmt.Sprint("upload", n)}) ||
		file.Size != int64(sizeOf(n)) || file.FilePath != "/some/folder/a.png" {
		t.Errorf("the file is %+v, want that of upload %d", file, n)
	}
	want := imagekit.Usage{MediaLibraryStorageBytes: int64(sizeOf(n)), ExtensionUnitsCount: 1}
	if a.usage != want {
		t.Errorf("the account has used %+v, want %+v", a.usage, want)
	}
	if !slices.Equal(a.events, []string{"file.created"}) {
		t.Errorf("the events are %q, want file.created", a.events)
	}
}

// forEachStore runs a test with a server in memory, and with one that has a persistence folder. wantBlobs checks the
// number of blobs in the folder, if there is one.
func forEachStore(t *testing.T, test func(t *testing.T, s *mockserver.Server, wantBlobs func(int))) {
	t.Helper()
	target := listenForWebhooks(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	webhook := mockserver.WithWebhook(mockserver.WebhookTarget{URL: target})
	t.Run("in memory", func(t *testing.T) {
		t.Parallel()
		test(t, start(t, webhook), func(int) {})
	})
	t.Run("bolt store", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		test(t, start(t, webhook, inFolder(t, folder)), func(want int) {
			if got := blobFiles(t, folder); got != want {
				t.Errorf("%d blobs are stored, want %d", got, want)
			}
		})
	})
}

// TestUpload_ExistingPath_Concurrent starts concurrent uploads that must not overwrite a file, and finishes them in
// three orders.
func TestUpload_ExistingPath_Concurrent(t *testing.T) {
	t.Parallel()
	const n = 4
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for order, groups := range map[string][][]int{
		"all at once":           {all},
		"the first one last":    {all[1:], all[:1]}, // its body is slow; it is refused at the end
		"one before the others": {all[2:3], append(slices.Clone(all[:2]), all[3:]...)},
	} {
		for version, paths := range map[string][]string{
			"v1": {uploadV1}, "v2": {uploadV2},
			"v1 and v2": {uploadV1, uploadV2},
		} {
			t.Run(order+" "+version, func(t *testing.T) {
				t.Parallel()
				forEachStore(t, func(t *testing.T, s *mockserver.Server, wantBlobs func(int)) {
					r := startUploads(t, s, n, paths...)
					for _, group := range groups {
						r.finish(group...)
					}
					winner := r.accepted(t)
					if !slices.Contains(groups[0], winner) {
						t.Errorf("upload %d is accepted, although it ended after others", winner)
					}
					accountOf(t, s).wantOnly(t, winner, r.replies[winner].object(t)["fileId"])
					wantBlobs(1)
				})
			})
		}
	}
}

// TestUpload_ExistingPath_Unchanged checks that uploads which are refused because the file exists change nothing.
func TestUpload_ExistingPath_Unchanged(t *testing.T) {
	t.Parallel()
	forEachStore(t, func(t *testing.T, s *mockserver.Server, wantBlobs func(int)) {
		createField(t, s, "price", object{"type": "Number"})
		first := upload(t, s, uploadWithoutOverwrite(t, 0)).wantStatus(t, http.StatusOK).object(t)
		before := accountOf(t, s)
		before.wantOnly(t, 0, first["fileId"])
		for i, more := range []parts{
			nil,
			{{name: "customMetadata", text: `{"price":1}`}, {name: "description", text: "new"}},
			{{name: "isPrivateFile", text: "true"}, {name: "isPublished", text: "false"}},
			{{name: "customCoordinates", text: "1,2,3,4"}, {name: "webhookUrl", text: "https://example.com/hook"}},
			{{name: "transformation", text: `{"post":[{"type":"transformation","value":"w-10"}]}`}},
			{{name: "overwriteTags", text: "false"}, {name: "overwriteCustomMetadata", text: "false"}},
			{{name: "checks", text: `"file.size" > "1b"`}},
		} {
			for _, path := range []string{uploadV1, uploadV2} {
				refused := uploadTo(t, s, path, s.PrivateKey(), uploadWithoutOverwrite(t, i+1).with(more...))
				refused.wantStatus(t, http.StatusBadRequest)
				if message := refused.object(t)["message"]; message != existsMessage {
					t.Errorf("%v is refused with %q", more, message)
				}
			}
		}
		after := accountOf(t, s)
		if encoded(t, after.state) != encoded(t, before.state) || after.lists != before.lists {
			t.Errorf("the library changes from %+v to %+v", before.state, after.state)
		}
		after.wantOnly(t, 0, first["fileId"])
		wantBlobs(1)
		if got := get(t, first["url"].(string)).body; len(got) != sizeOf(0) {
			t.Errorf("the URL delivers %d bytes, want %d", len(got), sizeOf(0))
		}
	})
}

// TestUpload_ExistingPath_Sizes repeats uploads with a key. The client must compute the size of each source as the
// server does, or not at all. With another size, it would take the repeated upload for another file.
func TestUpload_ExistingPath_Sizes(t *testing.T) {
	t.Parallel()
	s := start(t)
	ik := clientOf(t, s)
	elsewhere := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "from elsewhere")
	}))
	long := strings.Repeat("QUJD", 5000)
	for i, source := range []imagekit.Source{
		imagekit.FromBytes([]byte("abc")), imagekit.FromURL(elsewhere + "/a.txt"),
		imagekit.FromBase64("QUJD"), imagekit.FromBase64("QUI="), imagekit.FromBase64("QQ=="),
		imagekit.FromBase64("QR=="),
		imagekit.FromBase64(long), imagekit.FromBase64(long[:76] + "\r\n" + long[76:152] + "\r\n"),
		imagekit.FromDataURI("data:text/plain;base64,QUJD"),
		imagekit.FromDataURI("data:text/plain;charset=utf-8;base64," + long), imagekit.FromDataURI("data:;base64,QQ=="),
		imagekit.FromDataURI("data:text/plain;BASE64,QUJD"), imagekit.FromDataURI("data:,a%20text"),
		imagekit.FromDataURI("data:text/plain;charset=utf-8,QUJD"), imagekit.FromDataURI("data:base64,QUJD"),
	} {
		request := imagekit.UploadRequest{File: source, FileName: fmt.Sprint(i)}
		first, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey("key"))
		if err != nil {
			t.Errorf("%v: %v", source, err)
			continue
		}
		second, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey("key"))
		if err != nil || second.FileID != first.FileID || second.Size != first.Size {
			t.Errorf("%v: the first upload is %+v, the second %+v, error %v", source, first, second, err)
		}
	}
}
