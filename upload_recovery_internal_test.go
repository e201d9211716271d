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
			UploadResult: UploadResult{FileID: "found", FilePath: path, Size: size}, Thumbnail: "t", UpdatedAt: changed,
		}
	}
	const path = folder + "/" + name
	errNoList := errors.New("no list")
	for title, test := range map[string]struct {
		change       func(*uploadRecovery)
		files        []uploadedFile
		unknownClock bool
		err          error
		found, known bool
		looks        bool
	}{
		"there": {
			files: []uploadedFile{file(path, size, began.Add(10*time.Second))}, found: true,
			known: true, looks: true,
		},
		"not there": {known: true, looks: true},
		"there before": {
			files: []uploadedFile{file(path, size, began.Add(-time.Second))}, known: true,
			looks: true,
		},
		"other size": {files: []uploadedFile{file(path, 5, looked)}, known: true, looks: true},
		"other path": {files: []uploadedFile{file("/x/"+name, size, looked)}, known: true, looks: true},
		"no clock": {
			files: []uploadedFile{file(path, size, looked)}, unknownClock: true, known: true,
			looks: true,
		},
		"look fails": {err: errNoList, looks: true},
		"several, one new": {
			files: []uploadedFile{file("/x", size, looked), file(path, size, looked)}, found: true,
			known: true, looks: true,
		},
		"unknown size": {
			change: func(u *uploadRecovery) { u.fileSent(-1) },
			files:  []uploadedFile{file(path, 9, looked)}, found: true, known: true, looks: true,
		},
		"client named": {
			change: func(u *uploadRecovery) { u.clientNamed = true },
			files:  []uploadedFile{file(path, 5, began.Add(-time.Hour))}, found: true, known: true, looks: true,
		},
		"nothing ambiguous": {
			change: func(u *uploadRecovery) { u.firstAmbiguous = time.Time{} },
			files:  []uploadedFile{file(path, size, looked)}, known: true, looks: true,
		},
		"server named":   {change: func(u *uploadRecovery) { u.serverNamed = true }},
		"single use":     {change: func(u *uploadRecovery) { u.singleUse = true }, known: true},
		"answered early": {change: func(u *uploadRecovery) { u.answeredEarly() }},
		"once":           {change: func(u *uploadRecovery) { u.neverLook = true }},
		"no result wanted": {
			change: func(u *uploadRecovery) { u.result = nil },
			files:  []uploadedFile{file(path, size, looked)}, known: true, looks: true,
		},
	} {
		hasLooked := false
		u := &uploadRecovery{
			folder: folder, name: name, result: &UploadResult{},
			now: func() time.Time { return looked },
			list: func(_ context.Context, gotFolder, gotName string) ([]uploadedFile, time.Time, error) {
				hasLooked = true
				if gotFolder != folder || gotName != name {
					t.Errorf("%s: looked for %s in %s", title, gotName, gotFolder)
				}
				if test.unknownClock {
					return test.files, time.Time{}, test.err
				}
				return test.files, looked, test.err
			},
		}
		u.fileSent(size)
		u.attemptFailed(began.Add(-time.Minute), notApplied) // which does not count
		u.attemptFailed(began, ambiguous)
		u.attemptFailed(began.Add(30*time.Second), ambiguousFinal)
		if test.change != nil {
			test.change(u)
		}
		found, known, err := u.wasUploaded(t.Context())
		if found != test.found || known != test.known || !errors.Is(err, test.err) || hasLooked != test.looks {
			t.Errorf("%s: found %v, known %v, looked %v, %v", title, found, known, hasLooked, err)
		}
		if found && (u.result.FileID != "found" || u.result.ThumbnailURL != "t") {
			t.Errorf("%s: the result is %+v", title, u.result)
		}
	}
}

// What an earlier look has seen tells what has changed since, whatever the clocks say.
func TestUploadRecovery_WasUploaded_SecondLook(t *testing.T) {
	t.Parallel()
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	files := []uploadedFile{{UploadResult: UploadResult{FileID: "old", FilePath: "/a", Size: 1}, UpdatedAt: long}}
	u := &uploadRecovery{
		folder: "/", name: "a", result: &UploadResult{}, fileSize: 1, now: time.Now,
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
