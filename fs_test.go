package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// library is the seed of the mock server of these tests.
func library(t *testing.T) fstest.MapFS {
	t.Helper()
	coffee, err := os.ReadFile("examples/demo/coffee.png")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{
		"index.html":            {Data: []byte("<p>home</p>")},
		"menu/coffee.png":       {Data: coffee},
		"menu/empty.txt":        {},
		"menu/drinks/tea.txt":   {Data: []byte("green tea")},
		"menu/drinks/hot/a.txt": {Data: []byte("a")},
		"menu/page.tmpl":        {Data: []byte("Hello, {{.}}!")},
	}
}

// smallLibrary is a library of small files: fstest.TestFS requests each byte of a file.
var smallLibrary = fstest.MapFS{
	"index.html":            {Data: []byte("<p>home</p>")},
	"menu/empty.txt":        {},
	"menu/drinks/tea.txt":   {Data: []byte("green tea")},
	"menu/drinks/hot/a.txt": {Data: []byte("a")},
}

// startLibrary starts a mock server with the library, in which one file is private, and returns a client for it.
func startLibrary(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, *imagekit.Client) {
	t.Helper()
	server := mockserver.Start(t, append([]mockserver.Option{mockserver.WithSeed(library(t))}, opts...)...)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("secret")), FileName: "private.txt", Folder: new("/menu"),
		UseUniqueFileName: new(false), IsPrivateFile: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, ik
}

func TestClient_FS_TestFS(t *testing.T) {
	t.Parallel()
	_, ik := startLibrary(t, mockserver.WithSeed(smallLibrary))
	files := []string{
		"index.html", "menu/empty.txt", "menu/drinks/tea.txt", "menu/drinks/hot/a.txt", "menu/private.txt",
	}
	if err := fstest.TestFS(ik.FS(t.Context(), "/"), files...); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(ik.FS(t.Context(), "menu/drinks/"), "tea.txt", "hot/a.txt"); err != nil {
		t.Error(err)
	}
}

func TestClient_FS_CopyFS(t *testing.T) {
	t.Parallel()
	server, ik := startLibrary(t, mockserver.WithOptimization(true)) // images are read as they were uploaded
	dir := t.TempDir()
	if err := os.CopyFS(dir, ik.FS(t.Context(), "/")); err != nil {
		t.Fatal(err)
	}
	want := library(t)
	want["menu/private.txt"] = &fstest.MapFile{Data: []byte("secret")}
	for name, file := range want {
		content, err := os.ReadFile(dir + "/" + name)
		if err != nil || string(content) != string(file.Data) {
			t.Errorf("%s: %d bytes, want %d, %v", name, len(content), len(file.Data), err)
		}
	}
	for _, r := range server.Requests() {
		if isSigned := r.Query.Has("ik-s"); isSigned != strings.HasSuffix(r.Path, "/private.txt") {
			t.Errorf("signed: %v: %s", isSigned, r.Path)
		}
	}
}

func TestClient_FS_WalkDir(t *testing.T) {
	t.Parallel()
	server, ik := startLibrary(t)
	var names []string
	err := fs.WalkDir(ik.FS(t.Context(), "/menu"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		names = append(names, fmt.Sprint(info.Mode(), " ", name, " ", info.Size()))
		return err
	})
	want := []string{
		"dr-xr-xr-x . 0", "-r--r--r-- coffee.png 1024", "dr-xr-xr-x drinks 0", "dr-xr-xr-x drinks/hot 0",
		"-r--r--r-- drinks/hot/a.txt 1", "-r--r--r-- drinks/tea.txt 9", "-r--r--r-- empty.txt 0",
		"-r--r--r-- page.tmpl 13", "-r--r--r-- private.txt 6",
	}
	want[1] = fmt.Sprint("-r--r--r-- coffee.png ", len(library(t)["menu/coffee.png"].Data))
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("walked %q, %v, want %q", names, err, want)
	}
	if n := len(server.Requests()); n != 1+1+3*2 { // the upload, the root, and two lists for each folder
		t.Errorf("%d requests", n)
	}
}

func TestClient_FS_ParseFS(t *testing.T) {
	t.Parallel()
	_, ik := startLibrary(t)
	page, err := template.ParseFS(ik.FS(t.Context(), "/menu"), "*.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := page.ExecuteTemplate(&text, "page.tmpl", "world"); err != nil || text.String() != "Hello, world!" {
		t.Errorf("executed %q, %v", text.String(), err)
	}
}

