package imagekit_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

func openJournal(t *testing.T, path string) *imagekit.Journal {
	t.Helper()
	j, err := imagekit.OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// tempJournal opens a new journal.
func tempJournal(t *testing.T) *imagekit.Journal {
	t.Helper()
	return openJournal(t, filepath.Join(t.TempDir(), "journal"))
}

// uploadOne uploads one item with a journal and returns its outcome.
func uploadOne(
	t *testing.T, ik *imagekit.Client, journal *imagekit.Journal, item imagekit.UploadItem,
) imagekit.UploadOutcome {
	t.Helper()
	var outcomes []imagekit.UploadOutcome
	items := slices.Values([]imagekit.UploadItem{item})
	for o := range ik.UploadAll(t.Context(), items, imagekit.UploadAllOptions{Journal: journal}) {
		outcomes = append(outcomes, o)
	}
	if len(outcomes) != 1 {
		t.Fatalf("%d outcomes, want 1: %v", len(outcomes), outcomes)
	}
	return outcomes[0]
}

// killProcess writes to a journal what a process leaves that is killed while it writes.
func killProcess(t *testing.T, journal *imagekit.Journal, path string) {
	t.Helper()
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(`{"key":"12","fileId":"ha`)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestClient_UploadAll_Resume loses the responses to all uploads but ten in the first run, as a process does that is
// killed, and starts another run with the same journal.
func TestClient_UploadAll_Resume(t *testing.T) {
	t.Parallel()
	connection := &dyingConnection{uploadsLeft: 10}
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		connection.next = next
		return connection
	})
	path := filepath.Join(t.TempDir(), "journal")
	journal := openJournal(t, path)
	var taken atomic.Int64
	options := imagekit.UploadAllOptions{Concurrency: 4, Journal: journal}
	for range ik.UploadAll(t.Context(), numbered(30, &taken), options) {
	}
	killProcess(t, journal, path)

	connection.revive()
	skipped := 0
	options.Journal = openJournal(t, path)
	for o := range ik.UploadAll(t.Context(), numbered(40, &taken), options) {
		prefix := "/bulk/" + o.Item.Key + "_"
		if o.Err != nil || o.Result.FileID == "" || !strings.HasPrefix(o.Result.FilePath, prefix) {
			t.Errorf("item %s: %+v, %v", o.Item.Key, o.Result, o.Err)
		}
		if o.Skipped {
			skipped++
		}
	}
	if skipped != 10 {
		t.Errorf("%d items are skipped, want 10", skipped)
	}
	checkUploadedOnce(t, ik, 40)
	if connection.uploads != 40 {
		t.Errorf("%d uploads were made, want 40: what had arrived is not sent again", connection.uploads)
	}
}

// dyingConnection passes a number of uploads, and loses the responses to all requests after them.
type dyingConnection struct {
	next        http.RoundTripper
	mu          sync.Mutex
	uploads     int
	uploadsLeft int
}

func (c *dyingConnection) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if r.Method == http.MethodPost {
		c.uploads++
		c.uploadsLeft--
	}
	isDead := c.uploadsLeft < 0
	c.mu.Unlock()
	res, err := c.next.RoundTrip(r)
	if err == nil && isDead {
		_ = res.Body.Close()
		return nil, context.Canceled // which tells the client nothing about the outcome
	}
	return res, err
}

// revive lets all responses pass from now on.
func (c *dyingConnection) revive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uploadsLeft = math.MaxInt
}

// checkUploadedOnce checks that the library has n files with different names.
func checkUploadedOnce(t *testing.T, ik *imagekit.Client, n int) {
	t.Helper()
	files := namesIn(t, ik)
	if len(files) != n {
		t.Errorf("the library has %d files, want %d", len(files), n)
	}
	for name, count := range files {
		if count != 1 {
			t.Errorf("%s is there %d times", name, count)
		}
	}
}

