package library_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// withFolders has a file with two versions in a folder, and one in its way.
func withFolders(t *testing.T) *account {
	t.Helper()
	a := open(t, nil)
	a.mustAdd(t, "/a/b/x", "1", nil)
	a.mustAdd(t, "/a/b/x", "2", nil)
	a.mustAdd(t, "/a/b/c/y", "y", nil)
	a.mustAdd(t, "/to/b/x", "there", nil)
	return a
}

func TestLibrary_FolderJobs(t *testing.T) {
	t.Parallel()
	const before = "/a/ /a/b/ /a/b/c/ /to/ /to/b/ /a/b/c/y /a/b/x+ /to/b/x"
	for name, test := range map[string]struct {
		start func(*account) (string, error)
		want  string
	}{
		"copy": {
			func(a *account) (string, error) { return a.CopyFolder("/a/b", "/to", false) },
			"/a/ /a/b/ /a/b/c/ /to/ /to/b/ /to/b/c/ /a/b/c/y /a/b/x+ /to/b/c/y /to/b/x+",
		},
		"copy with versions": {
			func(a *account) (string, error) { return a.CopyFolder("a/b/", "to", true) },
			"/a/ /a/b/ /a/b/c/ /to/ /to/b/ /to/b/c/ /a/b/c/y /a/b/x+ /to/b/c/y /to/b/x++",
		},
		"move": {
			func(a *account) (string, error) { return a.MoveFolder("/a/b", "/to") },
			"/a/ /to/ /to/b/ /to/b/c/ /to/b/c/y /to/b/x++",
		},
		"rename": {
			func(a *account) (string, error) { return a.RenameFolder("/a/b", "d e", false) },
			"/a/ /a/d_e/ /a/d_e/c/ /to/ /to/b/ /a/d_e/c/y /a/d_e/x+ /to/b/x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := withFolders(t)
			id, err := test.start(a)
			noError(t, err)
			a.advance(59 * time.Second)
			wantTree(t, a, before)
			a.advance(time.Second)
			wantTree(t, a, test.want)
			for _, want := range []bool{false, true} {
				if j, err := a.AskForJob(id); err != nil || j.Completed() != want {
					t.Errorf("job %+v, %v; want completed: %v", j, err, want)
				}
			}
		})
	}
}

func TestLibrary_FolderJobs_Order(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	for _, name := range []string{"first", "second"} {
		_, err := a.RenameFolder("/a/b", name, false)
		noError(t, err)
	}
	a.advance(time.Hour)
	wantTree(t, a, "/a/ /a/first/ /a/first/c/ /to/ /to/b/ /a/first/c/y /a/first/x+ /to/b/x")
}

// A file whose place at the target is taken by one that leaves as well needs no room there.
func TestLibrary_MoveFolder_PlaceOfAnotherThatMoves(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for range 60 {
		a.mustAdd(t, "/a/a/x", "outer", nil)
		a.mustAdd(t, "/a/a/a/x", "inner", nil)
	}
	_, err := a.MoveFolder("/a/a", "/")
	noError(t, err)
	a.advance(time.Hour)
	versions := strings.Repeat("+", 59)
	wantTree(t, a, "/a/ /a/a/ /a/a/x"+versions+" /a/x"+versions)
	if f, _ := a.AtPath("/a/a/x"); content(t, f) != "inner" {
		t.Errorf("the inner file is %s", content(t, f))
	}
}

func TestLibrary_FolderJobs_Errors(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	noError(t, a.CreateFolder("/a", "taken", false))
	for name, start := range map[string]func(source, to string) (string, error){
		"move": a.MoveFolder, "copy": func(source, to string) (string, error) {
			return a.CopyFolder(source, to, false)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, test := range []struct {
				source, to string
				want       library.Code
			}{
				{"/", "/to", library.ErrSourceFolderIsRoot},
				{"/none", "/to", library.ErrSourceFolderMissing},
				{"/a", "/a/b", library.ErrFolderInsideItself},
				{"/a/b", "/a", library.ErrFolderSamePath},
			} {
				_, err := start(test.source, test.to)
				wantError(t, err, test.want)
			}
		})
	}
	for _, test := range []struct {
		folder, name string
		want         library.Code
	}{
		{"/", "x", library.ErrInvalidParameter},
		{"/none", "x", library.ErrFolderNotFound},
		{"/a/b", "..", library.ErrInvalidParameter},
		{"/a/b", "taken", library.ErrFolderAlreadyExists},
	} {
		_, err := a.RenameFolder(test.folder, test.name, false)
		wantError(t, err, test.want)
	}
	_, err := a.AskForJob("none")
	wantError(t, err, library.ErrJobNotFound)
}

func TestLibrary_DeleteFolder(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	noError(t, a.DeleteFolder("a/b"))
	wantTree(t, a, "/a/ /to/ /to/b/ /to/b/x")
	wantError(t, a.DeleteFolder("/a/b"), library.ErrFolderNotFound)
	wantError(t, a.DeleteFolder("/"), library.ErrInvalidParameter, "folderPath")
	wantError(t, a.CreateFolder("/", "..", false), library.ErrFolderName)
}

func TestLibrary_Purges(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	id, err := a.PurgeURL(endpoint + "/a/*")
	noError(t, err)
	completed := func() bool {
		done, err := a.AskForPurge(id)
		noError(t, err)
		return done
	}
	a.advance(time.Hour)
	if completed() || !completed() {
		t.Error("a purge is completed at the first question, or never")
	}
	_, err = a.PurgeURL("https://elsewhere.example/demo/a")
	wantError(t, err, library.ErrPurgeURL)
	_, err = a.PurgeURL(endpoint + "/*/a")
	wantError(t, err, library.ErrInvalidParameter, "url")
	_, err = a.AskForPurge("none")
	wantError(t, err, library.ErrPurgeNotFound)
}

func TestLibrary_SpendToken(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	noError(t, a.SpendToken("a", noon.Add(time.Minute)), a.SpendToken("b", noon.Add(time.Hour)))
	wantError(t, a.SpendToken("a", noon.Add(time.Minute)), library.ErrTokenUsed)
	a.advance(time.Minute)
	noError(t, a.SpendToken("a", noon.Add(2*time.Minute)))
	wantError(t, a.SpendToken("b", noon.Add(time.Hour)), library.ErrTokenUsed)
}

// The library forgets tokens that have expired when another one is used.
func TestLibrary_SpendToken_ForgetsExpired(t *testing.T) {
	t.Parallel()
	b := &failing{records: map[string]bool{}}
	a := open(t, b)
	noError(t, a.SpendToken("a", noon.Add(time.Minute)), a.SpendToken("b", noon.Add(time.Hour)))
	a.advance(time.Minute)
	noError(t, a.SpendToken("c", noon.Add(time.Hour)))
	if n := b.count("tokens"); n != 2 {
		t.Errorf("%d tokens are kept, want 2", n)
	}
}
