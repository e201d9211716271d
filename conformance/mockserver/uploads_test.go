package mockserver_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestUpload_Sources(t *testing.T) {
	t.Parallel()
	small := pngFile(t, 20, 10, false)
	big := bytes.Repeat([]byte("x"), largeFile)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(small)
	}))
	t.Cleanup(origin.Close)
	for _, test := range []struct {
		name    string
		file    part
		content []byte
	}{
		{"binary", part{bytes: small}, small},
		{"large binary", part{bytes: big}, big},
		{"base64", part{text: base64.StdEncoding.EncodeToString(small)}, small},
		{"large base64", part{text: base64.StdEncoding.EncodeToString(big)}, big},
		{"data URI", part{text: "data:image/png;base64," + base64.StdEncoding.EncodeToString(small)}, small},
		{"data URI without base64", part{text: "data:text/plain,a%20b"}, []byte("a b")},
		{"URL on loopback", part{text: origin.URL + "/x.png"}, small},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			test.file.name = "file"
			// The file comes first, because the server must accept the parts in any order.
			got := upload(t, s, parts{test.file, {name: "fileName", text: "x.bin"}}).wantStatus(t,
				http.StatusOK).object(t)
			wantFields(t, got, map[string]any{"size": len(test.content)})
			download := get(t, got["url"].(string)).wantStatus(t, http.StatusOK)
			if !bytes.Equal(download.body, test.content) {
				t.Errorf("%d downloaded bytes differ from %d uploaded ones", len(download.body), len(test.content))
			}
		})
	}
}

func TestUpload_Response(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := put(t, s, "coffee.png", pngFile(t, 20, 10, true), part{name: "folder", text: "menu/drinks/"})
	wantFields(t, got, map[string]any{
		"fileId": "id1", "name": "coffee.png", "filePath": "/menu/drinks/coffee.png",
		"url":          s.URLEndpoint() + "/menu/drinks/coffee.png",
		"thumbnailUrl": s.URLEndpoint() + "/tr:n-ik_ml_thumbnail/menu/drinks/coffee.png", "fileType": "image",
		"width": 20, "height": 10,
		"AITags": nil, "versionInfo": map[string]any{"id": "id1", "name": "Version 1"},
	})
	for _, field := range []string{"tags", "isPrivateFile", "customMetadata", "metadata"} {
		if _, found := got[field]; found {
			t.Errorf("the response has %s, which the request did not ask for", field)
		}
	}
}

func TestUpload_Parameters(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/v1/files/upload", "/api/v2/files/upload"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			createField(t, s, "price", object{"type": "Number"})
			createField(t, s, "gone", object{"type": "Text"})
			got := uploadTo(t, s, path, s.PrivateKey(), named("coffee.png", pngFile(t, 20, 10, false)).with(
				part{name: "tags", text: "coffee, summer,,coffee"},
				part{name: "customMetadata", text: `{"price":4.5,"gone":null}`},
				part{name: "customCoordinates", text: "1,2,3,4"},
				part{name: "isPrivateFile", text: "true"},
				part{name: "isPublished", text: "false"},
				part{name: "description", text: "A cup."},
				part{name: "extensions", text: `[{"name":"google-auto-tagging","maxTags":5,"minConfidence":80}]`},
				part{name: "transformation", text: `{"pre":"w-10"}`},
				part{
					name: "responseFields",
					text: "tags,customCoordinates,isPrivateFile,isPublished,customMetadata,metadata,embeddedMetadata",
				},
			)).wantStatus(t, http.StatusOK)
			want := map[string]any{
				"tags": []string{"coffee", "summer"}, "customMetadata": map[string]any{"price": 4.5},
				"customCoordinates": "1,2,3,4",
				"isPrivateFile":     true, "isPublished": false, "description": "A cup.",
			}
			wantFields(t, got.object(t), want)
			wantFields(t, details(t, s, got.object(t)["fileId"]), want)
			wantFields(t, got.object(t),
				map[string]any{"extensionStatus": map[string]any{"google-auto-tagging": "pending"}})
			if _, ok := got.object(t)["metadata"].(map[string]any)["pHash"]; !ok {
				t.Error("the metadata has no pHash")
			}
			if got.Header.Get("x-mock-transformation") == "" {
				t.Error("the response has no header x-mock-transformation")
			}
		})
	}
}

