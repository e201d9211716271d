package mockserver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestWithPrefix_Missing(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/v1/files", "/", "/basement/v1/files"} {
		get(t, strings.TrimSuffix(s.URL(), "/base")+path).wantError(t, http.StatusNotFound, "/base")
	}
	wantFields(t, get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK).object(t), object{"status": "ok"})
}

func TestServer_Proxy(t *testing.T) {
	t.Parallel()
	send(t, newRequest(t, http.MethodConnect, mockserver.Start(t).URL(), nil)).wantError(t, http.StatusNotFound,
		"no such API")
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

func TestNew_Errors(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]mockserver.Option{
		"the private key must not be empty":            mockserver.WithPrivateKey(""),
		"the public key must not be empty":             mockserver.WithPublicKey(""),
		"the private key must not contain white space": mockserver.WithPrivateKey("private_x\n"),
		"the public key must not contain white space":  mockserver.WithPublicKey(" public_x"),
		`"" cannot be an ImageKit id`:                  mockserver.WithImageKitID(""),
		`"v1" cannot be an ImageKit id`:                mockserver.WithImageKitID("v1"), // a path of the API
		`"a/b" cannot be an ImageKit id`:               mockserver.WithImageKitID("a/b"),
		"the clock is nil":                             mockserver.WithClock(nil),
		"the source of ids is nil":                     mockserver.WithIDs(nil),
		"the logger is nil":                            mockserver.WithLogger(nil),
		`"/" cannot be a prefix`:                       mockserver.WithPrefix("/"),
		`"/../x" cannot be a prefix`:                   mockserver.WithPrefix("/../x"),
		`"/x" is not an absolute URL`:                  mockserver.WithURL("/x"),
		"the private key must not contain a colon":     mockserver.WithPrivateKey("private:key"),
		"the webhook secret must not be empty":         mockserver.WithWebhookSecret(""),
		"the webhook secret must not have white space": mockserver.WithWebhookSecret("whsec_x\n"),
		"the largest size of a file is 0 bytes":        mockserver.WithMaxFileSize(0),
		"the seed is nil":                              mockserver.WithSeed(nil),
	} {
		if _, err := mockserver.Listen("127.0.0.1:0", option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if _, err := mockserver.Listen("256.0.0.1:0"); err == nil {
		t.Error("an address that does not exist: no error")
	}
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

func TestServer_Close_UnusedConnections(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	unused, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	get(t, s.URL()+"/_mock/health")                                // accepted after the other one
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // net/http would wait for five
	defer cancel()
	if err := errors.Join(s.Shutdown(ctx), ctx.Err()); err != nil {
		t.Error(err)
	}
	if _, err := unused.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

func TestServer_Close_Twice(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe() // an upload that does not end
	defer w.Close()
	go func() {
		if res, err := http.Post(s.URL()+"/api/v1/files/upload", "multipart/form-data; boundary=x", r); err == nil {
			_ = res.Body.Close()
		}
	}()
	if _, err := w.Write([]byte("--x\r\n")); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { stop(t, s) })
	}
	both.Wait()
}

func TestServer_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	declare(t, s, "n", object{"type": "Number"})
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
