package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

const (
	oldKey = "private_old_0123456789"
	newKey = "private_new_9876543210"
)

// withKeys returns an option for a key source that returns keys in order, and then always the last one. calls counts
// its calls.
func withKeys(calls *atomic.Int64, keys ...string) imagekit.Option {
	return imagekit.WithPrivateKeySource(func(context.Context) (string, error) {
		n := int(calls.Add(1))
		return keys[min(n, len(keys))-1], nil
	})
}

// keyOf returns the private key in a request.
func keyOf(r *http.Request) string {
	user, _, _ := r.BasicAuth()
	return user
}

func TestWithPrivateKeySource(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys     []string
		statuses []int // of the first responses; the others have 200
		attempts int   // MaxAttempts; 0 for 4
		used     []string
		calls    int64 // of the key source
		want     error
	}{
		"one call":         {keys: []string{oldKey, newKey}, used: []string{oldKey}, calls: 1},
		"repetitions":      {[]string{oldKey, newKey}, []int{503, 429}, 0, []string{oldKey, oldKey, oldKey}, 1, nil},
		"401, another key": {[]string{oldKey, newKey}, []int{401}, 0, []string{oldKey, newKey}, 2, nil},
		"401, same key":    {[]string{oldKey}, []int{401}, 0, []string{oldKey}, 2, imagekit.ErrUnauthorized},
		"401 twice": {
			[]string{oldKey, newKey},
			[]int{401, 401},
			0,
			[]string{oldKey, newKey},
			2,
			imagekit.ErrUnauthorized,
		},
		"401 after 503":    {[]string{oldKey, newKey}, []int{503, 401}, 0, []string{oldKey, oldKey, newKey}, 2, nil},
		"no attempts left": {[]string{oldKey, newKey}, []int{401}, 1, []string{oldKey}, 1, imagekit.ErrUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			var used []string
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if used = append(used, keyOf(r)); len(used) <= len(test.statuses) {
					w.WriteHeader(test.statuses[len(used)-1])
				}
				_, _ = io.WriteString(w, "{}")
			}, quick, withKeys(&calls, test.keys...))
			retry := imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: test.attempts})
			_, err := ik.GetFileDetails(t.Context(), "id", retry)
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if fmt.Sprint(used) != fmt.Sprint(test.used) || calls.Load() != test.calls {
				t.Errorf("used keys %q after %d calls of the source, want %q after %d",
					used, calls.Load(), test.used, test.calls)
			}
		})
	}
}

func TestWithPrivateKeySource_Rotation(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, `{"name":%q}`, keyOf(r)) },
		withKeys(&calls, oldKey, newKey))
	for _, want := range []string{oldKey, newKey, newKey} {
		if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != want {
			t.Errorf("got %+v, %v; want %s", file, err, want)
		}
	}
}

// TestWithPrivateKeySource_Upload checks that an upload with an expired key is sent again if its file can be read
// again.
func TestWithPrivateKeySource_Upload(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source   imagekit.Source
		requests int64
	}{
		"bytes":  {imagekit.FromBytes([]byte("abc")), 2},
		"stream": {imagekit.FromReader(onlyReader{strings.NewReader("abc")}), 1},
	} {
		var calls, requests atomic.Int64
		ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			if got := receive(r); got.err != nil || got.file != "abc" {
				t.Errorf("%s: received %q, %v", name, got.file, got.err)
			}
			if keyOf(r) != newKey {
				w.WriteHeader(http.StatusUnauthorized)
			}
			_, _ = io.WriteString(w, `{"fileId":"1"}`)
		}, quick, withKeys(&calls, oldKey, newKey))
		_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: test.source, FileName: "a"})
		if (err == nil) != (test.requests == 2) || requests.Load() != test.requests ||
			errors.Is(err, imagekit.ErrOutcomeUnknown) {
			t.Errorf("%s: %d requests, %v", name, requests.Load(), err)
		}
	}
}

func TestWithPrivateKeySource_Errors(t *testing.T) {
	t.Parallel()
	sealed := errors.New("the vault is sealed")
	for name, test := range map[string]struct {
		source func(context.Context) (string, error)
		is     error
		want   string
	}{
		"fails": {func(context.Context) (string, error) { return "", sealed }, sealed, "the vault is sealed"},
		"fails with key": {func(context.Context) (string, error) {
			return oldKey, sealed
		}, sealed, "the vault is sealed"},
		"empty key": {func(context.Context) (string, error) { return "", nil }, nil, "must not be empty"},
		"line end":  {func(context.Context) (string, error) { return oldKey + "\n", nil }, nil, "white space"},
		"colon":     {func(context.Context) (string, error) { return oldKey + ":", nil }, nil, "colon"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
				imagekit.WithPrivateKeySource(test.source))
			_, err := ik.Upload(t.Context(), text("x"))
			var failed *imagekit.Error
			var refused *imagekit.ConfigError
			if !errors.As(err, &failed) || failed.Operation != "upload" || failed.Attempts != 0 ||
				!errors.As(err, &refused) || refused.Option != "WithPrivateKeySource" {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), oldKey) ||
				errors.Is(err, imagekit.ErrOutcomeUnknown) || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestWithPrivateKeySource_FailsAfter401 checks that the error of the source after a 401 is part of the error of the
// call.
func TestWithPrivateKeySource_FailsAfter401(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, quick,
		imagekit.WithPrivateKeySource(func(context.Context) (string, error) {
			if calls.Add(1) == 1 {
				return oldKey, nil
			}
			return "", errors.New("no vault for " + oldKey)
		}))
	_, err := ik.GetFileDetails(t.Context(), "id")
	if !errors.Is(err, imagekit.ErrUnauthorized) || !strings.Contains(err.Error(), "no vault for [redacted]") {
		t.Errorf("got %v", err)
	}
}

