package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestAnswersThatLeaveTheOutcomeUnknown has answers that do not come from the service, or come after it has acted.
func TestAnswersThatLeaveTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		status  int
		header  [2]string
		unknown bool
	}{
		"501":                               {status: http.StatusNotImplemented},
		"505":                               {status: http.StatusHTTPVersionNotSupported},
		"507":                               {status: http.StatusInsufficientStorage, unknown: true},
		"522 of a proxy":                    {status: 522, unknown: true},
		"see other, after what was done":    {http.StatusSeeOther, [2]string{"Location", "/prefix/done"}, true},
		"found elsewhere, as a GET":         {http.StatusFound, [2]string{"Location", "/prefix/done"}, true},
		"to be sent again, to a stranger":   {http.StatusTemporaryRedirect, [2]string{"Location", "http://127.0.0.2/"}, false},
		"to be sent again, round and round": {http.StatusTemporaryRedirect, [2]string{"Location", "/prefix/again"}, false},
	}
	calls := map[string]func(context.Context, *imagekit.Client) error{
		"create": func(ctx context.Context, ik *imagekit.Client) error {
			return ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
		},
		"upload": func(ctx context.Context, ik *imagekit.Client) error { _, err := ik.Upload(ctx, text("x")); return err },
		"update": func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.UpdateFileDetails(ctx, "id", imagekit.UpdateFileDetailsRequest{Description: new("x")})
			return err
		},
	}
	for name, answer := range answers {
		for call, do := range calls {
			t.Run(name+"/"+call, func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int64
				ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					requests.Add(1)
					w.Header().Set(answer.header[0], answer.header[1])
					w.WriteHeader(answer.status)
				}, quick)
				want := answer.unknown && call != "update" // which can be made again without harm
				if err := do(t.Context(), ik); err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) != want {
					t.Errorf("got %v, want an unknown outcome: %v", err, want)
				}
				if requests.Load() > 10 { // of one redirect after the other
					t.Errorf("%d requests", requests.Load())
				}
			})
		}
	}
}

// TestARefusalAfterALostAnswer has a service that has done what the first attempt wanted, and has nothing to do for the
// second.
func TestARefusalAfterALostAnswer(t *testing.T) {
	t.Parallel()
	for status, unknown := range map[int]bool{400: true, 404: true, 409: true, 403: true} {
		ik := serve(t, inTurn(503, status), quick)
		if _, err := ik.RestoreFileVersion(t.Context(), "f", "v"); errors.Is(err, imagekit.ErrOutcomeUnknown) != unknown {
			t.Errorf("restore, then %d: %v", status, err)
		}
		ik = serve(t, inTurn(429, status), quick)
		if _, err := ik.RestoreFileVersion(t.Context(), "f", "v"); err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) {
			t.Errorf("restore after a 429, then %d: %v", status, err)
		}
	}
}

// inTurn answers with one status after the other.
func inTurn(statuses ...int) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(statuses[n.Add(1)-1])
	}
}

