package mockserver_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
	"github.com/openimagekit/imagekit/internal/race"
)

// openStores has the stores that tests have opened, by folder.
var openStores sync.Map

// inFolder opens the store in a folder for a server. It first closes the store that an earlier call has opened there,
// whose server must be closed.
func inFolder(t *testing.T, folder string) mockserver.Option {
	t.Helper()
	closeStore(t, folder)
	kept, err := boltstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	openStores.Store(folder, kept)
	t.Cleanup(func() { _ = kept.Close() })
	return mockserver.WithStore(kept)
}

// closeStore closes the store in a folder if a test has opened it.
func closeStore(t *testing.T, folder string) {
	t.Helper()
	if earlier, ok := openStores.LoadAndDelete(folder); ok {
		if err := earlier.(*boltstore.Store).Close(); err != nil {
			t.Error(err)
		}
	}
}

// restart starts a server with the store in a folder.
func restart(t *testing.T, folder string, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	s, err := mockserver.Listen("127.0.0.1:0", append([]mockserver.Option{
		inFolder(t, folder), mockserver.WithClock(func() time.Time { return noon }),
		mockserver.WithResponseValidation(true),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// listings returns the lists of all files, folders and versions, without the URL of the server.
func listings(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	var b strings.Builder
	for _, query := range []string{"type=all&sort=ASC_CREATED", "type=file-version&sort=ASC_CREATED"} {
		b.Write(do(t, s, http.MethodGet, "/v1/files?"+query, nil).wantStatus(t, http.StatusOK).body)
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), s.URL(), "")
}

// TestWithStore_NotComparable uses a store whose type is not comparable.
func TestWithStore_NotComparable(t *testing.T) {
	t.Parallel()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	type value struct {
		mockserver.Store
		_ []int
	}
	s := start(t, mockserver.WithStore(value{Store: kept}))
	put(t, s, "a.txt", []byte("a"))
	get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK)
}

func TestWithStore_Restart(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "library")
	s := restart(t, folder, mockserver.WithJobDuration(time.Hour))
	picture := pngFile(t, 30, 20, true)
	large := bytes.Repeat([]byte("0123456789abcdef"), 100_000)
	file := put(t, s, "bild ä.png", picture, part{name: "folder", text: "/a/b"}, part{name: "tags", text: "x,y"},
		part{name: "customCoordinates", text: "1,2,3,4"}, part{name: "isPrivateFile", text: "true"},
		part{name: "description", text: "d"})
	put(t, s, "big.bin", []byte("first"))
	put(t, s, "big.bin", large)
	do(t, s, http.MethodPost, "/v1/files/copy",
		map[string]any{"sourceFilePath": "/big.bin", "destinationPath": "/copies"}).
		wantStatus(t, http.StatusNoContent)
	put(t, s, "gone.txt", []byte("gone"))
	gone := put(t, s, "gone.txt", []byte("gone"))
	do(t, s, http.MethodDelete, "/v1/files/"+gone["fileId"].(string), nil).wantStatus(t, http.StatusNoContent)
	job := startJob(t, s, "renameFolder",
		map[string]any{"folderPath": "/a", "newFolderName": "later", "purgeCache": true})
	token := signed(s.PrivateKey(), "token", s.PublicKey(), noon.Add(time.Minute))
	uploadTo(t, s, "/api/v1/files/upload", "", named("t.txt", []byte("t")).with(token...)).wantStatus(t, http.StatusOK)
	before, metadata := listings(t, s),
		do(t, s, http.MethodGet, "/v1/files/"+file["fileId"].(string)+"/metadata", nil).body
	stop(t, s)

	s = restart(t, folder)
	if after := listings(t, s); after != before {
		t.Errorf("after the restart the library has\n%s, want\n%s", after, before)
	}
	for p, want := range map[string][]byte{"/big.bin": large, "/copies/big.bin": large} {
		if got := get(t, s.URLEndpoint()+p).wantStatus(t, http.StatusOK).body; !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d", p, len(got), len(want))
		}
	}
	if got := do(t, s, http.MethodGet, "/v1/files/"+file["fileId"].(string)+"/metadata", nil).body; !bytes.Equal(got,
		metadata) {
		t.Errorf("the metadata is %s, want %s", got, metadata)
	}
	wantFields(t, jobStatus(t, s, job), map[string]any{"status": "Pending"})
	uploadTo(t, s, "/api/v1/files/upload", "", named("t.txt", []byte("t")).with(token...)).wantError(t,
		http.StatusBadRequest, "once")
	// The server still counts the files that share a blob: deleting the first must not delete the bytes of the second.
	for _, p := range []string{"/big.bin", "/copies/big.bin"} {
		name := fmt.Sprintf("path=%s&name=big.bin", escape(filepath.Dir(p)))
		id := decode[[]map[string]any](t, do(t, s, http.MethodGet, "/v1/files?"+name, nil))[0]["fileId"].(string)
		get(t, s.URLEndpoint()+p).wantStatus(t, http.StatusOK)
		do(t, s, http.MethodDelete, "/v1/files/"+id, nil).wantStatus(t, http.StatusNoContent)
	}
	if n := blobFiles(t, folder); n != 2 {
		t.Errorf("%d blobs are left, want 2", n)
	}
}