// TestWithPrivateKeySource_ContextEnds uses a source that ignores the end of the context. The call must not wait for
// it.
func TestWithPrivateKeySource_ContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cause, release := errors.New("cause"), make(chan struct{})
	defer close(release)
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
		imagekit.WithPrivateKeySource(func(got context.Context) (string, error) {
			if got.Err() != nil {
				t.Error("the context ended before the call of the source")
			}
			cancel(cause)
			<-release
			return oldKey, nil
		}))
	_, err := ik.GetFileDetails(ctx, "id")
	if !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestWithPrivateKeySource_Concurrent(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if key := keyOf(r); !strings.HasPrefix(key, "private_") {
			t.Errorf("got key %q", key)
		}
		_, _ = io.WriteString(w, "{}")
	}, imagekit.WithPrivateKeySource(func(context.Context) (string, error) {
		return fmt.Sprintf("private_%d", calls.Add(1)), nil
	}))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if calls.Load() != 50 {
		t.Errorf("50 calls called the source %d times", calls.Load())
	}
}

// TestWithPrivateKeySource_Redaction uses two keys in one call. The server repeats them, and neither must appear in the
// error, the response or the log.
func TestWithPrivateKeySource_Redaction(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	var log strings.Builder
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Ik-Requestid", keyOf(r))
		if keyOf(r) == oldKey {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"message":"%s, once %s: %s"}`, keyOf(r), oldKey, r.Header.Get("Authorization"))
	}, quick, withLog(&log), withKeys(&calls, oldKey, newKey))
	var response imagekit.Response
	_, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(&response))
	texts := fmt.Sprintf("%v %+v %#v %+v %s", err, err, err, response, log.String())
	if !strings.Contains(texts, "[redacted], once [redacted]: ") {
		t.Errorf("got %v", err)
	}
	for _, secret := range []string{oldKey, newKey, "cHJpdmF0ZV9" /* private_ in base64 */} {
		if strings.Contains(texts, secret) {
			t.Errorf("%s is in %s", secret, texts)
		}
	}
}

// TestWithPrivateKeySource_SearchRedaction uses an old key for an upload and a new one for the search for its file. The
// search fails with a message that contains both keys. The error of the upload includes the message without them.
func TestWithPrivateKeySource_SearchRedaction(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"message":"%s, once %s"}`, keyOf(r), oldKey)
	}, quick, imagekit.WithRepeatableUploads(), withKeys(&calls, oldKey, newKey))
	_, err := ik.Upload(t.Context(), text("x"))
	if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
		!strings.Contains(err.Error(), "looking for the file failed") ||
		strings.Contains(err.Error(), oldKey) || strings.Contains(err.Error(), newKey) {
		t.Errorf("got %v", err)
	}
}

// TestWithPrivateKeySource_Signing checks that signing needs a fixed key, because the source is for calls only.
func TestWithPrivateKeySource_Signing(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	source := withKeys(&calls, oldKey)
	endpoint := imagekit.WithURLEndpoint("https://ik.imagekit.io/demo")
	sourceOnly, err := imagekit.New(imagekit.WithoutEnvironment(), source, endpoint)
	if err != nil {
		t.Fatal(err)
	}
	both := newClient(t, source, endpoint)
	for name, sign := range map[string]func(*imagekit.Client) error{
		"URL": func(ik *imagekit.Client) error {
			_, err := ik.URL(urlbuilder.Options{Path: "a", Signed: true})
			return err
		},
		"AuthParams": func(ik *imagekit.Client) error {
			_, err := ik.AuthParams(imagekit.AuthOptions{})
			return err
		},
	} {
		if err := sign(sourceOnly); !errors.Is(err, imagekit.ErrNotConfigured) {
			t.Errorf("%s with a source only: %v", name, err)
		}
		if err := sign(both); err != nil {
			t.Errorf("%s with a fixed key too: %v", name, err)
		}
	}
	if calls.Load() != 0 {
		t.Errorf("signing called the source %d times", calls.Load())
	}
	var refused *imagekit.ConfigError
	if _, err := imagekit.New(imagekit.WithPrivateKeySource(nil)); !errors.As(err, &refused) {
		t.Errorf("nil: got %v", err)
	}
}
