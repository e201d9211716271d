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
)

// rawServer listens on a port and leaves each connection to a function. It returns its address.
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

// A response that is there before the request is no answer to it. net/http cannot always tell: what is certain is that
// the call returns, and that an upload does not succeed.
func TestClient_ResponseBeforeTheRequest(t *testing.T) {
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
		t.Error("an upload succeeded that nobody has read")
	}
}

// answerExpectation answers a request that expects 100-continue, and if it goes on, the upload behind it.
func answerExpectation(t *testing.T, conn net.Conn, answer string, goesOn bool) {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil || r.Header.Get("Expect") != "100-continue" {
		t.Errorf("got %+v, %v", r, err)
		return
	}
	_, _ = io.WriteString(conn, answer)
	if goesOn {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(conn,
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{\"fileId\":\"1\"}")
	}
	if answer != "" {
		untilClosed(conn)
	}
}

// With "Expect: 100-continue" the body waits for the server. An answer that comes instead is that of the upload.
func TestClient_UploadThatExpects100(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  string
		want    string
		unknown bool
	}{
		"goes on": {"HTTP/1.1 100 Continue\r\n\r\n", "", false},
		"is refused": {
			"HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
			"417", false,
		},
		"is not authorized": {
			"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "401",
			false,
		},
		"succeeds untouched": {
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
			"answered before the whole file was sent", true,
		},
		"switches to another": {
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", "101",
			true,
		},
		"hears nothing at all": {"", "EOF", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := rawServer(t, func(conn net.Conn) { answerExpectation(t, conn, test.answer, name == "goes on") })
			ik := newClient(t, imagekit.WithBaseURL("http://"+address))
			_, err := ik.Upload(t.Context(), text("x"), imagekit.WithHeader("Expect", "100-continue"))
			wantError(t, err, test.want)
			if errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != test.unknown {
				t.Errorf("got %v, want an unknown outcome: %v", err, test.unknown)
			}
		})
	}
}

// A response that switches protocols is an error at once, and its connection is closed.
func TestClient_SwitchedProtocols(t *testing.T) {
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

// The client's own transport takes 256 KiB of headers, and no more.
func TestClient_HeadersAreBounded(t *testing.T) {
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

// Objects and lists that are nested 100,000 deep, where any value may stand, in an unknown field, and in an error.
func TestClient_DeeplyNestedAnswers(t *testing.T) {
	t.Parallel()
	const depth = 100_000
	lists := strings.Repeat("[", depth) + strings.Repeat("]", depth)
	objects := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	for name, body := range map[string]string{
		"lists": lists, "objects": objects, "unknown field": `{"new":` + lists + "}",
		"any value":  `{"customMetadata":{"a":` + objects + "}}",
		"unfinished": strings.Repeat("[", depth),
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

// 200 goroutines share a client. Each gets its own answer.
func TestClient_200Goroutines(t *testing.T) {
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
	for i := range 200 {
		id := "id" + strings.Repeat("a", i)
		calls.Go(func() {
			for range 2 {
				checkOwnAnswers(t, ik, id)
			}
		})
	}
	calls.Wait()
}

// checkOwnAnswers makes calls that succeed, fail, upload, and have ended before they begin.
func checkOwnAnswers(t *testing.T, ik *imagekit.Client, id string) {
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
