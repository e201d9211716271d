package imagekit_test

import (
	"context"
	"errors"
	"fmt"
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

// appendTo writes to the end of a file.
func appendTo(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestClient_UploadAll_Resume simulates a process that is killed while it writes to its journal: the first run loses
// the responses to all uploads except ten, and the journal ends in an incomplete line. The next run uses that journal.
func TestClient_UploadAll_Resume(t *testing.T) {
	t.Parallel()
	transport := &failingTransport{uploadsLeft: 10}
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		transport.next = next
		return transport
	}, quick)
	path := filepath.Join(t.TempDir(), "journal")
	journal := openJournal(t, path)
	var taken atomic.Int64
	options := imagekit.UploadAllOptions{Concurrency: 4, Journal: journal}
	for range ik.UploadAll(t.Context(), numbered(30, &taken), options) {
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, `{"key":"12","fileId":"ha`)

	transport.restore()
	skipped := 0
	options.Journal = openJournal(t, path)
	for _, o := range uploadAll(t, ik, numbered(40, &taken), options) {
		if o.Result.FileID == "" || o.Result.FilePath != "/bulk/"+
			imagekit.KeyedFileName(o.Item.Key+".txt", o.Item.Key) {
			t.Errorf("item %s: %+v", o.Item.Key, o.Result)
		}
		if o.Skipped {
			skipped++
		}
	}
	if skipped != 10 {
		t.Errorf("%d items are skipped, want 10", skipped)
	}
	checkUploadedOnce(t, ik, 40)
	for _, o := range uploadAll(t, ik, numbered(40, &taken), imagekit.UploadAllOptions{Journal: openJournal(t, path)}) {
		if !o.Skipped {
			t.Errorf("item %s is not skipped by the third run", o.Item.Key)
		}
	}
}

// TestClient_UploadAll_DamagedJournal damages the journal. Items that it does not list any more are uploaded again, and
// stored once.
func TestClient_UploadAll_DamagedJournal(t *testing.T) {
	t.Parallel()
	const header = `{"journal":"imagekit uploads","version":1}` + "\n"
	for name, damage := range map[string]func(content string) string{
		"lost":             func(string) string { return "" },
		"torn header":      func(string) string { return header[:9] },
		"header only":      func(string) string { return header },
		"torn line":        func(s string) string { return s[:len(s)-20] },
		"mixed lines":      func(s string) string { return strings.Replace(s, `"fileId"`, `"fi{"key`, 2) },
		"zeros":            func(s string) string { return s[:len(header)] + strings.Repeat("\x00", 5000) },
		"zeros in between": func(s string) string { return s[:len(header)+30] + "\x00\x00" + s[len(header)+60:] },
		"endless line":     func(s string) string { return s + strings.Repeat("a", 200<<10) },
		"foreign lines":    func(s string) string { return header + "null\n{}\n[]\n" + header + s[len(header):] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testDamagedJournal(t, damage)
		})
	}
}

// testDamagedJournal uploads items, damages the journal, and uploads the items twice more.
func testDamagedJournal(t *testing.T, damage func(content string) string) {
	t.Helper()
	_, ik := startMock(t, nil)
	path := filepath.Join(t.TempDir(), "journal")
	for run := range 3 {
		journal := openJournal(t, path)
		var taken atomic.Int64
		for _, o := range uploadAll(t, ik, numbered(5, &taken), imagekit.UploadAllOptions{Journal: journal}) {
			if run == 2 && !o.Skipped {
				t.Errorf("item %s is not recorded in the damaged journal", o.Item.Key)
			}
		}
		content, err := os.ReadFile(path)
		if run == 0 && err == nil {
			err = os.WriteFile(path, []byte(damage(string(content))), 0o600)
		}
		if err := errors.Join(err, journal.Close()); err != nil {
			t.Fatal(err)
		}
	}
	checkUploadedOnce(t, ik, 5)
}

// TestClient_UploadAll_SharedJournal makes concurrent runs that share a file, through one Journal and through several.
func TestClient_UploadAll_SharedJournal(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	path := filepath.Join(t.TempDir(), "journal")
	journal := openJournal(t, path)
	var runs sync.WaitGroup
	for _, journal := range []*imagekit.Journal{journal, journal, openJournal(t, path), openJournal(t, path)} {
		runs.Go(func() {
			var taken atomic.Int64
			for o := range ik.UploadAll(t.Context(), numbered(20, &taken),
				imagekit.UploadAllOptions{Journal: journal}) {
				if o.Err != nil {
					t.Errorf("item %s: %v", o.Item.Key, o.Err)
				}
			}
		})
	}
	runs.Wait()
	checkUploadedOnce(t, ik, 20)
	var taken atomic.Int64
	for _, o := range uploadAll(t, ik, numbered(20, &taken), imagekit.UploadAllOptions{Journal: openJournal(t, path)}) {
		if !o.Skipped {
			t.Errorf("item %s is not in the journal", o.Item.Key)
		}
	}
}