func TestUpload_Names(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct{ name, folder, want string }{
		{"coffee.png", "", `^/coffee_[A-Za-z0-9]{9}\.png$`},
		{"coffee.png", "/", `^/coffee_[A-Za-z0-9]{9}\.png$`},
		{"my cup (1).tar.gz", "//a b//c.d/", `^/a_b/c_d/my_cup__1_\.tar_[A-Za-z0-9]{9}\.gz$`},
		{"Käsekuchen-ω.jpg", "/naïve/日本", `^/naïve/日本/Käsekuchen-ω_[A-Za-z0-9]{9}\.jpg$`},
		{"no-extension", "../x", `^/__/x/no-extension_[A-Za-z0-9]{9}$`},
		{
			"../../etc/passwd", "",
			`^/.._.._etc_[A-Za-z0-9]{9}$|^/\.\._\.\._etc_passwd_[A-Za-z0-9]{9}$|^/\.\._\._[A-Za-z0-9]{9}\._etc_passwd$`,
		},
	} {
		got := upload(t, s, parts{
			{name: "fileName", text: test.name},
			{name: "folder", text: test.folder},
			{name: "file", bytes: []byte("x")},
		})
		if p := got.wantStatus(t,
			http.StatusOK).object(t)["filePath"].(string); !regexp.MustCompile(test.want).MatchString(p) {
			t.Errorf("%q in %q is stored as %q", test.name, test.folder, p)
		}
	}
}

func TestUpload_ExistingPath(t *testing.T) {
	t.Parallel()
	first := parts{
		{name: "tags", text: "old"},
		{name: "customMetadata", text: `{"price":1}`},
		{name: "customCoordinates", text: "1,2,3,4"},
	}
	for _, test := range []struct {
		name string
		more parts
		want map[string]any
	}{
		{"replaces everything", nil, map[string]any{
			"tags": nil, "customMetadata": map[string]any{},
			"customCoordinates": nil,
		}},
		{
			"keeps what it should not overwrite",
			parts{{name: "overwriteTags", text: "false"}, {name: "overwriteCustomMetadata", text: "false"}},
			map[string]any{
				"tags": []string{"old"}, "customMetadata": map[string]any{"price": 1},
				"customCoordinates": nil,
			},
		},
		{
			"takes new tags over kept ones",
			parts{{name: "overwriteTags", text: "false"}, {name: "tags", text: "new"}},
			map[string]any{"tags": []string{"new"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			createField(t, s, "price", object{"type": "Number"}) // has id1
			old := put(t, s, "a.txt", []byte("old"), first...)
			got := put(t, s, "a.txt", []byte("newer"), test.more...)
			wantFields(t, got, map[string]any{
				"fileId": old["fileId"], "size": 5,
				"versionInfo": map[string]any{"id": "id3", "name": "Version 2"},
			})
			wantFields(t, details(t, s, old["fileId"]), test.want)
			if body := get(t, got["url"].(string)).body; string(body) != "newer" {
				t.Errorf("the URL delivers %q", body)
			}
		})
	}
}

func TestUpload_VersionLimit(t *testing.T) {
	t.Parallel()
	s := mockserver.Start(t) // validated responses would take seconds here
	for range 100 {
		put(t, s, "a.txt", []byte("x"))
	}
	upload(t, s, named("a.txt", []byte("x"))).wantError(t, http.StatusBadRequest, "100 versions")
}

func TestUpload_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "taken.txt", []byte("x"))
	valid := named("a.txt", []byte("x"))
	for _, test := range []struct {
		name   string
		parts  parts
		status int
		words  []string
	}{
		{"no file", parts{{name: "fileName", text: "a"}}, 400, []string{"file "}},
		{"no file name", parts{{name: "file", bytes: []byte("x")}}, 400, []string{"fileName"}},
		{"a file name of dots", named("..", []byte("x")), 400, []string{"fileName"}},
		{"empty file", named("a.txt", []byte{}), 400, []string{"file", "empty"}},
		{"blank as file", parts{{name: "fileName", text: "a"}, {name: "file", text: "\n"}}, 400, []string{"file"}},
		{"empty text as file", parts{{name: "fileName", text: "a"}, {name: "file"}}, 400, []string{"file"}},
		{
			"text that is not base64",
			parts{{name: "fileName", text: "a"}, {name: "file", text: "not base64!"}},
			400,
			[]string{"file", "base64"},
		},
		{
			"a URL of another host",
			parts{{name: "fileName", text: "a"}, {name: "file", text: "https://example.com/a.png"}},
			400,
			[]string{"file", "loopback"},
		},
		{
			"a URL that does not respond",
			parts{{name: "fileName", text: "a"}, {name: "file", text: "http://127.0.0.1:1/a"}},
			400,
			[]string{"file", "fetched"},
		},
		{
			"a data URI without data",
			parts{{name: "fileName", text: "a"}, {name: "file", text: "data:text/plain"}},
			400,
			[]string{"file", "comma"},
		},
		{"not a boolean", valid.with(part{name: "isPrivateFile", text: "yes"}), 400, []string{"isPrivateFile"}},
		{
			"metadata that is not JSON", valid.with(part{name: "customMetadata", text: "{price"}), 400,
			[]string{"customMetadata"},
		},
		{
			"metadata that is not an object", valid.with(part{name: "customMetadata", text: "[1]"}), 400,
			[]string{"customMetadata", "object"},
		},
		{
			"an unknown response field", valid.with(part{name: "responseFields", text: "tags,pixels"}), 400,
			[]string{"responseFields.1"},
		},
		{
			"an unknown extension", valid.with(part{name: "extensions", text: `[{"name":"magic"}]`}), 400,
			[]string{"extensions.0"},
		},
		{
			"malformed coordinates", valid.with(part{name: "customCoordinates", text: "1,2"}), 400,
			[]string{"customCoordinates"},
		},
		{"a percent sign in a tag", valid.with(part{name: "tags", text: "100%"}), 400, []string{"tags", "%"}},
		{
			"501 characters of tags", valid.with(part{name: "tags", text: strings.Repeat("ä", 501)}), 400,
			[]string{"tags", "500"},
		},
		{"a part twice", valid.with(part{name: "fileName", text: "b"}), 400, []string{"fileName", "once"}},
		{"two files", valid.with(part{name: "file", bytes: []byte("y")}), 400, []string{"file", "once"}},
		{
			"a part that is too long", valid.with(part{name: "description", text: strings.Repeat("x", 2<<20)}), 400,
			[]string{"description"},
		},
		{
			"a name that is taken",
			named("taken.txt", []byte("y")).with(part{name: "overwriteFile", text: "false"}),
			400,
			[]string{"exists"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			upload(t, s, test.parts).wantError(t, test.status, test.words...)
		})
	}
	wantNames(t, s, "", "taken.txt")
}

