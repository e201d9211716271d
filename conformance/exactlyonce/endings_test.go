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

var endings = []guarantee{
	{"a process is killed after the service has stored the file; another process repeats the upload", func(s *fixture) {
		s.killDuringUpload(true)
		s.observe(s.page())
	}},
	{"a process is killed before the service stores the file; another process repeats the upload", func(s *fixture) {
		s.killDuringUpload(false)
		s.observe(s.page())
	}},
	{"a client gives up, and its request arrives after another client has uploaded the file", func(s *fixture) {
		arrive := s.delayFirstUpload()
		page := s.page()
		page.ik = s.client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
		page.outcomes()
		s.observe(s.page())
		arrive()
	}},
}

// Environment variables that TestMain reads. They make the process of this test upload its standard input, and run no
// tests: the URL of the server, and the path of a journal, which is optional.
const (
	uploadsTo   = "IMAGEKIT_UPLOAD_PAGE_TO"
	uploadsWith = "IMAGEKIT_UPLOAD_PAGE_WITH"
)

// TestMain runs the tests, or uploads a file if a test has started this process.
func TestMain(m *testing.M) {
	if url := os.Getenv(uploadsTo); url != "" {
		uploadPage(url, os.Getenv(uploadsWith))
		return
	}
	os.Exit(m.Run())
}

// uploadPage uploads the standard input. If there is no journal, the test must kill the process before it returns.
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

// killDuringUpload starts a process that uploads the file, and kills it when the server has received the request. If
// isStored is true, the server stores the file before that, otherwise never.
func (s *fixture) killDuringUpload(isStored bool) {
	s.Helper()
	process := exec.CommandContext(s.Context(), check.Call(os.Executable()).Must(s))
	process.Stdin = bytes.NewReader(s.content(theBytes, pageSize))
	process.Env = append(os.Environ(), uploadsTo+"="+s.srv.URL())
	var kill sync.Once
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
	s.front.Store(nil)
}
