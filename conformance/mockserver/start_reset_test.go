package mockserver_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// populate creates files, a job, a purge and a fault, and advances the clock.
func populate(t *testing.T, s *mockserver.Server) {
	t.Helper()
	put(t, s, "a.txt", []byte("x"), part{name: "folder", text: "/from"})
	put(t, s, "big.bin", make([]byte, largeFile))
	do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", object{"sourceFolderPath": "/from", "destinationPath": "/to"})
	do(t, s, http.MethodPost, "/v1/files/purge", object{"url": s.URLEndpoint() + "/a.txt"}).wantStatus(t,
		http.StatusCreated)
	addFault(t, s, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultHTML})
	s.Advance(time.Hour)
}

// wantInitialState checks that a server has the state want, no requests, no faults and the initial time.
func wantInitialState(t *testing.T, s *mockserver.Server, want mockserver.State) {
	t.Helper()
	state := stateOf(t, s)
	if encoded(t, state) != encoded(t, want) {
		t.Errorf("state: %s\nwant %s", encoded(t, state), encoded(t, want))
	}
	if n, m := len(s.Requests()), len(s.Faults()); n+m > 0 || !s.Now().Equal(noon) {
		t.Errorf("%d requests, %d faults, the time is %v", n, m, s.Now())
	}
}

func TestServer_Reset(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	tree := mockserver.WithSeed(fstest.MapFS{"seeded.txt": {Data: []byte("seed")}})
	for name, options := range map[string][]mockserver.Option{
		"in memory": nil,
		"on disk":   {inFolder(t, folder)},
		"seeded":    {tree},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// If ids counted up, the seeded files would get other ids after the reset.
			options := append(options, mockserver.WithIDs(func() string { return "id" }))
			fresh := start(t, options...)
			want := stateOf(t, fresh)
			populate(t, fresh)
			if err := fresh.Reset(); err != nil {
				t.Fatal(err)
			}
			wantInitialState(t, fresh, want)
			put(t, fresh, "again.txt", []byte("x"))
			control(t, fresh, http.MethodPost, "/reset", "").wantStatus(t, http.StatusNoContent)
			wantInitialState(t, fresh, want)
			put(t, fresh, "works.txt", []byte("x"))
			if err := fresh.Close(); err != nil {
				t.Error(err)
			}
			if err := fresh.Reset(); err == nil {
				t.Error("a closed server can be reset")
			}
		})
	}
}

func TestServer_Reset_Store(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	populate(t, s)
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder + "/blobs"); err != nil || len(left) > 0 {
		t.Errorf("%d blobs are left, error %v", len(left), err)
	}
	stop(t, s)
	if n := stored(t, start(t, inFolder(t, folder))); n != 0 {
		t.Errorf("%d files are stored after a restart, want 0", n)
	}
}

// hook is an empty reader that calls a function when it is read.
type hook func()

func (h hook) Read([]byte) (int, error) {
	h()
	return 0, io.EOF
}

// TestServer_Reset_DuringUpload is not parallel, because it changes the folder for temporary files.
func TestServer_Reset_DuringUpload(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	s := start(t)
	reset := func() {
		// Wait until the server has read a part of the upload.
		for log := s.Requests(); len(log) == 0 || log[0].BytesIn < 10_000; log = s.Requests() {
			runtime.Gosched()
		}
		if err := s.Reset(); err != nil {
			t.Error(err)
		}
	}
	body, contentType := named("a.bin", make([]byte, largeFile)).encode(t)
	rest := bytes.NewReader(body.Bytes()[100_000:])
	body.Truncate(100_000)
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", io.MultiReader(body, hook(reset), rest))
	req.Header.Set("Content-Type", contentType)
	req.SetBasicAuth(s.PrivateKey(), "")
	send(t, req).wantError(t, http.StatusInternalServerError, "internal error")
	if n := stored(t, s); n != 0 {
		t.Errorf("%d files are stored, want 0", n)
	}
	stop(t, s)
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("temporary files %v are left, error %v", left, err)
	}
	if n := temporaryFiles(t); n != 0 {
		t.Errorf("%d temporary files are open, want 0", n)
	}
}

func TestServer_Reset_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 8 {
			if err := s.Reset(); err != nil {
				t.Error(err)
			}
		}
	}()
	large := named("a.bin", make([]byte, largeFile))
	for range 8 {
		if got := upload(t, s, large); got.StatusCode != http.StatusOK &&
			got.StatusCode != http.StatusInternalServerError {
			t.Errorf("status %d: %s", got.StatusCode, got.body)
		}
	}
	<-done
}
