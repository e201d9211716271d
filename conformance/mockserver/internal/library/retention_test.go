package library_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestLibrary_SpendToken_Limit(t *testing.T) {
	t.Parallel()
	b := &kept{}
	a := open(t, b)
	for i := range 10_001 {
		noError(t, a.SpendToken(fmt.Sprint(i), noon.Add(time.Hour+time.Duration(i))))
	}
	if n := b.count("tokens"); n != 9001 {
		t.Errorf("%d tokens are kept, want 9,001", n)
	}
	wantError(t, a.SpendToken("1000", noon.Add(time.Hour)), library.ErrTokenUsed)
	noError(t, a.SpendToken("999", noon.Add(time.Hour)))
}

func TestLibrary_StartPurge_Limit(t *testing.T) {
	t.Parallel()
	b := &kept{}
	a := open(t, b)
	var ids []string
	for range 10_001 {
		id, err := a.StartPurge()
		noError(t, err)
		ids = append(ids, id)
	}
	if n := b.count("purges"); n != 9000 {
		t.Errorf("%d purges are kept, want 9,000", n)
	}
	_, err := a.AskForPurge(ids[1000])
	wantError(t, err, library.ErrPurgeNotFound)
	_, err = a.AskForPurge(ids[1001])
	noError(t, err)
}

// TestLibrary_StartPurge_LimitAndQuota checks that purges which count towards the quota are not deleted.
func TestLibrary_StartPurge_LimitAndQuota(t *testing.T) {
	t.Parallel()
	const quota = 10_000
	b := &kept{records: map[string]map[string][]byte{"format": {"version": []byte("1")}, "purges": {}}}
	for i := range quota {
		b.records["purges"][fmt.Sprint(i)] = fmt.Appendf(nil,
			`{"Order":%d,"Value":{"ID":"%d","Started":%q}}`, i, i, noon.Format(time.RFC3339))
	}
	b.records["purges"]["0"] = []byte(`{"Order":0,"Value":{"ID":"0","Started":"2026-02-01T00:00:00Z"}}`)
	a := openWith(t, library.Config{Backend: b, PurgeQuota: quota})
	_, err := a.StartPurge()
	noError(t, err)
	_, err = a.StartPurge()
	wantError(t, err, library.ErrPurgeQuota)
}

// TestLibrary_RenameFolder_Limit checks that the oldest waiting jobs run early if too many wait, and that the oldest
// completed jobs are deleted if there are too many.
func TestLibrary_RenameFolder_Limit(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	b := &kept{}
	a := open(t, b)
	var ids []string
	start := func(from, to string) {
		t.Helper()
		id, err := a.RenameFolder(from, to, false)
		noError(t, err)
		ids = append(ids, id)
	}
	hasFolder := func(path string) bool {
		_, err := a.RenameFolder(path, "..", false)
		return !errors.Is(err, library.ErrFolderNotFound)
	}
	for i := range 1001 {
		noError(t, a.MakeFolder(fmt.Sprintf("/old-%d", i)))
		start(fmt.Sprintf("/old-%d", i), fmt.Sprintf("new-%d", i))
	}
	if !hasFolder("/new-0") || !hasFolder("/old-1") {
		t.Error("the first job did not run early, or the second one did")
	}
	a.advance(time.Hour)
	if !hasFolder("/new-1000") {
		t.Error("the last job was not done when it was due")
	}
	start("/new-1", "last")
	if n := b.count("jobs"); n != 901 {
		t.Errorf("%d jobs are kept, want 900 that are done, and one that waits", n)
	}
	_, err := a.AskForJob(ids[100])
	wantError(t, err, library.ErrJobNotFound)
	_, err = a.AskForJob(ids[101])
	noError(t, err)
}

func TestLibrary_DeleteField_Limit(t *testing.T) {
	t.Parallel()
	b := &kept{}
	a := open(t, b)
	field := func(n int) library.Field {
		name := fmt.Sprint("n", n)
		return library.Field{Name: name, Label: name, Rules: library.Rules{Type: library.FieldText}}
	}
	for i := range 501 {
		f, err := a.CreateField(field(i))
		noError(t, err, a.DeleteField(f.ID))
	}
	if n := b.count("custom-metadata-fields"); n != 450 {
		t.Errorf("%d fields are kept, want 450", n)
	}
	_, err := a.CreateField(field(51))
	wantError(t, err, library.ErrFieldNameTaken)
	_, err = a.CreateField(field(50))
	noError(t, err)
}

// TestLibrary_RenameFolder_LastYear starts a job that would be due after the year 9999.
func TestLibrary_RenameFolder_LastYear(t *testing.T) {
	t.Parallel()
	now := time.Date(9999, time.December, 31, 23, 59, 30, 0, time.UTC)
	l, err := library.Open(library.Config{
		Backend: &kept{}, Now: func() time.Time { return now }, NewID: func() string { return "id" },
		JobDuration: time.Minute, URLEndpoint: endpoint, PrivateKey: "private_test",
	})
	noError(t, err)
	a := &account{Library: l}
	noError(t, a.MakeFolder("/a"))
	_, err = a.RenameFolder("/a", "b", true)
	noError(t, err)
	wantTree(t, a, "/a/")
	now = now.Add(30*time.Second - 1)
	a.RunDue()
	wantTree(t, a, "/b/")
	noError(t, a.Close())
}
