package exactlyonce_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var journals = []guarantee{
	{"a second run with the same journal", func(s *fixture) {
		s.runTwice(func(string) {}, s.item("", theBytes, pageSize))
	}},
	{"the journal is lost before the second run", func(s *fixture) {
		s.runTwice(func(file string) { check.NoError(s, os.Remove(file)) }, s.item("", theBytes, pageSize))
	}},
	{"the last line of the journal is incomplete", func(s *fixture) {
		s.runTwice(func(file string) {
			info := check.Call(os.Stat(file)).Must(s)
			check.NoError(s, os.Truncate(file, info.Size()-10))
		}, s.item("", theBytes, pageSize))
	}},
	{"the stored file is deleted before the second run: **it is not uploaded again**", func(s *fixture) {
		s.runTwice(func(string) {
			check.NoError(s, s.client().DeleteFile(s.Context(), s.files()[0].FileID))
		}, s.item("", theBytes, pageSize))
	}},
	{"an item without `Key` whose content has changed", func(s *fixture) {
		file := s.firstRun(s.item("", firstBytes, pageSize))
		s.observe(s.runWith(file, s.item("", secondBytes, pageSize)))
	}},
	{"an item with `Key` whose content has changed: **this is not detected**", func(s *fixture) {
		file := s.firstRun(s.item(pageKey, firstBytes, pageSize))
		s.observe(s.runWith(file, s.item(pageKey, secondBytes, otherSize)))
	}},
	{"two runs at the same time, which share an empty journal", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		s.observe(s.runWith(file, s.item("", theBytes, pageSize)), s.runWith(file, s.item("", theBytes, pageSize)))
	}},
	{"a third run with the journal of these two", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		s.completes(s.runWith(file, s.item("", theBytes, pageSize)))
		s.completes(s.runWith(file, s.item("", theBytes, pageSize)))
		s.observe(s.runWith(file, s.item("", theBytes, pageSize)))
	}},
	{"the journal cannot be written, as on a full disk", func(s *fixture) {
		s.observe(s.onFullDisk(filepath.Join(s.TempDir(), "journal")))
	}},
	{"the next run, after space on this disk was freed", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		s.onFullDisk(file).outcomes()
		s.front.Store(nil)
		s.observe(s.runWith(file, s.item(pageKey, theBytes, pageSize)))
	}},
}

// runWith returns a run with a new client, which opens the journal in the file.
func (s *fixture) runWith(file string, items ...imagekit.UploadItem) *bulk {
	s.Helper()
	journal := check.Call(imagekit.OpenJournal(file)).Must(s)
	s.Cleanup(func() { check.NoError(s, journal.Close()) })
	run := s.run(items...)
	run.options.Journal = journal
	return run
}

// firstRun executes a run with a new journal, and returns the path of the journal.
func (s *fixture) firstRun(items ...imagekit.UploadItem) (file string) {
	s.Helper()
	file = filepath.Join(s.TempDir(), "journal")
	s.completes(s.runWith(file, items...))
	return file
}

// runTwice executes the same run twice, and calls between in between.
func (s *fixture) runTwice(between func(file string), item imagekit.UploadItem) {
	s.Helper()
	file := s.firstRun(item)
	between(file)
	s.observe(s.runWith(file, item))
}

// fullDisk is a run in a process that cannot write to its journal.
type fullDisk struct {
	*fixture
	journal string
}

// onFullDisk returns a run with a journal that already has the maximum size of a file that its process can write.
func (s *fixture) onFullDisk(journal string) *fullDisk {
	s.Helper()
	if runtime.GOOS == "windows" {
		s.Skip("there is no ulimit")
	}
	opened := check.Call(imagekit.OpenJournal(journal)).Must(s)
	check.NoError(s, opened.Close())
	content := check.Call(os.ReadFile(journal)).Must(s)
	content = append(content, strings.Repeat("-", fullSize-len(content)-1)+"\n"...)
	check.NoError(s, os.WriteFile(journal, content, 0o600))
	return &fullDisk{s, journal}
}

// fullSize is the unit of ulimit -f in bytes. Some shells use half of it.
const fullSize = 1024

// outcomes implements caller.
func (d *fullDisk) outcomes() []imagekit.UploadOutcome {
	d.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		d.count(r)
		next.ServeHTTP(w, r)
	})
	executable := check.Call(os.Executable()).Must(d)
	process := exec.CommandContext(d.Context(), "sh", "-c", `ulimit -f 1 && exec "$0"`, executable)
	process.Stdin = bytes.NewReader(d.content(theBytes, pageSize))
	process.Env = append(os.Environ(), uploadsTo+"="+d.srv.URL(), uploadsWith+"="+d.journal)
	var printed struct{ FileID, FilePath, Err string }
	check.NoError(d, json.Unmarshal(check.Call(process.Output()).Must(d), &printed))
	result := &imagekit.UploadResult{FileID: printed.FileID, FilePath: printed.FilePath}
	return []imagekit.UploadOutcome{{Result: result, Err: errors.New(printed.Err)}}
}

// uploadItem uploads the file as an item of a run with a journal, and prints the outcome.
func uploadItem(ik *imagekit.Client, file imagekit.UploadRequest, journalFile string) {
	journal, err := imagekit.OpenJournal(journalFile)
	if err != nil {
		panic(err)
	}
	items := slices.Values([]imagekit.UploadItem{{Key: pageKey, Request: file}})
	for o := range ik.UploadAll(context.Background(), items, imagekit.UploadAllOptions{Journal: journal}) {
		printed, err := json.Marshal(map[string]string{
			"fileID": o.Result.FileID, "filePath": o.Result.FilePath, "err": fmt.Sprint(o.Err),
		})
		if err != nil {
			panic(err)
		}
		fmt.Println(string(printed))
	}
}
