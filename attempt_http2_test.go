package imagekit_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// startResettingHTTP2 starts a minimal HTTP/2 server that resets each complete request with PROTOCOL_ERROR, as a proxy
// does that cannot parse the response of the service. net/http repeats requests of all methods after that. requests
// counts the complete requests.
func startResettingHTTP2(t *testing.T) (ik *imagekit.Client, requests *atomic.Int64) {
	t.Helper()
	return startHTTP2(t, func(w io.Writer, stream uint32) error { return reset(w, stream, protocolError) })
}

// startHTTP2 starts a minimal HTTP/2 server: it counts the complete requests, and calls answer for each of them, which
// writes frames. It returns a client for the server.
func startHTTP2(
	t *testing.T, answer func(w io.Writer, stream uint32) error,
) (ik *imagekit.Client, requests *atomic.Int64) {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil)
	certified.EnableHTTP2 = true
	certified.StartTLS()
	t.Cleanup(certified.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0",
		&tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	requests = new(atomic.Int64)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { // some frames keep the client reading even after its calls have returned
				<-t.Context().Done()
				_ = conn.Close()
			}()
			go answerRequests(conn, requests, answer)
		}
	}()
	return newClient(t, imagekit.WithBaseURL("https://"+listener.Addr().String()),
		imagekit.WithHTTPClient(certified.Client()), quick,
		// ends the attempt if the server sends frames without end
		imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: time.Second})), requests
}

// Frames of HTTP/2, RFC 9113.
const (
	frameData, frameHeaders, frameReset, frameSettings, frameGoAway, frameContinuation = 0, 1, 3, 4, 7, 9
	flagAck, flagEndStream, flagEndHeaders                                             = 1, 1, 4
	protocolError                                                                      = 1
)

// answerRequests calls answer for each complete request on conn, until it returns an error.
func answerRequests(conn net.Conn, requests *atomic.Int64, answer func(w io.Writer, stream uint32) error) {
	defer conn.Close()
	head := make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if _, err := io.ReadFull(conn, head); err != nil {
		return
	}
	_ = writeFrame(conn, frameSettings, 0, 0, nil)
	for head = head[:9]; ; {
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		if _, err := io.CopyN(io.Discard, conn, int64(head[0])<<16|int64(head[1])<<8|int64(head[2])); err != nil {
			return
		}
		stream := binary.BigEndian.Uint32(head[5:])
		switch kind, flags := head[3], head[4]; {
		case kind == frameSettings && flags&flagAck == 0:
			_ = writeFrame(conn, frameSettings, flagAck, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
			requests.Add(1)
			if answer(conn, stream) != nil {
				return
			}
		}
	}
}

func writeFrame(w io.Writer, kind, flags byte, stream uint32, payload []byte) error {
	frame := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	_, err := w.Write(append(binary.BigEndian.AppendUint32(frame, stream), payload...))
	return err
}

// reset writes RST_STREAM.
func reset(w io.Writer, stream, code uint32) error {
	return writeFrame(w, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// writeLoop calls write until the client closes the connection.
func writeLoop(write func() error) error {
	for {
		if err := write(); err != nil {
			return err
		}
	}
}

// TestClient_HTTP2_Failures answers the request of a write with all frames that end a stream, and with malformed ones.
// The write is not repeated, and its outcome is unknown, even if the frame says that the server has not acted: net/http
// does not report that. The call must return in time.
func TestClient_HTTP2_Failures(t *testing.T) {
	t.Parallel()
	status := []byte{0x88} // :status 200, RFC 7541
	failures := map[string]func(w io.Writer, stream uint32) error{
		"GOAWAY before the stream": func(w io.Writer, _ uint32) error { return goAway(w, 0, 0) },
		"GOAWAY after the stream":  func(w io.Writer, stream uint32) error { _ = goAway(w, stream, 0); return io.EOF },
		"GOAWAY with an error":     func(w io.Writer, stream uint32) error { _ = goAway(w, stream, 11); return io.EOF },
		"connection closed":        func(io.Writer, uint32) error { return io.EOF },
		"CONTINUATION without end": func(w io.Writer, stream uint32) error {
			_ = writeFrame(w, frameHeaders, 0, stream, status)
			return writeLoop(func() error { return writeFrame(w, frameContinuation, 0, stream, make([]byte, 1<<10)) })
		},
		"empty CONTINUATION without end": func(w io.Writer, stream uint32) error {
			_ = writeFrame(w, frameHeaders, 0, stream, status)
			return writeLoop(func() error { return writeFrame(w, frameContinuation, 0, stream, nil) })
		},
		"DATA before the headers": func(w io.Writer, stream uint32) error {
			return writeFrame(w, frameData, flagEndStream, stream, []byte("{}"))
		},
		"DATA of an unknown stream": func(w io.Writer, stream uint32) error {
			return writeFrame(w, frameData, flagEndStream, stream+100, []byte("{}"))
		},
		"too long frame": func(w io.Writer, stream uint32) error {
			return writeFrame(w, frameData, 0, stream, make([]byte, 1<<20))
		},
		"invalid HPACK": func(w io.Writer, stream uint32) error {
			return writeFrame(w, frameHeaders, flagEndHeaders, stream, []byte{0xff, 0xff, 0xff})
		},
		"headers without a status": func(w io.Writer, stream uint32) error {
			return writeFrame(w, frameHeaders, flagEndHeaders, stream, nil)
		},
		"DATA without end": func(w io.Writer, stream uint32) error {
			_ = writeFrame(w, frameHeaders, flagEndHeaders, stream, status)
			return writeLoop(func() error {
				return writeFrame(w, frameData, 0, stream, []byte(strings.Repeat("[", 1<<14)))
			})
		},
	}
	for code := range uint32(14) {
		failures[fmt.Sprintf("RST_STREAM with %d", code)] = func(w io.Writer, stream uint32) error {
			return reset(w, stream, code)
		}
		failures[fmt.Sprintf("headers, then RST_STREAM with %d", code)] = func(w io.Writer, stream uint32) error {
			_ = writeFrame(w, frameHeaders, flagEndHeaders, stream, status)
			return reset(w, stream, code)
		}
	}
	for name, answer := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik, requests := startHTTP2(t, answer)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := ik.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{Name: "a", Description: "b"})
			if !errors.Is(err, imagekit.ErrOutcomeUnknown) || ctx.Err() != nil || requests.Load() != 1 {
				t.Errorf("%d requests, want 1; error %v", requests.Load(), err)
			}
		})
	}
}