func TestWithStore_RestartWithJob(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := restart(t, folder, mockserver.WithJobDuration(time.Hour))
	put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/a"})
	job := startJob(t, s, "renameFolder", map[string]any{"folderPath": "/a", "newFolderName": "b"})
	wantFields(t, jobStatus(t, s, job), map[string]any{"status": "Pending"})
	stop(t, s)
	s = restart(t, folder, mockserver.WithClock(func() time.Time { return noon.Add(time.Hour) }))
	wantNames(t, s, "path=/b", "x.txt")
	wantFields(t, jobStatus(t, s, job), map[string]any{"status": "Completed"})
}

// blobFiles returns the number of blobs in a persistence folder.
func blobFiles(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(folder, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestWithStore_UnknownBlobs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := restart(t, folder)
	put(t, s, "a.txt", []byte("a"))
	stop(t, s)
	// A server that is killed during an upload leaves such a file.
	if err := os.WriteFile(filepath.Join(folder, "blobs", "upload-half"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = restart(t, folder)
	if n := blobFiles(t, folder); n != 1 {
		t.Errorf("%d blobs are left, want 1", n)
	}
	get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK)
}

// folderWithFiles makes a persistence folder with many files. Its server and store are closed.
func folderWithFiles(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	s := restart(t, folder)
	for i := range 100 {
		put(t, s, fmt.Sprintf("%d.txt", i), []byte("a"))
	}
	stop(t, s)
	closeStore(t, folder)
	return folder
}

func TestWithStore_UnusableFolder(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	inUse, damaged, lost, file := t.TempDir(), t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "file")
	torn, emptied := folderWithFiles(t), folderWithFiles(t)
	restart(t, inUse)
	s := restart(t, lost)
	put(t, s, "a.txt", []byte("abc"))
	stop(t, s)
	closeStore(t, lost)
	if err := os.RemoveAll(filepath.Join(lost, "blobs")); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{filepath.Join(damaged, "library.db"), file} {
		if err := os.WriteFile(p, bytes.Repeat([]byte("no database"), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for folder, size := range map[string]int64{torn: 9000, emptied: 0} {
		if err := os.Truncate(filepath.Join(folder, "library.db"), size); err != nil {
			t.Fatal(err)
		}
	}
	for folder, want := range map[string]string{
		torn: "damaged", emptied: "is missing", inUse: "in use by another server", damaged: "opening the database",
		lost: "/a.txt", file: "not a directory",
	} {
		kept, err := boltstore.Open(folder)
		if err == nil {
			_, err = mockserver.New(mockserver.WithStore(kept))
			_ = kept.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", folder, err, want)
		}
	}
}

// TestWithStore_OtherFormat checks that a store which an earlier version has written is refused and left unchanged.
func TestWithStore_OtherFormat(t *testing.T) {
	t.Parallel()
	folder := folderWithFiles(t)
	kept, err := boltstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if err := kept.Write(map[string]map[string][]byte{"format": {"version": nil}}); err != nil {
		t.Fatal(err)
	}
	if _, err := mockserver.New(mockserver.WithStore(kept)); err == nil ||
		!strings.Contains(err.Error(), "an earlier version") {
		t.Errorf("error %v, want one about an earlier version", err)
	}
	if n := blobFiles(t, folder); n != 100 {
		t.Errorf("%d blobs are left, want 100", n)
	}
}

func TestWithStore_ForeignFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	foreign := filepath.Join(folder, "blobs", "mine.txt")
	if err := errors.Join(os.Mkdir(filepath.Dir(foreign), 0o700), os.WriteFile(foreign, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	s := restart(t, folder)
	put(t, s, "a.txt", []byte("a"))
	stop(t, s)
	restart(t, folder)
	if _, err := os.Stat(foreign); err != nil {
		t.Error(err)
	}
}

func TestWithStore_LongKeys(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := restart(t, folder)
	deep := strings.Repeat("/"+strings.Repeat("a", 800), 50)
	put(t, s, "a.txt", []byte("a"), part{name: "folder", text: deep})
	token := signed(s.PrivateKey(), strings.Repeat("t", 40_000), s.PublicKey(), noon.Add(time.Minute))
	const path = "/api/v1/files/upload"
	uploadTo(t, s, path, "", named("t.txt", []byte("t")).with(token...)).wantStatus(t, http.StatusOK)
	before := listings(t, s)
	stop(t, s)
	s = restart(t, folder)
	if after := listings(t, s); after != before {
		t.Errorf("after the restart the library has\n%s, want\n%s", after, before)
	}
	uploadTo(t, s, path, "", named("t.txt", []byte("t")).with(token...)).wantStatus(t, http.StatusBadRequest)
}

// TestWithStore_InterruptedSeed uses a seed that fails after the first file, as if the server had been killed. The next
// start adds the seed again.
func TestWithStore_InterruptedSeed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := fstest.MapFS{
		"a.txt": {Data: []byte("a")}, "b.txt": {Data: []byte("b")},
		"imagekit.json": {Data: []byte(`{"files": [{"path": "/b.txt", "customCoordinates": "wrong"}]}`)},
	}
	if _, err := mockserver.Listen("127.0.0.1:0", inFolder(t, folder), mockserver.WithSeed(files)); err == nil {
		t.Fatal("the seed has not failed")
	}
	delete(files, "imagekit.json")
	s := restart(t, folder, mockserver.WithSeed(files))
	wantNames(t, s, "sort=ASC_NAME", "a.txt", "b.txt")
	wantNames(t, s, "type=file-version")
	stop(t, s)
	files["c.txt"] = &fstest.MapFile{}
	s = restart(t, folder, mockserver.WithSeed(files))
	wantNames(t, s, "sort=ASC_NAME", "a.txt", "b.txt") // not seeded again
}

func TestServer_Reset_SeedFails(t *testing.T) {
	t.Parallel()
	for name, folder := range map[string]string{"in memory": "", "on the disk": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{"a.txt": {Data: []byte("a")}}
			opts := []mockserver.Option{mockserver.WithSeed(files)}
			if folder != "" {
				opts = append(opts, inFolder(t, folder))
			}
			s := start(t, opts...)
			files["imagekit.json"] = &fstest.MapFile{Data: []byte("{")}
			if err := s.Reset(); err == nil || !strings.Contains(err.Error(), "imagekit.json") {
				t.Errorf("error %v, want one about imagekit.json", err)
			}
			wantNames(t, s, "")
			put(t, s, "b.bin", bytes.Repeat([]byte("b"), largeFile))
			wantNames(t, s, "", "b.bin")
		})
	}
}
