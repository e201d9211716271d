package library_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// withFolders returns an account with a file of two versions in /a/b, and a file of the same name in /to/b.
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

// TestLibrary_FolderJobs_Locks starts a second job while one that moves /a/b to /to/b is running.
func TestLibrary_FolderJobs_Locks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		start func(*account) (string, error)
		want  library.Code // empty if the job can run
	}{
		"the folder itself": {
			func(a *account) (string, error) { return a.RenameFolder("/a/b", "second", false) },
			library.ErrFolderLocked,
		},
		"a folder in it": {
			func(a *account) (string, error) { return a.CopyFolder("/a/b/c", "/new", false) },
			library.ErrFolderLocked,
		},
		"the folder above it": {
			func(a *account) (string, error) { return a.RenameFolder("/a", "second", false) },
			library.ErrFolderLocked,
		},
		"what it becomes": {
			func(a *account) (string, error) { return a.MoveFolder("/to/b", "/new") },
			library.ErrFolderLocked,
		},
		"into the folder": {
			func(a *account) (string, error) { return a.MoveFolder("/other", "/a/b") },
			library.ErrDestinationLocked,
		},
		"into what it becomes": {
			func(a *account) (string, error) { return a.CopyFolder("/other", "/to/b", false) },
			library.ErrDestinationLocked,
		},
		"to its name": {
			func(a *account) (string, error) { return a.CopyFolder("/other/b", "/to", false) },
			library.ErrDestinationLocked,
		},
		"beside it": {
			func(a *account) (string, error) { return a.CopyFolder("/other", "/to", false) }, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := withFolders(t)
			a.mustAdd(t, "/other/b/z", "z", nil)
			_, err := a.MoveFolder("/a/b", "/to")
			noError(t, err)
			_, err = test.start(a)
			if test.want == "" {
				noError(t, err)
			} else {
				wantError(t, err, test.want)
			}
			a.advance(time.Hour)
			if _, err := a.RenameFolder("/to/b", "free", false); err != nil {
				t.Errorf("when the job is done: %v", err)
			}
		})
	}
}

func TestLibrary_CopyFolder_IntoItself(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	_, err := a.CopyFolder("/a", "/a/b", false)
	noError(t, err)
	a.advance(time.Hour)
	wantTree(t, a, "/a/ /a/b/ /a/b/a/ /a/b/a/b/ /a/b/a/b/c/ /a/b/c/ /to/ /to/b/"+
		" /a/b/a/b/c/y /a/b/a/b/x /a/b/c/y /a/b/x+ /to/b/x")
}

// TestLibrary_FolderJobs_ClockSetBack starts a job and a purge while the clock is a year ahead, and opens the library
// again with a clock that is not ahead.
func TestLibrary_FolderJobs_ClockSetBack(t *testing.T) {
	t.Parallel()
	b := &kept{}
	ahead := open(t, b)
	ahead.advance(365 * 24 * time.Hour)
	noError(t, ahead.MakeFolder("/a"))
	_, err := ahead.RenameFolder("/a", "b", false)
	noError(t, err)
	purge, err := ahead.StartPurge()
	noError(t, err)
	wantTree(t, ahead, "/a/")
	noError(t, ahead.Close())

	a := open(t, b)
	a.RunDue()
	wantTree(t, a, "/b/")
	_, err = a.AskForPurge(purge)
	noError(t, err)
	if completed, err := a.AskForPurge(purge); err != nil || !completed {
		t.Errorf("the purge is completed: %v, %v", completed, err)
	}
}

// TestLibrary_FolderJobs_Deleted deletes a folder before its job runs.
func TestLibrary_FolderJobs_Deleted(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	id, err := a.MoveFolder("/a/b", "/to")
	noError(t, err, a.DeleteFolder("/a/b"))
	a.advance(time.Hour)
	wantTree(t, a, "/a/ /to/ /to/b/ /to/b/x")
	_, err = a.AskForJob(id)
	noError(t, err)
	if j, err := a.AskForJob(id); err != nil || !j.Completed() {
		t.Errorf("job %+v, %v; want it completed", j, err)
	}
}

func TestLibrary_PurgeQuota(t *testing.T) {
	t.Parallel()
	a := openWith(t, library.Config{PurgeQuota: 2})
	a.mustAdd(t, "/a/x", "x", nil)
	_, err := a.StartPurge()
	noError(t, err)
	job := func(name string) library.Job {
		id, err := a.RenameFolder("/"+name, name+name, true)
		noError(t, err)
		a.advance(time.Minute)
		j, err := a.AskForJob(id)
		noError(t, err)
		return j
	}
	if j := job("a"); j.PurgeID == "" || j.PurgeFailed {
		t.Errorf("the job with the last purge is %+v", j)
	}
	if j := job("aa"); j.PurgeID != "" || !j.PurgeFailed || !j.Done {
		t.Errorf("the job without a purge is %+v", j)
	}
	_, err = a.PurgeURL(endpoint + "/a")
	wantError(t, err, library.ErrPurgeQuota)
	a.advance(31 * 24 * time.Hour)
	_, err = a.PurgeURL(endpoint + "/a")
	noError(t, err)
}