func TestUpload_IncompleteBody(t *testing.T) {
	t.Parallel()
	s := start(t)
	body, contentType := named("a.bin", bytes.Repeat([]byte("x"), largeFile)).encode(t)
	for _, length := range []int{0, 50, 300, 1 << 20, body.Len() - 30, body.Len() - 4} {
		req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", bytes.NewReader(body.Bytes()[:length]))
		req.Header.Set("Content-Type", contentType)
		req.SetBasicAuth(s.PrivateKey(), "")
		send(t, req).wantError(t, http.StatusBadRequest, "body")
	}
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", strings.NewReader("{}"))
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth(s.PrivateKey(), "")
	send(t, req).wantError(t, http.StatusBadRequest, "multipart/form-data")
	wantNames(t, s, "")
}

// largeFile is the size in bytes of a file that a server without a store keeps in a temporary file.
const largeFile = 1<<20 + 100

// temporaryFiles returns the number of temporary files of servers. They are open but have no names. Linux lists them;
// on other systems the test is skipped.
func temporaryFiles(t *testing.T) (n int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(os.TempDir(), "imagekit-mock-*"))
	if err != nil || len(names) > 0 {
		t.Errorf("temporary files have the names %q, error %v; want no names", names, err)
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("the system has no list of open files")
	}
	for _, f := range open {
		target, _ := os.Readlink(filepath.Join("/proc/self/fd", f.Name()))
		if strings.HasPrefix(target, filepath.Join(os.TempDir(), "imagekit-mock-")) {
			n++
		}
	}
	return n
}

func TestUpload_TemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	temporary := func() int { return temporaryFiles(t) }
	s := start(t)
	big := bytes.Repeat([]byte("x"), largeFile)
	file := put(t, s, "big.bin", big)
	upload(t, s, named("big.bin", big).with(part{name: "overwriteFile", text: "false"})).wantStatus(t,
		http.StatusBadRequest)
	if n := temporary(); n != 1 {
		t.Errorf("%d temporary files for one stored file, want 1", n)
	}
	do(t, s, http.MethodDelete, fmt.Sprint("/v1/files/", file["fileId"]), nil).wantStatus(t, http.StatusNoContent)
	if n := temporary(); n != 0 {
		t.Errorf("%d temporary files when all files are deleted, want 0", n)
	}
	put(t, s, "big.bin", big)
	stop(t, s)
	if n := temporary(); n != 0 {
		t.Errorf("%d temporary files when the server is closed, want 0", n)
	}
}

// zeros is an endless reader of zeros.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestUpload_Memory is not parallel, because it measures the allocations of the process.
func TestUpload_Memory(t *testing.T) {
	race.SkipSlow(t)
	const size, most = 32 << 20, 12 << 20
	s := mockserver.Start(t)
	frame, contentType := named("zeros.bin", []byte("|")).encode(t)
	head, tail, _ := bytes.Cut(frame.Bytes(), []byte("|"))
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload",
		io.MultiReader(bytes.NewReader(head), io.LimitReader(zeros{}, size), bytes.NewReader(tail)))
	req.Header.Set("Content-Type", contentType)
	req.SetBasicAuth(s.PrivateKey(), "")

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := send(t, req).wantStatus(t, http.StatusOK)
	runtime.ReadMemStats(&after)
	wantFields(t, got.object(t), map[string]any{"size": size})
	if n := after.TotalAlloc - before.TotalAlloc; n > most {
		t.Errorf("%d bytes are allocated for a file of %d, want at most %d", n, size, most)
	}
}

// signed returns the parts that authenticate an upload from a browser.
func signed(key, token, publicKey string, expire time.Time) parts {
	seconds := fmt.Sprint(expire.Unix())
	return parts{
		{name: "token", text: token},
		{name: "expire", text: seconds},
		{name: "signature", text: hmacSHA1(key, token+seconds)},
		{name: "publicKey", text: publicKey},
	}
}
