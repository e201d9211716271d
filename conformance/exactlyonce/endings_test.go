package exactlyonce_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var killedProcesses = []guarantee{
	{"a process is killed after the service has stored the file; another process repeats the upload", func(s *fixture) {
		s.killDuringUpload(true)
		s.observe(s.newUpload())
	}},
	{"a process is killed before the service stores the file; another process repeats the upload", func(s *fixture) {
		s.killDuringUpload(false)
		s.observe(s.newUpload())
	}},
	{"a client gives up, and its request arrives after another client has uploaded the file", func(s *fixture) {
		deliver := s.holdFirstUpload()
		page := s.newUpload()
		page.ik = s.client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
		page.outcomes()
		s.observe(s.newUpload())
		deliver()
	}},
}

// Environment variables that TestMain reads. If the first is set, the test binary uploads its standard input, and runs
// no tests.
const (
	uploadURLVariable     = "IMAGEKIT_UPLOAD_PAGE_TO"
	uploadJournalVariable = "IMAGEKIT_UPLOAD_PAGE_WITH"
)

// TestMain runs the tests, or uploads a file if a test has started this process.
func TestMain(m *testing.M) {
	if url := os.Getenv(uploadURLVariable); url != "" {
		uploadPage(url, os.Getenv(uploadJournalVariable))
		return
	}
	os.Exit(m.Run())
}

// uploadPage uploads the standard input, as an item of UploadAll if journal is not empty. Without a journal, the test
// must kill the process during the upload.
func uploadPage(url, journal string) {
	ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(mockserver.DefaultPrivateKey),
		imagekit.WithBaseURL(url), imagekit.WithUploadURL(url))
	if err != nil {
		panic(err)
	}
	file := imagekit.UploadRequest{File: imagekit.FromReader(os.Stdin), FileName: pageName, Folder: new(pageFolder)}
	if journal != "" {
		uploadItem(ik, file, journal)
		return
	}
	_, err = ik.Upload(context.Background(), file, imagekit.WithUploadKey(pageKey))
	panic(fmt.Sprint("this process was not killed: ", err))
}

// killDuringUpload starts a process that uploads the file, and kills it during the request. If isStored is true, the
// server stores the file before the kill, and otherwise not at all.
func (s *fixture) killDuringUpload(isStored bool) {
	s.Helper()
	process := exec.CommandContext(s.Context(), check.Call(os.Executable()).Must(s))
	process.Stdin = bytes.NewReader(s.newContent(sentBytes, pageSize))
	process.Env = append(os.Environ(), uploadURLVariable+"="+s.srv.URL())
	var kill sync.Once
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isStored {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		kill.Do(func() {
			if err := process.Process.Kill(); err != nil {
				s.Error(err)
			}
		})
		awaitDisconnect(r)
	})
	check.NoError(s, process.Start())
	if err := process.Wait(); err == nil || process.ProcessState.ExitCode() >= 0 && runtime.GOOS != "windows" {
		s.Fatalf("the process was not killed: %v", process.ProcessState)
	}
	s.interceptor.Store(nil)
}
