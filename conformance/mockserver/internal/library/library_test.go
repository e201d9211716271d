package library_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// endpoint is the URL endpoint of the account of tests.
const endpoint = "https://ik.example/demo"

// noon is the time at which tests begin.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// account is a library with a clock that the test moves.
type account struct {
	*library.Library
	passed  atomic.Int64 // since noon
	changes []library.Change
}

// noMedia is a [library.Media] without metadata.
type noMedia struct{}

func (noMedia) Embedded() map[string]any { return nil }

func (noMedia) Duration() float64 { return 0 }

// open opens a library with a backend, which can be nil. Ids count up, and jobs take a minute.
func open(t *testing.T, backend store.Backend) *account {
	t.Helper()
	return openWith(t, library.Config{Backend: backend})
}

// openWith is open with the backend and the limits of a configuration.
func openWith(t *testing.T, c library.Config) *account {
	t.Helper()
	a := &account{}
	var ids atomic.Int64
	c.Now = func() time.Time { return noon.Add(time.Duration(a.passed.Load())) }
	c.NewID = func() string { return fmt.Sprintf("id%d", ids.Add(1)) }
	c.JobDuration = time.Minute
	c.URLEndpoint = endpoint
	c.PrivateKey = "private_test"
	c.OpenMedia = func(library.Content) library.Media { return noMedia{} }
	c.Log = slog.New(slog.DiscardHandler)
	l, err := library.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	a.Library = l
	l.OnChange(func(c library.Change) { a.changes = append(a.changes, c) }, func() {})
	return a
}

// advance moves the clock and runs the jobs that are due then.
func (a *account) advance(d time.Duration) {
	a.passed.Add(int64(d))
	a.RunDue()
}

// add uploads text to a path; edit, if it is not nil, completes the upload.
func (a *account) add(p, text string, edit func(*library.Upload)) (library.Asset, error) {
	u := &library.Upload{Name: path.Base(p), Folder: path.Dir(p), Overwrite: true, Published: true}
	if edit != nil {
		edit(u)
	}
	blob, err := a.Blobs().Read(strings.NewReader(text))
	if err != nil {
		return library.Asset{}, err
	}
	f, err := a.Add(u, library.Content{Blob: blob, MediaType: "text/plain; charset=utf-8", Format: "txt"})
	if err != nil {
		blob.Release()
	}
	return f, err
}

// mustAdd is add for uploads that cannot fail.
func (a *account) mustAdd(t *testing.T, p, text string, edit func(*library.Upload)) library.Asset {
	t.Helper()
	f, err := a.add(p, text, edit)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tree returns the paths of all folders, and of all files with a plus for each version except the first.
func (a *account) tree() string {
	c := a.Contents()
	var all []string
	for _, d := range c.Folders {
		all = append(all, d.Path+"/")
	}
	for i, f := range c.Files {
		if i > 0 && c.Files[i-1].FileID == f.FileID {
			all[len(all)-1] += "+"
			continue
		}
		all = append(all, f.Path)
	}
	return strings.Join(all, " ")
}

// content returns the text of a file.
func content(t *testing.T, f library.Asset) string {
	t.Helper()
	r, err := f.Blob.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantError fails the test if an error is not the wanted one, or does not contain the words.
func wantError(t *testing.T, err error, want library.Code, words ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %s", err, string(want))
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v does not contain %q", err, w)
		}
	}
}

// wantTree compares the folders and files of an account with the wanted ones.
func wantTree(t *testing.T, a *account, want string) {
	t.Helper()
	if got := a.tree(); got != want {
		t.Errorf("the folders and files are %s, want %s", got, want)
	}
}

// noError stops the test if one of the errors is not nil.
func noError(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestImports checks that the library depends neither on HTTP nor on the API document.
func TestImports(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const module = "github.com/openimagekit/imagekit/"
	allowed := []string{
		"conformance/mockserver/internal/library", "conformance/mockserver/internal/search",
		"conformance/mockserver/internal/store", "helpers/search", "internal/keys", "internal/names", "urlbuilder",
	}
	for name := range strings.FieldsSeq(string(out)) {
		own, isOwn := strings.CutPrefix(name, module)
		switch {
		case name == "net/http", strings.HasPrefix(name, "github.com/getkin/"), isOwn && !slices.Contains(allowed, own):
			t.Errorf("the library depends on %s", name)
		}
	}
}

// failing is a backend that can fail. It only notes which records exist.
type failing struct {
	store.Backend
	err     error
	records map[string]bool // by kind and key
}

func (f *failing) Records(func(kind, key string, value []byte) error) error { return nil }
func (f *failing) Blobs() (map[string]int64, error)                         { return nil, nil }

func (f *failing) Write(changes map[string]map[string][]byte) error {
	if f.err != nil {
		return f.err
	}
	for kind, records := range changes {
		for key, value := range records {
			f.records[kind+" "+key] = value != nil
		}
	}
	return nil
}

// count returns how many records of a kind there are.
func (f *failing) count(kind string) (n int) {
	for name, exists := range f.records {
		if exists && strings.HasPrefix(name, kind+" ") {
			n++
		}
	}
	return n
}

func TestLibrary_BackendError(t *testing.T) {
	t.Parallel()
	b := &failing{records: map[string]bool{}}
	a := open(t, b)
	full := errors.New("the disk is full")
	b.err = full
	if err := a.MakeFolder("/a/b"); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	wantTree(t, a, "")
	b.err = nil
	noError(t, a.MakeFolder("/a/b"))
	wantTree(t, a, "/a/ /a/b/")
}

// recorded is a backend with one file.
type recorded struct {
	failing
	file string
}

func (r *recorded) Records(yield func(kind, key string, value []byte) error) error {
	return errors.Join(yield("format", "version", []byte("1")), yield("files", "id", []byte(r.file)))
}

func TestOpen_DamagedFile(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{"Path":"/a.txt"}`:                                "file /a.txt: the record has no version, or an empty one",
		`{"Path":"/a.txt","Versions":[null]}`:              "file /a.txt: the record has no version, or an empty one",
		`{"Path":"/a.txt","Versions":[{}]}`:                "file /a.txt: the record names no bytes",
		`{"Path":"/a.txt","Versions":[{"Blob":{}}]}`:       "does not exist",
		`{"Path":"/a.txt","Versions":["a version, once"]}`: "unmarshal JSON string into",
	} {
		if _, err := library.Open(library.Config{
			Backend: &recorded{file: file}, URLEndpoint: endpoint, PrivateKey: "private_test",
		}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", file, err, want)
		}
	}
}