// TestClient_UploadAll_ResumeSameJournal has two runs with one open journal. The second one looks for the file of the
// first, and then uploads it under the same name.
func TestClient_UploadAll_ResumeSameJournal(t *testing.T) {
	t.Parallel()
	var requests []string
	status := http.StatusBadRequest
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if r.Method == http.MethodGet {
			requests = append(requests, "find "+r.FormValue("name"))
			return response(http.StatusOK, "[]"), nil
		}
		_, name, _ := strings.Cut(string(body), `name="fileName"`)
		name, _, _ = strings.Cut(strings.TrimSpace(name), "\r\n")
		requests = append(requests, "upload "+name)
		return response(status, `{"fileId":"1","message":"no"}`), nil
	}))
	journal := tempJournal(t)
	if o := uploadOne(t, ik, journal, item("a")); !errors.Is(o.Err, imagekit.ErrInvalidRequest) {
		t.Errorf("first run: %v", o.Err)
	}
	status = http.StatusOK
	if o := uploadOne(t, ik, journal, item("a")); o.Err != nil {
		t.Errorf("second run: %v", o.Err)
	}
	name := strings.TrimPrefix(requests[0], "upload ")
	want := []string{"upload " + name, "find " + name, "upload " + name}
	if !slices.Equal(requests, want) || !strings.HasPrefix(name, "a_") {
		t.Errorf("got the requests %q, want %q", requests, want)
	}
	if o := uploadOne(t, ik, journal, item("a")); !o.Skipped || len(requests) != 3 {
		t.Errorf("third run: %+v, want it skipped", o)
	}
}

// TestClient_UploadAll_JournalInUse starts a run within another one with the same journal, and one after it.
func TestClient_UploadAll_JournalInUse(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	o := imagekit.UploadAllOptions{Journal: tempJournal(t)}
	items := func(yield func(imagekit.UploadItem) bool) { _ = yield(item("1")) && yield(item("2")) }
	for outcome := range ik.UploadAll(t.Context(), items, o) {
		if outcome.Err != nil {
			t.Errorf("first run: %v", outcome.Err)
		}
		others := slices.Collect(ik.UploadAll(t.Context(), items, o))
		if len(others) != 1 || !errors.Is(others[0].Err, imagekit.ErrJournalInUse) {
			t.Fatalf("second run at the same time: %v", others)
		}
		if others[0].Item.Key != "" || others[0].Result != nil {
			t.Errorf("second run at the same time: %+v", others[0])
		}
		break // which releases the journal
	}
	outcomes := uploadAll(t, ik, items, o)
	if files := namesIn(t, ik); len(outcomes) != 2 || len(files) != 2 {
		t.Errorf("%d outcomes, and the library has %v", len(outcomes), files)
	}
}

func TestClient_UploadAll_JournalKeys(t *testing.T) {
	t.Parallel()
	ik, uploads := newInstantClient(t)
	journal := tempJournal(t)
	const maxKey = 4096
	for _, key := range []string{"", "caf\xe9.jpg", strings.Repeat("\n", maxKey+1)} {
		o := uploadOne(t, ik, journal, item(key))
		if e, ok := errors.AsType[*imagekit.ArgumentError](o.Err); !ok || e.Argument != "key" {
			t.Errorf("%.20q: %v", key, o.Err)
		}
	}
	for _, key := range []string{"caf\ufffd.jpg", strings.Repeat("\x01", maxKey)} {
		one := item("1")
		one.Key = key
		if o := uploadOne(t, ik, journal, one); o.Err != nil {
			t.Errorf("%.20q: %v", key, o.Err)
		}
	}
	if n := uploads.Load(); n != 2 {
		t.Errorf("%d uploads, want 2", n)
	}
}

func TestOpenJournal_InUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	first := openJournal(t, path)
	if _, err := imagekit.OpenJournal(path); !errors.Is(err, imagekit.ErrJournalInUse) {
		t.Errorf("opened a second time: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	openJournal(t, path)
}

func TestOpenJournal_Errors(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	content := `{"journal":"imagekit uploads","version":1}` + "\n" + `{"key":"1","fileId":"a"}` + "\nrubbish\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{path: "line 3", t.TempDir(): "not a regular file"} {
		_, err := imagekit.OpenJournal(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

func TestJournal_Close(t *testing.T) {
	t.Parallel()
	ik, uploads := newInstantClient(t)
	journal := tempJournal(t)
	if o := uploadOne(t, ik, journal, item("1")); o.Err != nil {
		t.Fatal(o.Err)
	}
	if err := errors.Join(journal.Close(), journal.Close()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	for _, key := range []string{"1", "2"} {
		if o := uploadOne(t, ik, journal, item(key)); o.Err == nil || !strings.Contains(o.Err.Error(), "closed") {
			t.Errorf("item %s after Close: %v", key, o.Err)
		}
	}
	if n := uploads.Load(); n != 1 {
		t.Errorf("%d uploads, want 1", n)
	}
}