func TestTheErrorTellsWhyALookUpFailed(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"message":"this key may not list files"}`)
	}, imagekit.WithRepeatableUploads(), quick)
	_, err := ik.Upload(t.Context(), text("x"))
	if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || !strings.Contains(err.Error(), "this key may not list files") {
		t.Errorf("got %v", err)
	}
}

// TestALookUpBelievesOnlyWhatItAskedFor has a server that lists every file, whatever it is asked.
func TestALookUpBelievesOnlyWhatItAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path string // of the file that is listed; %s is the name that was uploaded
		size int
		is   bool
	}{
		"elsewhere":   {"/elsewhere/%s", 4, false},
		"other name":  {"/other.txt", 4, false},
		"transformed": {"/%s", 5, true}, // before it was stored
		"the upload":  {"/%s", 4, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var uploads atomic.Int64
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.Method == http.MethodGet {
					fmt.Fprintf(w, `[{"fileId":"listed","size":%d,"filePath":%q}]`, test.size, strings.ReplaceAll(test.path, "%s", r.URL.Query().Get("name")))
				} else if uploads.Add(1); uploads.Load() == 1 {
					w.WriteHeader(http.StatusServiceUnavailable)
				} else {
					_, _ = io.WriteString(w, `{"fileId":"uploaded"}`)
				}
			}, imagekit.WithRepeatableUploads(), quick)
			result, err := ik.Upload(t.Context(), text("once"))
			if err != nil || (result.FileID == "listed") != test.is || (uploads.Load() == 1) != test.is {
				t.Errorf("%+v, %v, %d uploads", result, err, uploads.Load())
			}
		})
	}
}

// TestTheEndOfTheContextIsInTheError ends it where it is easily overlooked.
func TestTheEndOfTheContextIsInTheError(t *testing.T) {
	t.Parallel()
	mine := errors.New("mine")
	isMade := func(r *http.Request) bool { return r.Method == http.MethodPost }
	for name, ends := range map[string]func(http.ResponseWriter, *http.Request, func()){
		"in the response": func(w http.ResponseWriter, r *http.Request, end func()) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
			end()
			<-r.Context().Done()
		},
		"while looking": func(w http.ResponseWriter, r *http.Request, end func()) {
			if isMade(r) {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			end()
			<-r.Context().Done()
		},
		"while looking after a refusal": func() func(http.ResponseWriter, *http.Request, func()) {
			answers := inTurn(http.StatusServiceUnavailable, http.StatusBadRequest) // to uploads
			var n atomic.Int64
			return func(w http.ResponseWriter, r *http.Request, end func()) {
				switch {
				case isMade(r):
					answers(w, r)
				case n.Add(1) == 1: // the first look-up
					_, _ = io.WriteString(w, "[]")
				default:
					end()
					<-r.Context().Done()
				}
			}
		}(),
		"while waiting for the next attempt": func(w http.ResponseWriter, _ *http.Request, end func()) {
			w.Header().Set("X-RateLimit-Reset", "50000")
			w.WriteHeader(http.StatusTooManyRequests)
			end()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				ends(w, r, func() { cancel(mine) })
			}, imagekit.WithRepeatableUploads(), quick)
			_, err := ik.Upload(ctx, text("x"))
			if !errors.Is(err, context.Canceled) || !errors.Is(err, mine) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAHeaderThatCannotBeSentIsRefused(t *testing.T) {
	t.Parallel()
	headers := [][2]string{{"", "x"}, {"A B", "x"}, {"A\n", "x"}, {"Ä", "x"}, {"A", "x\r\nB: y"}, {"A", "\x00"}}
	for _, name := range []string{ // of the connection, of the body, and the client's own
		"Connection", "keep-alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
		"Upgrade", "HTTP2-Settings", "Host", "Expect",
		"Content-Length", "content-type", "Content-Encoding", "Authorization", "Accept", "Accept-Encoding",
		"User-Agent",
	} {
		headers = append(headers, [2]string{name, "close"})
	}
	for _, header := range headers {
		var refused *imagekit.ArgumentError
		ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
			t.Errorf("%q is sent", header)
			return nil, errReset
		}))
		if _, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader(header[0], header[1])); !errors.As(err,
			&refused) || refused.Argument != "WithHeader" {
			t.Errorf("%q: %v", header, err)
		}
	}
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, `{"name":%q}`, r.Header.Get("X-Trace")) })
	if file, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader("X-Trace", "ä\tb")); err != nil || file.Name != "ä\tb" {
		t.Errorf("%+v, %v", file, err)
	}
}

// TestNoSecretOfACallIsTold has a transport that tells the whole URL, and a service that repeats what it was sent.
func TestNoSecretOfACallIsTold(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	ik := newClient(t, quick, withLog(&log), withTransport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		if r.Method == http.MethodPost {
			return response(400, `{"message":"token one.time.token, signature abcdef"}`), nil
		}
		return nil, fmt.Errorf("proxy has no route to %s, that is %s", r.URL, r.URL.Query().Get("url"))
	}))
	_, err := ik.GetFileMetadataFromURL(t.Context(), "https://ik.imagekit.io/demo/a.jpg?ik-s=SIGNED")
	request := text("x")
	request.Token, request.Signature, request.Expire, request.PublicKey = new("one.time.token"), new("abcdef"), new(int64(1)), new("public_key")
	_, refused := ik.Upload(t.Context(), request)
	told := fmt.Sprint(err, refused, log.String())
	var failed *imagekit.Error
	if errors.As(refused, &failed) {
		told += string(failed.Body) + failed.Message
	}
	for _, secret := range []string{"SIGNED", "one.time.token", "abcdef"} {
		if strings.Contains(told, secret) {
			t.Errorf("%s is told: %s", secret, told)
		}
	}
	if !strings.Contains(told, "no route") || !strings.Contains(told, "message") {
		t.Errorf("too little is told: %s", told)
	}
}
