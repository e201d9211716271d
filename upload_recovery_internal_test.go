package imagekit

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A recovery is given what a service would list; there is no service.
func TestUploadRecovery_WasUploaded(t *testing.T) {
	t.Parallel()
	const folder, name, size = "/menu", "coffee.png", 4
	began := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	looked := began.Add(time.Minute) // by both clocks
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
		want         string // what is found out: "found", "not found" or "unknown", and "unasked" if nobody looks
	}{
		"there":        {files: []uploadedFile{file(path, size, began.Add(10*time.Second))}, want: "found"},
		"not there":    {want: "not found"},
		"there before": {files: []uploadedFile{file(path, size, began.Add(-time.Second))}, want: "not found"},
		"other size":   {files: []uploadedFile{file(path, 5, looked)}, want: "not found"},
		"other path":   {files: []uploadedFile{file("/x/"+name, size, looked)}, want: "not found"},
		"no clock":     {files: []uploadedFile{file(path, size, looked)}, unknownClock: true, want: "not found"},
		"look fails":   {listErr: errNoList, err: errNoList, want: "unknown"},
		"several": {
			files: []uploadedFile{file("/x", size, looked), file(path, size, looked)}, want: "found",
		},
		"unknown size": {
			change: func(u *uploadRecovery) { u.fileSent(func() int64 { return -1 }) },
			files:  []uploadedFile{file(path, 9, looked)}, want: "found",
		},
		"key": {
			change: func(u *uploadRecovery) { u.isKeyed = true },
			files:  []uploadedFile{file(path, size, began.Add(-time.Hour))}, want: "found",
		},
		"key of another file": {
			change: func(u *uploadRecovery) { u.isKeyed = true },
			files:  []uploadedFile{file(path, 5, looked)}, err: ErrConflict, want: "not found",
		},
		"key, size ignored": {
			change: func(u *uploadRecovery) { u.isKeyed, u.ignoresSize = true, true },
			files:  []uploadedFile{file(path, 5, looked)}, want: "found",
		},
		"nothing ambiguous": {
			change: func(u *uploadRecovery) { u.firstAmbiguous = time.Time{} },
			files:  []uploadedFile{file(path, size, looked)}, want: "not found",
		},
		"single use":     {change: func(u *uploadRecovery) { u.singleUse = true }, want: "unasked, not found"},
		"answered early": {change: (*uploadRecovery).answeredEarly, want: "unasked, unknown"},
		"never look":     {change: func(u *uploadRecovery) { u.neverLook = true }, want: "unasked, unknown"},
	} {
		clock := looked
		if test.unknownClock {
			clock = time.Time{}
		}
		got := "unasked, "
		u := &uploadRecovery{
			folder: folder, name: name, result: &UploadResult{},
			now: func() time.Time { return looked },
			list: func(_ context.Context, gotFolder, gotName string) ([]uploadedFile, time.Time, error) {
				if got = ""; gotFolder != folder || gotName != name {
					t.Errorf("%s: looked for %s in %s", title, gotName, gotFolder)
				}
				return test.files, clock, test.listErr
			},
		}
		u.fileSent(func() int64 { return size })
		u.attemptFailed(began.Add(-time.Minute), notApplied) // which does not count
		u.attemptFailed(began, ambiguous)
		u.attemptFailed(began.Add(30*time.Second), ambiguousFinal)
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

// What an earlier look has seen tells what has changed since, whatever the clocks say.
func TestUploadRecovery_WasUploaded_SecondLook(t *testing.T) {
	t.Parallel()
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	files := []uploadedFile{{
		UploadResult: UploadResult{FileID: "old", FilePath: "/a"}, StoredSize: new(int64(1)),
		UpdatedAt: long,
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
	files[0].UpdatedAt = long.Add(time.Second)
	if found, _, err := u.wasUploaded(t.Context()); !found || err != nil {
		t.Errorf("a file that has changed is not found: %v", err)
	}
}
