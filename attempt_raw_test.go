package imagekit_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// rawServer starts a TCP server that calls serve for each connection. It returns the address.
func rawServer(t *testing.T, serve func(conn net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() { // after the clients, which close their connections
		_ = listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}

// readHead reads the request line and the headers of a request.
func readHead(r *bufio.Reader) (string, error) {
	var head strings.Builder
	for {
		line, err := r.ReadString('\n')
		if head.WriteString(line); err != nil || strings.TrimSpace(line) == "" {
			return head.String(), err
		}
	}
}

// untilClosed waits until the client closes the connection.
func untilClosed(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

const okJSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

// TestClient_ResponseBeforeRequest sends a response before the request is read. net/http does not always detect that.
// The call must return, and an upload must fail.
func TestClient_ResponseBeforeRequest(t *testing.T) {
	t.Parallel()
	address := rawServer(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, okJSON)
		head := make([]byte, 10)
		_, _ = io.ReadFull(conn, head) // the rest is never read
	})
	ik := newClient(t, imagekit.WithBaseURL("http://"+address))
	_, _ = ik.GetFileDetails(t.Context(), "id")
	file := imagekit.FromBytes(make([]byte, 32<<20))
	if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: file, FileName: "a"}); err == nil {
		t.Error("an upload succeeded although the server did not read it")
	}
}

// answerExpectation sends answer to a request that expects 100-continue. If accepted is true, it then reads the body
// and answers the upload.
func answerExpectation(t *testing.T, conn net.Conn, answer string, accepted bool) {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil || r.Header.Get("Expect") != "100-continue" {
		t.Errorf("got %+v, %v", r, err)
		return
	}
	_, _ = io.WriteString(conn, answer)
	if accepted {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(conn,
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{\"fileId\":\"1\"}")
	}
	if answer != "" {
		untilClosed(conn)
	}
}

// TestClient_Upload_ExpectContinue uploads with "Expect: 100-continue": the body is sent after a 100. Any other
// response is the response to the upload.
func TestClient_Upload_ExpectContinue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  string
		want    string
		unknown bool
	}{
		"accepted": {"HTTP/1.1 100 Continue\r\n\r\n", "", false},
		"refused": {
			"HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
			"417", false,
		},
		"unauthorized": {
			"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "401",
			false,
		},
		"success before the body": {
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
			"answered before the whole file was sent", true,
		},
		"switches protocols": {
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", "101",
			true,
		},
		"no response": {"", "EOF", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := rawServer(t, func(conn net.Conn) { answerExpectation(t, conn, test.answer, name == "accepted") })
			ik := newClient(t, imagekit.WithBaseURL("http://"+address))
			_, err := ik.Upload(t.Context(), text("x"), imagekit.WithHeader("Expect", "100-continue"))
			wantError(t, err, test.want)
			if errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != test.unknown {
				t.Errorf("got %v, want an unknown outcome: %v", err, test.unknown)
			}
		})
	}
}

// TestClient_SwitchingProtocols checks that a call fails at once after a 101, and that the connection is closed.
func TestClient_SwitchingProtocols(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 2)
	address := rawServer(t, func(conn net.Conn) {
		_, _ = readHead(bufio.NewReader(conn))
		_, _ = io.WriteString(conn,
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello")
		untilClosed(conn)
		closed <- struct{}{}
	})
	ik := newClient(t, imagekit.WithBaseURL("http://"+address))
	for call, err := range map[string]error{
		"read":  func() error { _, err := ik.GetFileDetails(t.Context(), "id"); return err }(),
		"write": ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"}),
	} {
		var failed *imagekit.Error
		if !errors.As(err, &failed) || failed.StatusCode != 101 ||
			!strings.Contains(err.Error(), "switched to another protocol") ||
			errors.Is(err, imagekit.ErrOutcomeUnknown) != (call == "write") {
			t.Errorf("%s: got %v", call, err)
		}
		<-closed
	}
}

// TestClient_HeaderLimit checks that the default transport accepts headers of at most 256 KiB.
func TestClient_HeaderLimit(t *testing.T) {
	t.Parallel()
	for size, ok := range map[int]bool{200 << 10: true, 300 << 10: false} {
		ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			for range size >> 10 {
				w.Header().Add("X-Padding", strings.Repeat("x", 1<<10-len("X-Padding: \r\n")))
			}
			_, _ = io.WriteString(w, "{}")
		})
		if _, err := ik.GetFileDetails(t.Context(), "id"); (err == nil) != ok ||
			err != nil && !strings.Contains(err.Error(), "262144 bytes") {
			t.Errorf("%d bytes: got %v", size, err)
		}
	}
}

// TestClient_DeeplyNestedJSON sends objects and lists that are nested 100,000 levels deep: as the result, as an unknown
// field, as a field of any type, and in an error response.
func TestClient_DeeplyNestedJSON(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	const depth = 100_000
	lists := strings.Repeat("[", depth) + strings.Repeat("]", depth)
	objects := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	for name, body := range map[string]string{
		"lists": lists, "objects": objects, "unknown field": `{"new":` + lists + "}",
		"field of any type": `{"customMetadata":{"a":` + objects + "}}",
		"unfinished":        strings.Repeat("[", depth),
	} {
		for _, status := range []int{200, 400} {
			ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			})
			if _, err := ik.GetFileDetails(t.Context(), "id"); err == nil {
				t.Errorf("%s with %d: no error", name, status)
			}
		}
	}
}

// TestClient_Concurrent uses a client in 100 goroutines. Each goroutine must get the responses to its own requests.
func TestClient_Concurrent(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		switch id, _ := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/v1/files/"), "/details"); {
		case r.Method == http.MethodPost:
			_, _ = io.WriteString(w, `{"fileId":"1","size":`+strings.Repeat("1", int(min(n, 1)))+`}`)
		case strings.HasPrefix(id, "bad"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"message":"`+id+`"}`)
		default:
			_, _ = io.WriteString(w, `{"name":"`+id+`","description":"`+strings.Repeat("x", 4000)+`"}`)
		}
	})
	var calls sync.WaitGroup
	for i := range 100 {
		id := "id" + strings.Repeat("a", i)
		calls.Go(func() {
			for range 2 {
				checkOwnResponses(t, ik, id)
			}
		})
	}
	calls.Wait()
}

// checkOwnResponses makes a call that succeeds, a call that fails, an upload, and a call with a cancelled context.
func checkOwnResponses(t *testing.T, ik *imagekit.Client, id string) {
	t.Helper()
	if file, err := ik.GetFileDetails(t.Context(), id); err != nil || file.Name != id {
		t.Errorf("%s: got %+v, %v", id, file, err)
	}
	var response imagekit.Response
	_, err := ik.GetFileDetails(t.Context(), "bad"+id, imagekit.WithResponse(&response))
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Message != "bad"+id || !strings.Contains(string(response.Body), "bad"+id) {
		t.Errorf("%s: got %v", id, err)
	}
	if _, err := ik.Upload(t.Context(), text(id)); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ik.GetFileDetails(ctx, id); !errors.Is(err, context.Canceled) {
		t.Errorf("%s: got %v", id, err)
	}
}