// TestClient_UploadAll_JournalOfOtherFolder uploads items with equal keys and file names to two folders.
func TestClient_UploadAll_JournalOfOtherFolder(t *testing.T) {
	t.Parallel()
	ik, uploads := newInstantClient(t)
	journal := tempJournal(t)
	one := item("1")
	for _, folder := range []string{"/bulk", "/other", "bulk/", "/bulk"} {
		one.Request.Folder = &folder
		uploadsBefore := uploads.Load()
		if o := uploadOne(t, ik, journal, one); o.Err != nil || o.Skipped != (uploads.Load() == uploadsBefore) {
			t.Errorf("%s: %+v", folder, o)
		}
	}
	if n := uploads.Load(); n != 2 {
		t.Errorf("%d uploads, want one for each folder", n)
	}
}

// failingTransport loses the responses to all requests after a number of uploads.
type failingTransport struct {
	next        http.RoundTripper
	mu          sync.Mutex
	uploadsLeft int
}

func (c *failingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if r.Method == http.MethodPost {
		c.uploadsLeft--
	}
	isLost := c.uploadsLeft < 0
	c.mu.Unlock()
	res, err := c.next.RoundTrip(r)
	if err == nil && isLost {
		_ = res.Body.Close()
		return nil, context.Canceled // so that the outcome is unknown
	}
	return res, err
}

// restore returns all responses from now on.
func (c *failingTransport) restore() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uploadsLeft = math.MaxInt
}

// checkUploadedOnce checks that the library has n files, none of which has an older version.
func checkUploadedOnce(t *testing.T, ik *imagekit.Client, n int) {
	t.Helper()
	params := &imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterFileVersion)}
	older := len(collect(t, ik.Files(t.Context(), params)))
	if files := namesIn(t, ik); len(files) != n || older > 0 {
		t.Errorf("the library has %d files, want %d, and %d older versions: %v", len(files), n, older, files)
	}
}

func TestOpenJournal_Errors(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	const content = "not a journal"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{path: "line 1 is not the header", t.TempDir(): "not a regular file"} {
		_, err := imagekit.OpenJournal(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if got, err := os.ReadFile(path); string(got) != content || err != nil {
		t.Errorf("the file was changed to %q, %v", got, err)
	}
}

func TestJournal_Close(t *testing.T) {
	t.Parallel()
	ik, uploads := newInstantClient(t)
	journal := tempJournal(t)
	if o := uploadOne(t, ik, journal, item("1")); o.Err != nil {
		t.Fatal(o.Err)
	}
	if err := errors.Join(journal.Close(), journal.Close(), (*imagekit.Journal)(nil).Close()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	for _, key := range []string{"1", "2"} {
		o := uploadOne(t, ik, journal, item(key))
		if o.Err == nil || !strings.Contains(o.Err.Error(), "imagekit: journal: the journal is closed") ||
			o.Result != nil || o.Skipped {
			t.Errorf("item %s after Close: %v", key, o.Err)
		}
	}
	if n := uploads.Load(); n != 1 {
		t.Errorf("%d uploads, want 1", n)
	}
}

// TestClient_UploadAll_JournalFails closes the journal while an item is uploaded.
func TestClient_UploadAll_JournalFails(t *testing.T) {
	t.Parallel()
	journal := tempJournal(t)
	_, ik := startMock(t, onOperation("upload", func() { _ = journal.Close() }))
	o := uploadOne(t, ik, journal, item("1"))
	if o.Err == nil || !strings.Contains(o.Err.Error(), "imagekit: journal: the journal is closed") ||
		o.Result == nil || o.Result.FileID == "" || o.Skipped {
		t.Errorf("got %v", o)
	}
}

// TestJournal_Format checks the lines of the file.
func TestJournal_Format(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	path := filepath.Join(t.TempDir(), "journal")
	inRoot, ownPath := item("root"), item("own")
	inRoot.Request.Folder, ownPath.Request.UseUniqueFileName = nil, new(false)
	items := slices.Values([]imagekit.UploadItem{item("keyed"), inRoot, ownPath})
	fileIDs := map[string]string{}
	for _, o := range uploadAll(t, ik, items, imagekit.UploadAllOptions{Journal: openJournal(t, path)}) {
		fileIDs[o.Item.Key] = o.Result.FileID
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for key, path := range map[string]string{
		"keyed": "/bulk/" + imagekit.KeyedFileName("keyed.txt", "keyed"),
		"root":  "/" + imagekit.KeyedFileName("root.txt", "root"),
		"own":   "/bulk/own.txt",
	} {
		line := fmt.Sprintf(`{"key":%q,"path":%q,"fileId":%q,"filePath":%[2]q,"crc":"`, key, path, fileIDs[key])
		if !strings.Contains(string(content), "\n"+line) {
			t.Errorf("the journal lacks the line %s:\n%s", line, content)
		}
	}
}