func TestClient_FS_FileServer(t *testing.T) {
	t.Parallel()
	_, ik := startLibrary(t)
	web := httptest.NewServer(http.FileServerFS(ik.FS(t.Context(), "/")))
	t.Cleanup(web.Close)
	for _, test := range []struct {
		method, path, ranges string
		status               int
		contentType, want    string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8", "<p>home</p>"},
		{"GET", "/menu/private.txt", "", 200, "text/plain; charset=utf-8", "secret"},
		{"GET", "/menu/page.tmpl", "", 200, "text/plain; charset=utf-8", "Hello, {{.}}!"},
		{"HEAD", "/menu/drinks/tea.txt", "", 200, "text/plain; charset=utf-8", ""},
		{"GET", "/menu/drinks/tea.txt", "bytes=6-", 206, "text/plain; charset=utf-8", "tea"},
		{"GET", "/menu/none.txt", "", 404, "text/plain; charset=utf-8", "404 page not found\n"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, web.URL+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.ranges != "" {
			request.Header.Set("Range", test.ranges)
		}
		response, err := web.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != test.status || response.Header.Get("Content-Type") != test.contentType {
			t.Errorf("%s %s: %d with %v", test.method, test.path, response.StatusCode, response.Header)
		}
		wantContent(t, response.Body, test.want)
		response.Body.Close()
	}
}

func TestClient_FS_Errors(t *testing.T) {
	t.Parallel()
	_, ik := startLibrary(t)
	fsys := ik.FS(t.Context(), "/menu")
	_, errOpen := fsys.Open("none.txt")
	_, errStat := fs.Stat(fsys, "drinks/none")
	_, errReadDir := fs.ReadDir(fsys, "none")
	_, errReadFile := fs.ReadFile(fsys, "empty.txt/none")
	_, errRoot := fs.Stat(ik.FS(t.Context(), "/none"), ".")
	for _, err := range []error{errOpen, errStat, errReadDir, errReadFile, errRoot} {
		_, ok := errors.AsType[*fs.PathError](err)
		if !ok || !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, imagekit.ErrNotFound) {
			t.Errorf("got error %v", err)
		}
	}
	_, err := fs.ReadFile(fsys, "drinks")
	wantError(t, err, "read drinks: is a directory")
	_, err = fs.ReadDir(fsys, "empty.txt")
	wantError(t, err, "readdir empty.txt: not a directory")
	_, err = fs.Sub(fsys, "../menu")
	wantError(t, err, "invalid")
	sub, err := fs.Sub(fsys, "drinks")
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(sub, "tea.txt")
	if string(content) != "green tea" {
		t.Errorf("read %q, %v", content, err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = fs.Stat(ik.FS(ctx, "/"), "a")
	if _, ok := errors.AsType[*imagekit.Error](err); !ok || !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// TestClient_FS_Deleted reads a file that is deleted after it was opened.
func TestClient_FS_Deleted(t *testing.T) {
	t.Parallel()
	_, ik := startLibrary(t)
	file, err := ik.FS(t.Context(), "/").Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := ik.DeleteFile(t.Context(), info.Sys().(*imagekit.File).FileID); err != nil {
		t.Fatal(err)
	}
	if _, err = io.ReadAll(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read returned %v", err)
	}
	wantError(t, err, "read index.html: imagekit: open: GET /demo/index.html: 404: No file was found")
	_, err1 := file.(io.Seeker).Seek(0, io.SeekEnd)
	_, err2 := file.(io.ReaderAt).ReadAt(make([]byte, 1), 0)
	for _, err := range []error{err1, err2} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got error %v", err)
		}
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	_, err1 = file.Read(make([]byte, 1))
	_, err2 = file.Stat()
	for _, err := range []error{err1, err2, file.Close()} {
		if !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a closed file returned %v", err)
		}
	}
}

// listServer is a service that lists the given assets for each kind, and counts the requests.
func listServer(t *testing.T, requests *[]string, lists map[string]string) *imagekit.Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		*requests = append(*requests, query.Get("type")+" "+query.Get("skip"))
		_, _ = io.WriteString(w, lists[query.Get("type")])
	})
}

// TestClient_FS_HiddenNames lists a folder with names that cannot be paths, and with a file and a folder of one name.
func TestClient_FS_HiddenNames(t *testing.T) {
	t.Parallel()
	var requests []string
	ik := listServer(t, &requests, map[string]string{
		"folder": `[{"type":"folder","name":"both"},{"type":"folder","name":".."}]`,
		"file": `[{"type":"file","name":"a/b"},{"type":"file","name":"."},{"type":"file","name":"both"},
			{"type":"file","name":"twice"},{"type":"file","name":"twice"}]`,
		"all": `[{"type":"file","name":"both"},{"type":"folder","name":"both"}]`,
	})
	fsys := ik.FS(t.Context(), "/x")
	entries, err := fs.ReadDir(fsys, ".")
	if text := fmt.Sprint(entries); err != nil || len(entries) != 2 || !entries[0].IsDir() ||
		entries[0].Name() != "both" || entries[1].Name() != "twice" {
		t.Errorf("read %s, %v", text, err)
	}
	info, err := fs.Stat(fsys, "both")
	if err != nil || !info.IsDir() || info.Sys() != nil {
		t.Errorf("both is %v, %v", info, err)
	}
}

// TestClient_FS_Pages reads the beginning of a large folder.
func TestClient_FS_Pages(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	for n := range 1000 {
		fmt.Fprintf(&page, `,{"type":"file","name":"%d"}`, n)
	}
	var requests []string
	ik := listServer(t, &requests, map[string]string{
		"folder": `[]`, "file": "[" + page.String()[1:] + "]",
		"all": `[{"type":"folder","name":"x"}]`,
	})
	dir, err := ik.FS(t.Context(), "/").Open("x")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(requests); n != 1 {
		t.Errorf("%d requests", n)
	}
	entries, err := dir.(fs.ReadDirFile).ReadDir(1)
	if err != nil || len(entries) != 1 || entries[0].Name() != "0" {
		t.Errorf("read %v, %v", entries, err)
	}
	if err := dir.Close(); err != nil {
		t.Error(err)
	}
	if want := []string{"all 0", "folder 0", "file 0"}; !slices.Equal(requests, want) {
		t.Errorf("requests are %q, want %q", requests, want)
	}
}
