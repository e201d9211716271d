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
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// roundTrip is a function that implements [http.RoundTripper].
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func withTransport(f roundTrip) imagekit.Option {
	return imagekit.WithHTTPClient(&http.Client{Transport: f})
}

// slowReader returns n bytes, each after a pause.
type slowReader struct {
	ctx   context.Context
	pause time.Duration
	n     int
}

func (r *slowReader) Read(p []byte) (int, error) {
	if r.n--; r.n < 0 {
		return 0, io.EOF
	}
	select {
	case <-time.After(r.pause):
		p[0] = ' '
		return 1, nil
	case <-r.ctx.Done():
		return 0, context.Cause(r.ctx)
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	limits := imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: time.Minute, Idle: 10 * time.Second})
	silent := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, context.Cause(r.Context())
	}
	body := func(pause time.Duration, n int) roundTrip {
		return func(r *http.Request) (*http.Response, error) {
			res := response(200, "")
			res.Body = io.NopCloser(io.MultiReader(&slowReader{r.Context(), pause, n}, strings.NewReader("{}")))
			return res, nil
		}
	}
	for name, test := range map[string]struct {
		transport roundTrip
		opts      []imagekit.Option
		after     time.Duration
		want      string // of the error, empty for success
	}{
		"no response": {silent, nil, time.Minute, "no response within 1m0s"},
		"no limit": {
			silent,
			[]imagekit.Option{imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: -1})},
			time.Hour,
			"deadline exceeded",
		},
		"defaults": {
			silent,
			[]imagekit.Option{imagekit.WithTimeouts(imagekit.Timeouts{})},
			time.Minute,
			"no response within 1m0s",
		},
		"slow response":    {body(9*time.Second, 60), nil, 540 * time.Second, ""},
		"stalled response": {body(11*time.Second, 60), nil, 10 * time.Second, "no data was transferred for 10s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				start := time.Now()
				_, err := newClient(t, append([]imagekit.Option{withTransport(test.transport), limits},
					test.opts...)...).GetFileDetails(ctx, "id")
				if elapsed := time.Since(start); elapsed != test.after {
					t.Errorf("it took %v, want %v", elapsed, test.after)
				}
				wantError(t, err, test.want)
				var timeout *imagekit.TimeoutError
				if strings.HasPrefix(test.want, "no ") &&
					(!errors.As(err, &timeout) || !timeout.Timeout() || errors.Is(err, context.DeadlineExceeded)) {
					t.Errorf("got %v, want a TimeoutError", err)
				}
			})
		})
	}
}

// slowTransport returns a transport that pauses after each Read of the body of an upload.
func slowTransport(pause time.Duration) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		for {
			if _, err := r.Body.Read(make([]byte, 1000)); err == io.EOF {
				return response(200, `{"fileId":"1"}`), nil
			} else if err != nil {
				return nil, err
			}
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return nil, context.Cause(r.Context())
			}
		}
	}
}

// TestTimeouts_SlowUpload uploads a file that is slow to read to a server that reads slowly.
func TestTimeouts_SlowUpload(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source, server time.Duration // for each byte
		want           string
	}{
		"slow file":     {time.Hour, 9 * time.Second, ""},
		"server stalls": {0, 11 * time.Second, "no data was transferred for 10s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ik := newClient(t, imagekit.WithTimeouts(imagekit.Timeouts{Idle: 10 * time.Second}),
					withTransport(slowTransport(test.server)))
				file := imagekit.FromReader(&slowReader{t.Context(), test.source, 5})
				_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: file, FileName: "a"})
				wantError(t, err, test.want)
			})
		})
	}
}

// TestTimeouts_LimitedConnections makes two uploads over one connection. The first one takes an hour. The time that the
// second one waits for the connection is not limited.
func TestTimeouts_LimitedConnections(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			wire := &http.Transport{
				MaxConnsPerHost: limit,
				DialContext: func(context.Context, string, string) (net.Conn, error) {
					client, server := net.Pipe()
					go acceptAll(server)
					return client, nil
				},
			}
			defer wire.CloseIdleConnections()
			ik := newClient(t, imagekit.WithBaseURL("http://localhost"),
				imagekit.WithHTTPClient(&http.Client{Transport: wire}))
			hourly := imagekit.FromReader(&slowReader{t.Context(), time.Hour, 1})
			var uploads sync.WaitGroup
			for _, source := range []imagekit.Source{hourly, imagekit.FromBytes([]byte("x"))} {
				uploads.Go(func() {
					_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"})
					if err != nil {
						t.Errorf("at most %d connections: %v", limit, err)
					}
				})
				synctest.Wait() // until the first upload uses the connection
			}
			uploads.Wait()
		})
	}
}

// acceptAll answers every request of a connection.
func acceptAll(conn net.Conn) {
	defer conn.Close()
	for reader := bufio.NewReader(conn); ; {
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(conn,
			"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"fileId\":\"1\"}")
	}
}

// TestTimeouts_CustomDialer uses a transport with its own dialer. This transport does not report when it starts to
// connect. The time-out applies to connecting nevertheless.
func TestTimeouts_CustomDialer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		defer wire.CloseIdleConnections()
		ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("k"),
			imagekit.WithBaseURL("https://a.test"),
			imagekit.WithUploadURL("https://a.test"), imagekit.WithHTTPClient(&http.Client{Transport: wire}),
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}),
			imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: time.Second}))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err = ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromBytes([]byte("a")), FileName: "a"})
		if elapsed := time.Since(start); elapsed > time.Minute {
			t.Errorf("after %v: %v", elapsed, err)
		}
	})
}