// TestLibrary_MoveFolder_Overlap moves a file to the path of another file that is moved too. Their versions are not
// added up.
func TestLibrary_MoveFolder_Overlap(t *testing.T) {
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
				{"/a/../to", "/", library.ErrSourceFolderMissing},
				{"/a", "/to/../a", library.ErrFolderName},
				{"/a", "/a/", library.ErrFolderSamePath},
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
		{"/", "x", library.ErrFolderIsRoot},
		{"/none", "x", library.ErrFolderNotFound},
		{"/a/b", "..", library.ErrFolderName},
		{"/a/b", "b", library.ErrFolderAlreadyExists},
		{"/a/b", "taken", library.ErrFolderAlreadyExists},
	} {
		_, err := a.RenameFolder(test.folder, test.name, false)
		wantError(t, err, test.want)
	}
	_, err := a.MoveFolder("/a", "/a/b")
	wantError(t, err, library.ErrFolderInsideItself)
	_, err = a.AskForJob("none")
	wantError(t, err, library.ErrJobNotFound)
}

func TestLibrary_DeleteFolder(t *testing.T) {
	t.Parallel()
	a := withFolders(t)
	noError(t, a.DeleteFolder("a/b"))
	wantTree(t, a, "/a/ /to/ /to/b/ /to/b/x")
	wantError(t, a.DeleteFolder("/a/b"), library.ErrFolderNotFound)
	wantError(t, a.DeleteFolder("/a/../to"), library.ErrFolderNotFound, "/a/../to")
	wantError(t, a.DeleteFolder("/"), library.ErrFolderIsRoot)
	wantError(t, a.CreateFolder("/", "..", false), library.ErrFolderName)
	wantError(t, a.CreateFolder("/a/./b", "c", false), library.ErrFolderName)
}

// TestLibrary_MaxAssets creates four assets in /a/b: three versions and a folder. /a contains one more, the folder
// /a/b.
func TestLibrary_MaxAssets(t *testing.T) {
	t.Parallel()
	a := openWith(t, library.Config{MaxAssets: 4})
	for _, p := range []string{"/a/b/x", "/a/b/x", "/a/b/c/y"} {
		a.mustAdd(t, p, "x", nil)
	}
	_, err := a.CopyFolder("/a", "/to", false)
	wantError(t, err, library.ErrTooManyAssets, "4")
	_, err = a.MoveFolder("/a", "/to")
	wantError(t, err, library.ErrTooManyAssets)
	wantError(t, a.DeleteFolder("/a"), library.ErrTooManyAssets)
	_, err = a.RenameFolder("/a", "d", false)
	noError(t, err)
	a.advance(time.Minute)
	noError(t, a.DeleteFolder("/d/b"))
	wantTree(t, a, "/d/")
}

func TestLibrary_Purges(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	id, err := a.PurgeURL(endpoint + "/a/b*")
	noError(t, err)
	completed := func() bool {
		done, err := a.AskForPurge(id)
		noError(t, err)
		return done
	}
	a.advance(time.Hour)
	if completed() || !completed() {
		t.Error("the purge is completed at the first request, or not at the second one")
	}
	_, err = a.PurgeURL("https://elsewhere.example/demo/a")
	wantError(t, err, library.ErrPurgeURL)
	_, err = a.AskForPurge("none")
	wantError(t, err, library.ErrPurgeNotFound)
}

// TestLibrary_PurgeURL_Wildcards purges the paths in the documentation.
func TestLibrary_PurgeURL_Wildcards(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	_, err := a.CreateURLEndpoint(library.URLEndpoint{Prefix: "pattern"})
	noError(t, err)
	for _, prefix := range []string{"", "/pattern"} {
		for _, valid := range []string{"/images/upload*", "/images-of-today*", "/sample.jpg*", "/a/b/*"} {
			_, err := a.PurgeURL(endpoint + prefix + valid)
			noError(t, err)
		}
		for _, invalid := range []string{
			"/*", "/images*", "/images/*", "//a*", "/media/catalog/*", "/s/files/*", "/folder/*/sample.jpg",
		} {
			_, err := a.PurgeURL(endpoint + prefix + invalid)
			wantError(t, err, library.ErrPurgeURL, "a *")
		}
	}
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

// TestLibrary_SpendToken_Expired checks that expired tokens are deleted when another one is used.
func TestLibrary_SpendToken_Expired(t *testing.T) {
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