// goAway writes GOAWAY. last is the last stream that the server has processed.
func goAway(w io.Writer, last, code uint32) error {
	return writeFrame(w, frameGoAway, 0, 0,
		binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// TestClient_HTTP2_Retry checks that only the client repeats requests, by its own rule, and net/http does not.
func TestClient_HTTP2_Retry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call     func(context.Context, *imagekit.Client) error
		requests int64
		is       error // nil for any
	}{
		"create": {func(ctx context.Context, ik *imagekit.Client) error {
			return ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
		}, 1, imagekit.ErrOutcomeUnknown},
		"upload": {func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.Upload(ctx, text("once"))
			return err
		}, 1, imagekit.ErrUploadOutcomeUnknown},
		"update": {func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.UpdateFileDetails(ctx, "id", imagekit.UpdateFileDetailsRequest{Description: new("x")})
			return err
		}, 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik, requests := startResettingHTTP2(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := test.call(ctx, ik)
			if err == nil || ctx.Err() != nil || test.is != nil && !errors.Is(err, test.is) ||
				requests.Load() != test.requests {
				t.Errorf("%d requests, want %d; error %v", requests.Load(), test.requests, err)
			}
		})
	}
}

// TestNew_DefaultTransportHTTP1 calls a server that prefers HTTP/2. Go's default transport uses HTTP/2, the client's
// default transport HTTP/1.1.
func TestNew_DefaultTransportHTTP1(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"name":"`+r.Proto+`"}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	trust(t, server)
	response, err := http.Get(server.URL)
	if err != nil || response.Proto != "HTTP/2.0" {
		t.Fatalf("default transport of Go: %v, %v", response, err)
	}
	response.Body.Close()
	file, err := newClient(t, imagekit.WithBaseURL(server.URL)).GetFileDetails(t.Context(), "id")
	if err != nil || file.Name != "HTTP/1.1" {
		t.Errorf("default transport of the client: %+v, %v", file, err)
	}
}

// trust makes Go's default transport, and with it that of new clients, trust the certificate of server. The test must
// not run in parallel.
func trust(t testing.TB, server *httptest.Server) {
	t.Helper()
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	standard := before.(*http.Transport).Clone()
	standard.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	http.DefaultTransport = standard
}
