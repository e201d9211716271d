package imagekit_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestError_QueryNotRedacted checks that a query without secrets is not redacted.
func TestError_QueryNotRedacted(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"limit=10 is too much for skip=5"}`)
	})
	_, err := ik.ListFiles(t.Context(), &imagekit.ListFilesParams{Limit: new(10), Skip: new(5)})
	if err == nil || !strings.Contains(err.Error(), "limit=10 is too much for skip=5") {
		t.Errorf("got %v", err)
	}
}

func TestWithResponse_LongHeader(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("%26", 20_000)+privateKey)
		_, _ = io.WriteString(w, `{"name":"a"}`)
	})
	var response imagekit.Response
	_, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(&response))
	if got := response.Header.Get("X-Long"); err != nil || len(got) > 8<<10 || !strings.HasPrefix(got, "%26%26") {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

// TestError_RequestRedacted uses a transport whose error contains the whole URL, and a service that repeats fields of
// the request.
func TestError_RequestRedacted(t *testing.T) {
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
	_, err := ik.GetFileMetadataFromURL(t.Context(),
		"https://ik.imagekit.io/demo/a.jpg?ik-s=SIGNED")
	request := text("x")
	request.Token, request.Signature, request.Expire, request.PublicKey = new("one.time.token"), new("abcdef"),
		new(int64(1)), new("public_key")
	_, refused := ik.Upload(t.Context(), request)
	texts := fmt.Sprint(err, refused, log.String())
	var failed *imagekit.Error
	if errors.As(refused, &failed) {
		texts += string(failed.Body) + failed.Message
	}
	for _, secret := range []string{"SIGNED", "one.time.token", "abcdef"} {
		if strings.Contains(texts, secret) {
			t.Errorf("%s is in %s", secret, texts)
		}
	}
	if !strings.Contains(texts, "no route") || !strings.Contains(texts, "message") {
		t.Errorf("the message is missing: %s", texts)
	}
}

func TestError_KeyRedacted(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("x-ik-requestid", privateKey)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"key \u0070rivate_test_key","help":"`+privateKey+`","reason":"`+privateKey+
			`"}`)
	})
	_, err := ik.GetFileDetails(t.Context(), "id")
	var e *imagekit.Error
	if !errors.As(err, &e) || strings.Contains(err.Error()+e.Help+e.Reason+e.RequestID+string(e.Body), privateKey) {
		t.Errorf("got %+v", e)
	}
}

// TestWithResponse_SuccessNotRedacted checks that the header of a successful response is redacted, and the body is not.
func TestWithResponse_SuccessNotRedacted(t *testing.T) {
	t.Parallel()
	const body = `{"name":"` + privateKey + `"}`
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Echo", "Basic "+base64.StdEncoding.EncodeToString([]byte(privateKey+":")))
		_, _ = io.WriteString(w, body)
	})
	var response imagekit.Response
	file, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(&response))
	if err != nil || file.Name != privateKey || string(response.Body) != body ||
		response.Header.Get("X-Echo") != "Basic [redacted]" {
		t.Errorf("%+v, %+v, %v", file, response, err)
	}
}
