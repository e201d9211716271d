package imagekit

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestUploadRecovery_WasUploaded calls wasUploaded with lists of files. There is no service.
func TestUploadRecovery_WasUploaded(t *testing.T) {
	t.Parallel()
	const folder, name, size = "/menu", "coffee.png", 4
	start := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	searched := start.Add(time.Minute) // by the clocks of client and service
	file := func(path string, size int64, changed time.Time) uploadedFile {
		return uploadedFile{
			UploadResult: UploadResult{FileID: "found", FilePath: path}, StoredSize: &size, Thumbnail: "t",
			UpdatedAt: changed,
		}
	}
	const path = folder + "/" + name
	errNoList := errors.New("no list")
	for title, test := range map[string]struct {
		change       func(*uploadRecovery)
		files        []uploadedFile
		unknownClock bool
		listErr, err error
		want         string // "found", "not found" or "unknown", after "no search, " if there was none
	}{
		"stored":     {files: []uploadedFile{file(path, size, start.Add(10*time.Second))}, want: "found"},
		"not stored": {want: "not found"},
		"older":      {files: []uploadedFile{file(path, size, start.Add(-time.Second))}, want: "not found"},
		"other size": {files: []uploadedFile{file(path, 5, searched)}, want: "not found"},
		"other path": {files: []uploadedFile{file("/x/"+name, size, searched)}, want: "not found"},
		"no clock":   {files: []uploadedFile{file(path, size, searched)}, unknownClock: true, want: "not found"},
		"list fails": {listErr: errNoList, err: errNoList, want: "unknown"},
		"several": {
			files: []uploadedFile{file("/x", size, searched), file(path, size, searched)}, want: "found",
		},
		"unknown size": {
			change: func(u *uploadRecovery) { u.fileSent(func() int64 { return -1 }) },
			files:  []uploadedFile{file(path, 9, searched)}, want: "found",
		},
		"key": {
			change: func(u *uploadRecovery) { u.isKeyed = true },
			files:  []uploadedFile{file(path, size, start.Add(-time.Hour))}, want: "found",
		},
		"key of another file": {
			change: func(u *uploadRecovery) { u.isKeyed = true },
			files:  []uploadedFile{file(path, 5, searched)}, err: ErrConflict, want: "not found",
		},
		"key, size ignored": {
			change: func(u *uploadRecovery) { u.isKeyed, u.ignoresSize = true, true },
			files:  []uploadedFile{file(path, 5, searched)}, want: "found",
		},
		"nothing ambiguous": {
			change: func(u *uploadRecovery) { u.firstAmbiguous = time.Time{} },
			files:  []uploadedFile{file(path, size, searched)}, want: "not found",
		},
		"single use":     {change: func(u *uploadRecovery) { u.singleUse = true }, want: "no search, not found"},
		"early response": {change: (*uploadRecovery).succeededEarly, want: "no search, unknown"},
		"search skipped": {change: func(u *uploadRecovery) { u.skipSearch = true }, want: "no search, unknown"},
	} {
		clock := searched
		if test.unknownClock {
			clock = time.Time{}
		}
		got := "no search, "
		u := &uploadRecovery{
			folder: folder, name: name, result: &UploadResult{},
			now: func() time.Time { return searched },
			list: func(_ context.Context, gotFolder, gotName string) ([]uploadedFile, time.Time, error) {
				if got = ""; gotFolder != folder || gotName != name {
					t.Errorf("%s: searched for %s in %s", title, gotName, gotFolder)
				}
				return test.files, clock, test.listErr
			},
		}
		u.fileSent(func() int64 { return size })
		u.attemptFailed(start.Add(-time.Minute), notApplied) // ignored
		u.attemptFailed(start, ambiguous)
		u.attemptFailed(start.Add(30*time.Second), ambiguousFinal)
		if test.change != nil {
			test.change(u)
		}
		found, known, err := u.wasUploaded(t.Context())
		got += describe(found, known, u.result)
		if got != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: %s, want %s; error %v", title, got, test.want, err)
		}
	}
}

// describe returns the results of wasUploaded as a text.
func describe(found, known bool, result *UploadResult) string {
	switch {
	case found && known && result.FileID == "found" && result.ThumbnailURL == "t":
		return "found"
	case found:
		return "found, but with the wrong result"
	case known:
		return "not found"
	}
	return "unknown"
}

// TestUploadRecovery_WasUploaded_SecondSearch checks that a file counts as uploaded if it has changed since an earlier
// search, whatever the clocks are.
func TestUploadRecovery_WasUploaded_SecondSearch(t *testing.T) {
	t.Parallel()
	stored := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	files := []uploadedFile{{
		UploadResult: UploadResult{FileID: "old", FilePath: "/a"}, StoredSize: new(int64(1)),
		UpdatedAt: stored,
	}}
	u := &uploadRecovery{
		folder: "/", name: "a", result: &UploadResult{}, fileSize: func() int64 { return 1 }, now: time.Now,
		list: func(context.Context, string, string) ([]uploadedFile, time.Time, error) {
			return files, time.Time{}, nil
		},
	}
	u.attemptFailed(time.Now(), ambiguous)
	for _, want := range []bool{false, false} {
		if found, known, err := u.wasUploaded(t.Context()); found != want || !known || err != nil {
			t.Errorf("found %v, known %v, %v", found, known, err)
		}
	}
	files[0].UpdatedAt = stored.Add(time.Second)
	if found, _, err := u.wasUploaded(t.Context()); !found || err != nil {
		t.Errorf("the changed file is not found: %v", err)
	}
}
