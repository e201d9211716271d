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
		s.runTwice(func(string) {}, s.newItem("", sentBytes, pageSize))
	}},
	{"the journal is lost before the second run", func(s *fixture) {
		s.runTwice(func(file string) { check.NoError(s, os.Remove(file)) }, s.newItem("", sentBytes, pageSize))
	}},
	{"the last line of the journal is incomplete", func(s *fixture) {
		s.runTwice(func(file string) {
			info := check.Call(os.Stat(file)).Must(s)
			check.NoError(s, os.Truncate(file, info.Size()-10))
		}, s.newItem("", sentBytes, pageSize))
	}},
	{"the stored file is deleted before the second run: **it is not uploaded again**", func(s *fixture) {
		s.runTwice(func(string) {
			check.NoError(s, s.client().DeleteFile(s.Context(), s.files()[0].FileID))
		}, s.newItem("", sentBytes, pageSize))
	}},
	{"an item without `Key` whose content has changed", func(s *fixture) {
		file := s.runWithNewJournal(s.newItem("", firstBytes, pageSize))
		s.observe(s.newRunWithJournal(file, s.newItem("", secondBytes, pageSize)))
	}},
	{"an item with `Key` whose content has changed: **this is not detected**", func(s *fixture) {
		file := s.runWithNewJournal(s.newItem(pageKey, firstBytes, pageSize))
		s.observe(s.newRunWithJournal(file, s.newItem(pageKey, secondBytes, otherSize)))
	}},
	{"two runs at the same time, which share an empty journal", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		s.observe(s.newRunWithJournal(file, s.newItem("", sentBytes, pageSize)),
			s.newRunWithJournal(file, s.newItem("", sentBytes, pageSize)))
	}},
	{"a third run with a journal that two runs have shared", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		first := s.newRunWithJournal(file, s.newItem("", sentBytes, pageSize))
		second := s.newRunWithJournal(file, s.newItem("", sentBytes, pageSize))
		s.mustComplete(first)
		s.mustComplete(second)
		s.observe(s.newRunWithJournal(file, s.newItem("", sentBytes, pageSize)))
	}},
	{"the journal cannot be written, as on a full disk", func(s *fixture) {
		s.observe(s.newFullDiskRun(filepath.Join(s.TempDir(), "journal")))
	}},
	{"the next run, after space on the full disk was freed", func(s *fixture) {
		file := filepath.Join(s.TempDir(), "journal")
		s.newFullDiskRun(file).outcomes()
		s.interceptor.Store(nil)
		s.observe(s.newRunWithJournal(file, s.newItem(pageKey, sentBytes, pageSize)))
	}},
}

// newRunWithJournal returns a run by a new client. It opens the journal file at once.
func (s *fixture) newRunWithJournal(file string, items ...imagekit.UploadItem) *bulk {
	s.Helper()
	journal := check.Call(imagekit.OpenJournal(file)).Must(s)
	s.Cleanup(func() { check.NoError(s, journal.Close()) })
	run := s.newRun(items...)
	run.options.Journal = journal
	return run
}

// runWithNewJournal executes a run with a new journal, and returns the path of the journal file.
func (s *fixture) runWithNewJournal(items ...imagekit.UploadItem) (file string) {
	s.Helper()
	file = filepath.Join(s.TempDir(), "journal")
	s.mustComplete(s.newRunWithJournal(file, items...))
	return file
}

// runTwice executes the same run twice. It calls between after the first run.
func (s *fixture) runTwice(between func(file string), item imagekit.UploadItem) {
	s.Helper()
	file := s.runWithNewJournal(item)
	between(file)
	s.observe(s.newRunWithJournal(file, item))
}

// fullDisk is a run in another process, which cannot write to its journal.
type fullDisk struct {
	*fixture
	journal string
}

// newFullDiskRun returns a run whose journal already has the maximum file size that ulimit allows its process.
func (s *fixture) newFullDiskRun(journal string) *fullDisk {
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

// outcomes executes the run.
func (d *fullDisk) outcomes() []imagekit.UploadOutcome {
	d.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		d.count(r)
		next.ServeHTTP(w, r)
	})
	executable := check.Call(os.Executable()).Must(d)
	process := exec.CommandContext(d.Context(), "sh", "-c", `ulimit -f 1 && exec "$0"`, executable)
	process.Stdin = bytes.NewReader(d.newContent(sentBytes, pageSize))
	process.Env = append(os.Environ(), uploadURLVariable+"="+d.srv.URL(), uploadJournalVariable+"="+d.journal)
	var printed struct{ FileID, FilePath, Err string }
	check.NoError(d, json.Unmarshal(check.Call(process.Output()).Must(d), &printed))
	result := &imagekit.UploadResult{FileID: printed.FileID, FilePath: printed.FilePath}
	return []imagekit.UploadOutcome{{Result: result, Err: errors.New(printed.Err)}}
}

// uploadItem uploads the file with UploadAll and a journal, and prints the outcome as JSON.
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
