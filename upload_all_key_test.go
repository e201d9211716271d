package imagekit_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestClient_UploadAll_DuplicateKey uploads several items, some with the same folder, file name and key.
func TestClient_UploadAll_DuplicateKey(t *testing.T) {
	t.Parallel()
	for name, journal := range map[string]*imagekit.Journal{
		"with a journal":    tempJournal(t),
		"without a journal": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, ik := startMock(t, nil)
			otherFolder, otherName, sameName := item("1"), item("1"), item("1")
			otherFolder.Request.Folder = new("/other")
			otherName.Request.FileName = "1!.txt"
			sameName.Request.FileName, sameName.Request.Folder = "1?.txt", new("bulk/")
			items := []imagekit.UploadItem{item("1"), otherFolder, otherName, sameName, item("1")}
			duplicates := 0
			o := imagekit.UploadAllOptions{Journal: journal}
			for o := range ik.UploadAll(t.Context(), slices.Values(items), o) {
				if errors.Is(o.Err, imagekit.ErrDuplicateKey) && o.Item.Key == "1" && o.Result == nil {
					duplicates++
				} else if o.Err != nil {
					t.Error(o.Err)
				}
			}
			if n := len(collect(t, ik.Files(t.Context(), nil))); n != 3 || duplicates != 2 {
				t.Errorf("%d files and %d errors for duplicates, want 3 and 2", n, duplicates)
			}
		})
	}
}

// keyless returns an item without a key.
func keyless(content string) imagekit.UploadItem {
	i := item("")
	i.Request.FileName, i.Request.File = "a.txt", imagekit.FromBytes([]byte(content))
	return i
}

// TestClient_UploadAll_DerivedKey uploads items without a key in two runs.
func TestClient_UploadAll_DerivedKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	fromPath, fromFile := keyless(""), keyless("")
	fromPath.Request.File = imagekit.FromPath(path)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	fromFile.Request.File = imagekit.FromReader(file)
	_, ik := startMock(t, nil)
	for _, items := range [][]imagekit.UploadItem{
		{keyless("one"), keyless("one"), keyless("two")}, // two with equal content
		{keyless("one"), fromPath, fromFile, keyless("new")},
	} {
		uploadAll(t, ik, slices.Values(items), imagekit.UploadAllOptions{})
	}
	got := []string{}
	for _, f := range collect(t, ik.Files(t.Context(), nil)) {
		got = append(got, f.Name)
	}
	want := []string{}
	for _, content := range []string{"one", "two", "new"} {
		key := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content)))
		want = append(want, imagekit.KeyedFileName("a.txt", key))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the files are %q, want %q", got, want)
	}
}

// TestClient_UploadAll_StreamPath uploads a stream without a key to a path that the caller chose. A key is required
// only with a journal.
func TestClient_UploadAll_StreamPath(t *testing.T) {
	t.Parallel()
	for _, journal := range []*imagekit.Journal{nil, tempJournal(t)} {
		ik, uploads := newInstantClient(t)
		stream := keyless("")
		stream.Request.File = imagekit.FromReader(io.MultiReader(strings.NewReader("a")))
		stream.Request.UseUniqueFileName = new(false)
		o := uploadOne(t, ik, journal, stream)
		failed, _ := errors.AsType[*imagekit.ArgumentError](o.Err)
		isRefused := failed != nil && failed.Argument == "key"
		if isRefused != (journal != nil) || isRefused != (o.Err != nil) || isRefused != (uploads.Load() == 0) {
			t.Errorf("with a journal: %t: %v, %d uploads", journal != nil, o.Err, uploads.Load())
		}
	}
}

