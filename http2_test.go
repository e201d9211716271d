package imagekit_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// resettingServer speaks just enough HTTP/2 to take requests, count them, and reset each of them with PROTOCOL_ERROR when it is complete, as a
// proxy does that cannot make sense of what the service answers. net/http repeats requests of all methods after that.
func resettingServer(t *testing.T) (ik *imagekit.Client, acted *atomic.Int64) {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil)
	certified.EnableHTTP2 = true
	certified.StartTLS()
	t.Cleanup(certified.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	acted = new(atomic.Int64)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go resetRequests(conn, acted)
		}
	}()
	return newClient(t, imagekit.WithBaseURL("https://"+listener.Addr().String()), imagekit.WithHTTPClient(certified.Client()), quick), acted
}

// Frames of HTTP/2, RFC 9113.
const (
	frameData, frameHeaders, frameReset, frameSettings = 0, 1, 3, 4
	flagAck, flagEndStream                             = 1, 1
	protocolError                                      = 1
)

func resetRequests(conn net.Conn, acted *atomic.Int64) {
	defer conn.Close()
	head := make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if _, err := io.ReadFull(conn, head); err != nil {
		return
	}
	writeFrame(conn, frameSettings, 0, 0, nil)
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
			writeFrame(conn, frameSettings, flagAck, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
			acted.Add(1)
			writeFrame(conn, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, protocolError))
		}
	}
}

func writeFrame(w io.Writer, kind, flags byte, stream uint32, payload []byte) {
	frame := []byte{0, 0, byte(len(payload)), kind, flags}
	_, _ = w.Write(append(binary.BigEndian.AppendUint32(frame, stream), payload...))
}

func TestHTTP2RepeatsNothingBehindTheClientsBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call func(context.Context, *imagekit.Client) error
		acts int64
		is   error // nil for any
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
			ik, acted := resettingServer(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := test.call(ctx, ik)
			if err == nil || ctx.Err() != nil || test.is != nil && !errors.Is(err, test.is) || acted.Load() != test.acts {
				t.Errorf("the server acts %d times, want %d; got %v", acted.Load(), test.acts, err)
			}
		})
	}
}

// TestTheClientsOwnConnectionsSpeakHTTP1 has a server that would rather speak HTTP/2, and does so with Go's default transport.
func TestTheClientsOwnConnectionsSpeakHTTP1(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"name":"`+r.Proto+`"}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	standard := http.DefaultTransport.(*http.Transport).Clone()
	defer func(before http.RoundTripper) { http.DefaultTransport = before }(http.DefaultTransport)
	standard.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	http.DefaultTransport = standard
	response, err := http.Get(server.URL)
	if err != nil || response.Proto != "HTTP/2.0" {
		t.Fatalf("Go's default: %v, %v", response, err)
	}
	response.Body.Close()
	file, err := newClient(t, imagekit.WithBaseURL(server.URL)).GetFileDetails(t.Context(), "id")
	if err != nil || file.Name != "HTTP/1.1" {
		t.Errorf("the client's own: %+v, %v", file, err)
	}
}
