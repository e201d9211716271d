package mockserver_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestServer_ConnectMethod(t *testing.T) {
	t.Parallel()
	send(t, newRequest(t, http.MethodConnect, mockserver.Start(t).URL(), nil)).wantError(t, http.StatusNotFound,
		"no operation at this path")
}

func TestServer_Handler(t *testing.T) {
	t.Parallel()
	listener := httptest.NewUnstartedServer(nil)
	s, err := mockserver.New(mockserver.WithURL("http://"+listener.Listener.Addr().String()),
		mockserver.WithImageKitID("mine"))
	if err != nil {
		t.Fatal(err)
	}
	listener.Config.Handler = s.Handler()
	listener.Start()
	t.Cleanup(listener.Close)
	if want := listener.URL + "/mine"; s.URLEndpoint() != want {
		t.Errorf("URL endpoint %q, want %q", s.URLEndpoint(), want)
	}
	get(t, put(t, s, "a.txt", []byte("x"))["url"].(string)).wantStatus(t, http.StatusOK)
}

func TestWithLogger_Secrets(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	s := start(t, mockserver.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	do(t, s, http.MethodGet, "/v1/files?limit=1", nil).wantStatus(t, http.StatusOK)
	stop(t, s)
	if text := log.String(); !strings.Contains(text, "path=/base/v1/files status=200") ||
		strings.Contains(text, s.PrivateKey()) {
		t.Errorf("log: %s", text)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestServer_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	createField(t, s, "n", object{"type": "Number"})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			id := put(t, s, "shared.png", pngFile(t, 10+i, 10, false))["fileId"]
			file := fmt.Sprintf("/v1/files/%v", id)
			do(t, s, http.MethodPatch, file+"/details",
				object{"tags": []string{strconv.Itoa(i)}, "customMetadata": object{"n": i}})
			do(t, s, http.MethodGet, file+"/metadata", nil)
			do(t, s, http.MethodGet, "/v1/files?type=all", nil)
			do(t, s, http.MethodPost, "/v1/files/addTags", object{"fileIds": []any{id}, "tags": []string{"x"}})
			get(t, s.URLEndpoint()+"/shared.png")
		})
	}
	group.Wait()
	wantNames(t, s, "", "shared.png")
}