// TestClient_UploadAll_KeyErrors uploads items that the client refuses before it sends a request.
func TestClient_UploadAll_KeyErrors(t *testing.T) {
	t.Parallel()
	stream, withOption, unique, overwriting, missing := keyless(""), item("1"), item("1"), item("1"), keyless("")
	stream.Request.File = imagekit.FromReader(io.MultiReader(strings.NewReader("a")))
	withOption.Options = []imagekit.RequestOption{imagekit.WithUploadKey("2")}
	unique.Request.UseUniqueFileName = new(true)
	overwriting.Request.OverwriteFile = new(true)
	missing.Request.File = imagekit.FromPath(filepath.Join(t.TempDir(), "missing.png"))
	none := keyless("")
	none.Request.File = imagekit.Source{}
	for name, test := range map[string]struct {
		item     imagekit.UploadItem
		argument string // of the ArgumentError; "" for another error
		text     string
	}{
		"a stream without a key": {stream, "key", "uploadAll: key is required for a file that cannot be read twice"},
		"a key as an option":     {withOption, "WithUploadKey", "uploadAll: WithUploadKey cannot be an option"},
		"a unique name":          {unique, "WithUploadKey", "useUniqueFileName, which is true"},
		"a file to overwrite":    {overwriting, "WithUploadKey", "overwriteFile, which is true"},
		"no such file":           {missing, "", "imagekit: uploadAll: derive the key of "},
		"no file":                {none, "file", "must not be empty"},
		"invalid UTF-8 in a key": {item("caf\xe9.jpg"), "key", `"caf\xe9.jpg"`},
		"a long key":             {item(strings.Repeat("k", 4097)), "key", "uploadAll: key must be UTF-8 of 1 to 4096"},
	} {
		ik, uploads := newInstantClient(t)
		o := uploadOne(t, ik, tempJournal(t), test.item)
		failed, _ := errors.AsType[*imagekit.ArgumentError](o.Err)
		if failed != nil && failed.Argument != test.argument || failed == nil && test.argument != "" ||
			o.Err == nil || !strings.Contains(o.Err.Error(), test.text) {
			t.Errorf("%s: %v, want %q", name, o.Err, test.text)
		}
		if uploads.Load() != 0 || o.Result != nil {
			t.Errorf("%s: %d requests, result %v", name, uploads.Load(), o.Result)
		}
	}
}

// TestClient_UploadAll_ChosenPaths uploads items to paths that the caller chose. Two items have different paths and
// keys, but the concatenations of path and key are equal.
func TestClient_UploadAll_ChosenPaths(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	one, two := item("bc"), item("c")
	one.Request.FileName, one.Request.UseUniqueFileName = "a", new(false)
	two.Request.FileName, two.Request.UseUniqueFileName = "ab", new(false)
	derived := keyless("x")
	derived.Request.UseUniqueFileName = new(false)
	items := slices.Values([]imagekit.UploadItem{one, two, derived})
	options := imagekit.UploadAllOptions{Journal: tempJournal(t)}
	for run := range 2 {
		for _, o := range uploadAll(t, ik, items, options) {
			path := "/bulk/" + o.Item.Request.FileName
			if o.Result.FileID == "" || o.Result.FilePath != path || o.Skipped != (run == 1) {
				t.Errorf("run %d: %v: %+v, skipped %v", run, o.Item, o.Result, o.Skipped)
			}
		}
	}
	files := filesOf(t, srv)
	if slices.Sort(files); !slices.Equal(files, []string{"/bulk/a", "/bulk/a.txt", "/bulk/ab"}) {
		t.Errorf("the files are %q", files)
	}
}

// TestUploadOutcome_String prints and logs outcomes and their items.
func TestUploadOutcome_String(t *testing.T) {
	t.Parallel()
	one := item("1")
	failed := imagekit.UploadOutcome{Item: one, Err: errors.New("no\nspace")}
	skipped := imagekit.UploadOutcome{Item: one, Result: &imagekit.UploadResult{FileID: "f"}, Skipped: true}
	for _, test := range []struct{ got, want string }{
		{fmt.Sprint(failed), `{Key:"1" FileName:"1.txt" FileID:"" Skipped:false Err:no` + "\n" + `space}`},
		{fmt.Sprint(skipped), `{Key:"1" FileName:"1.txt" FileID:"f" Skipped:true Err:<nil>}`},
		{fmt.Sprint(one), fmt.Sprintf(`{Key:"1" Request:%+v}`, one.Request)},
		{failed.LogValue().String(), `[key=1 fileName=1.txt error=no\nspace]`},
		{skipped.LogValue().String(), `[key=1 fileName=1.txt fileId=f]`},
		{one.LogValue().String(), fmt.Sprintf(`[key=1 request=%v]`, one.Request)},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
}
