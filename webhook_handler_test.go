package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

// postedWebhook returns a request as the service sends it.
func postedWebhook(t testing.TB, id, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
	r.Header = signedWebhook(t, body, helpers.WebhookSigning{ID: id})
	return r
}

// newWebhookHandler returns the handler of a client with the secret and the time of the tests.
func newWebhookHandler(
	t testing.TB, o imagekit.WebhookHandlerOptions, callbacks ...imagekit.WebhookCallback,
) http.Handler {
	t.Helper()
	h, err := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret)).WebhookHandler(o, callbacks...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func serveRequest(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// webhookCalls notes which callbacks have been called.
type webhookCalls []string

func (l *webhookCalls) created() imagekit.WebhookCallback {
	return imagekit.OnWebhook(func(_ context.Context, w *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
		*l = append(*l, "created "+event.Data.FileID+" "+w.ID)
		return nil
	})
}

func (l *webhookCalls) deleted() imagekit.WebhookCallback {
	return imagekit.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.FileDeletedEvent) error {
		*l = append(*l, "deleted "+event.Data.FileID)
		return nil
	})
}

func (l *webhookCalls) others() imagekit.WebhookCallback {
	return imagekit.OnAnyWebhook(func(_ context.Context, w *imagekit.Webhook) error {
		*l = append(*l, fmt.Sprintf("other %s, decoded: %t", w.Type, w.DecodeError == nil))
		return nil
	})
}

func TestWebhookHandler_Dispatch(t *testing.T) {
	t.Parallel()
	const broken = `{"type":"file.created","data":"a file"}`
	for name, test := range map[string]struct {
		body        string
		catch       bool // whether there is a callback for all others
		want        []string
		status      int
		statusOfOne int // if the only callback is for deleted files
	}{
		"of its type":                  {webhookBody, true, []string{"created f1 msg_1"}, 200, 200},
		"of its type, no other":        {webhookBody, false, []string{"created f1 msg_1"}, 200, 200},
		"of another type":              {`{"type":"file.deleted","data":{"fileId":"f2"}}`, true, []string{"deleted f2"}, 200, 200},
		"that has none":                {`{"type":"file.updated"}`, true, []string{"other file.updated, decoded: true"}, 200, 200},
		"that has none, no other":      {`{"type":"file.updated"}`, false, nil, 200, 200},
		"that is unknown":              {`{"type":"file.archived"}`, true, []string{"other file.archived, decoded: true"}, 200, 200},
		"that is unknown, no other":    {`{"type":"file.archived"}`, false, nil, 200, 200},
		"that is no event, no other":   {`null`, false, nil, 200, 200},
		"that has changed":             {broken, true, []string{"other file.created, decoded: false"}, 200, 200},
		"that has changed, no other":   {broken, false, nil, 500, 200},
		"that has changed and no name": {`{"type":"\"x","data":1}`, false, nil, 200, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got webhookCalls
			callbacks := []imagekit.WebhookCallback{got.created(), got.deleted()}
			if test.catch {
				callbacks = append(callbacks, got.others())
			}
			w := serveRequest(newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, callbacks...), postedWebhook(t, "msg_1", test.body))
			if w.Code != test.status || !slices.Equal(got, test.want) {
				t.Errorf("got %d and %q, want %d and %q", w.Code, got, test.status, test.want)
			}
			if w.Code == http.StatusOK && w.Body.Len() != 0 {
				t.Errorf("answered %q", w.Body)
			}
			var one webhookCalls
			if w := serveRequest(newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, one.deleted()), postedWebhook(t, "msg_1", test.body)); w.Code != test.statusOfOne {
				t.Errorf("got %d, want %d", w.Code, test.statusOfOne)
			}
		})
	}
}

func TestWebhookHandler_Refuses(t *testing.T) {
	t.Parallel()
	read := func(t testing.TB) *http.Request { return postedWebhook(t, "msg_1", webhookBody) }
	for name, test := range map[string]struct {
		change func(*http.Request)
		status int
		want   error // nil if it has none of its own
	}{
		"by GET":             {func(r *http.Request) { r.Method = http.MethodGet }, 405, nil},
		"by PUT":             {func(r *http.Request) { r.Method = http.MethodPut }, 405, nil},
		"by OPTIONS":         {func(r *http.Request) { r.Method = http.MethodOptions }, 405, nil},
		"unsigned":           {func(r *http.Request) { r.Header = http.Header{} }, 401, imagekit.ErrWebhookUnsigned},
		"wrongly signed":     {func(r *http.Request) { r.Header.Set("webhook-signature", "v1,x") }, 401, imagekit.ErrWebhookSignature},
		"of another body":    {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("{}")) }, 401, imagekit.ErrWebhookSignature},
		"without a time":     {func(r *http.Request) { r.Header.Set("webhook-timestamp", "now") }, 400, imagekit.ErrWebhookMalformed},
		"too long":           {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(webhookBody + " ")) }, 413, nil},
		"endless":            {func(r *http.Request) { r.Body = io.NopCloser(zeroReader{}) }, 413, nil},
		"that break off":     {func(r *http.Request) { r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failingReader{})) }, 400, errReadFailed},
		"stale":              {resigned(t, "msg_1", webhookBody, -time.Hour), 401, imagekit.ErrWebhookStale},
		"without JSON":       {resigned(t, "msg_1", "text", 0), 400, imagekit.ErrWebhookMalformed},
		"unsigned and long":  {func(r *http.Request) { r.Header, r.Body = http.Header{}, io.NopCloser(zeroReader{}) }, 401, imagekit.ErrWebhookUnsigned},
		"unsigned, not read": {func(r *http.Request) { r.Header, r.Body = http.Header{}, io.NopCloser(failingReader{}) }, 401, imagekit.ErrWebhookUnsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			var called webhookCalls
			h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{
				MaxBody: int64(len(webhookBody)),
				OnError: func(_ *http.Request, err error) { got = err },
			}, called.others())
			r := read(t)
			test.change(r)
			w := serveRequest(h, r)
			if w.Code != test.status || got == nil || test.want != nil && !errors.Is(got, test.want) || called != nil {
				t.Errorf("got %d for %v, want %d for %v", w.Code, got, test.status, test.want)
			}
			if allow := w.Header().Get("Allow"); (w.Code == http.StatusMethodNotAllowed) != (allow == http.MethodPost) {
				t.Errorf("allowed are %q", allow)
			}
			if body := w.Body.String(); !strings.HasPrefix(body, `{"message":"`) || strings.Contains(body, "whsec") || strings.Contains(body, "v1") {
				t.Errorf("answered %s", body)
			}
		})
	}
}

// resigned replaces a request by one that is signed at another time.
func resigned(t testing.TB, id, body string, later time.Duration) func(*http.Request) {
	return func(r *http.Request) {
		r.Header = signedWebhook(t, body, helpers.WebhookSigning{ID: id, Time: webhookTime.Add(later)})
		r.Body = io.NopCloser(strings.NewReader(body))
	}
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var errReadFailed = errors.New("connection reset")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errReadFailed }

func TestWebhookHandler_DefaultMaxBody(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, got.others())
	frame := `{"type":"x","text":""}`
	body := strings.Replace(frame, `""`, `"`+strings.Repeat("x", imagekit.DefaultMaxWebhookBody-len(frame))+`"`, 1)
	if w := serveRequest(h, postedWebhook(t, "msg_1", body)); w.Code != http.StatusOK || len(got) != 1 {
		t.Errorf("got %d", w.Code)
	}
	if w := serveRequest(h, postedWebhook(t, "msg_2", body+" ")); w.Code != http.StatusRequestEntityTooLarge || len(got) != 1 {
		t.Errorf("a byte more: got %d", w.Code)
	}
}

func TestWebhookHandler_CallbackFails(t *testing.T) {
	t.Parallel()
	const secret = "postgres://user:password@host"
	for name, failure := range map[string]error{
		"any error":                   errors.New(secret),
		"an error of a webhook":       fmt.Errorf("%s: %w", secret, imagekit.ErrWebhookMalformed),
		"an error of a missing one":   imagekit.ErrWebhookUnsigned,
		"an error of its own request": &http.MaxBytesError{Limit: 1},
		"an answer of another kind":   &imagekit.HTTPError{Status: 403, Message: secret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{OnError: func(_ *http.Request, err error) { got = err }},
				imagekit.OnAnyWebhook(func(context.Context, *imagekit.Webhook) error { return failure }))
			w := serveRequest(h, postedWebhook(t, "msg_1", webhookBody))
			if w.Code != http.StatusInternalServerError || !errors.Is(got, failure) || strings.Contains(w.Body.String(), secret) {
				t.Errorf("got %d %s for %v", w.Code, w.Body, got)
			}
		})
	}
}

func TestClient_WebhookHandler_RefusesOptions(t *testing.T) {
	t.Parallel()
	var l webhookCalls
	var nothing func(context.Context, *imagekit.Webhook, imagekit.FileCreatedEvent) error
	secrets := func(secrets ...string) imagekit.WebhookOptions { return imagekit.WebhookOptions{Secrets: secrets} }
	right := secrets(webhookSecret)
	for name, test := range map[string]struct {
		options   imagekit.WebhookOptions
		callbacks []imagekit.WebhookCallback
		want      string // option that the error names
	}{
		"an empty secret":       {secrets(""), nil, "WebhookHandlerOptions.Secrets"},
		"a line end":            {secrets("x", "x\n"), nil, "WebhookHandlerOptions.Secrets[1]"},
		"no such scheme":        {imagekit.WebhookOptions{Secrets: []string{"x"}, Scheme: 7}, nil, "WebhookHandlerOptions.Scheme"},
		"two for one event":     {right, callbacks(l.created(), l.deleted(), l.created()), "WebhookHandler callbacks[2]"},
		"two for all others":    {right, callbacks(l.others(), l.others()), "WebhookHandler callbacks[1]"},
		"nil for an event":      {right, callbacks(imagekit.OnWebhook(nothing)), "WebhookHandler callbacks[0]"},
		"nil for all others":    {right, callbacks(imagekit.OnAnyWebhook(nil)), "WebhookHandler callbacks[0]"},
		"nothing of a callback": {right, callbacks(imagekit.WebhookCallback{}), "WebhookHandler callbacks[0]"},
	} {
		o := imagekit.WebhookHandlerOptions{WebhookOptions: test.options}
		h, err := webhookClient(t).WebhookHandler(o, test.callbacks...)
		var refused *imagekit.ConfigError
		if !errors.As(err, &refused) || refused.Option != test.want || h != nil {
			t.Errorf("%s: got %v, want an error of %s", name, err, test.want)
		}
	}
}

func callbacks(all ...imagekit.WebhookCallback) []imagekit.WebhookCallback { return all }

// A request that has any header of Standard Webhooks is never verified in the older scheme.
func TestWebhookHandler_DoesNotFallBackToTheOlderScheme(t *testing.T) {
	t.Parallel()
	legacy := helpers.WebhookSigning{Scheme: imagekit.LegacyWebhooks}
	for name, status := range map[string]int{"X-Webhook-Id": 200, "Webhook-Id": 401, "webhook-signature": 401} {
		r := postedWebhook(t, "msg_1", webhookBody)
		r.Header = signedWebhook(t, webhookBody, legacy)
		r.Header[name] = []string{""}
		if w := serveRequest(newWebhookHandler(t, imagekit.WebhookHandlerOptions{}), r); w.Code != status {
			t.Errorf("with %s: got %d, want %d", name, w.Code, status)
		}
	}
}

func TestWebhookHandler_PrintsNoSecret(t *testing.T) {
	t.Parallel()
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{})
	if text := fmt.Sprintf("%v %+v %#v", h, h, h); strings.Contains(text, webhookSecret) {
		t.Error(text)
	}
}

func ExampleClient_WebhookHandler() {
	const secret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	ik, err := imagekit.New(imagekit.WithWebhookSecret(secret))
	if err != nil {
		log.Fatal(err)
	}
	handler, err := ik.WebhookHandler(
		imagekit.WebhookHandlerOptions{
			Once:    imagekit.DedupeWebhooks(10_000),
			OnError: func(_ *http.Request, err error) { fmt.Println("refused:", err) },
		},
		imagekit.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.VideoTransformationReadyEvent) error {
			fmt.Println("ready:", event.Data.Asset.URL)
			return nil
		}),
		imagekit.OnAnyWebhook(func(_ context.Context, w *imagekit.Webhook) error {
			fmt.Println("something else:", w.Type)
			return nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	// The service sends a video, the same video again, an event that is new, and somebody else sends something.
	for _, event := range []struct{ id, secret, body string }{
		{"msg_1", secret, `{"type":"video.transformation.ready","data":{"asset":{"url":"https://ik.imagekit.io/demo/pour.mp4"}}}`},
		{"msg_1", secret, `{"type":"video.transformation.ready","data":{"asset":{"url":"https://ik.imagekit.io/demo/pour.mp4"}}}`},
		{"msg_2", secret, `{"type":"file.archived"}`},
		{"msg_3", "guess", `{"type":"file.deleted"}`},
	} {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL, bytes.NewReader([]byte(event.body)))
		if err != nil {
			log.Fatal(err)
		}
		request.Header, err = helpers.SignWebhook([]byte(event.body), helpers.WebhookSigning{Secret: event.secret, ID: event.id})
		if err != nil {
			log.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			log.Fatal(err)
		}
		_ = response.Body.Close()
		fmt.Println(response.StatusCode)
	}
	// Output:
	// ready: https://ik.imagekit.io/demo/pour.mp4
	// 200
	// 200
	// something else: file.archived
	// 200
	// refused: webhook signature is wrong
	// 401
}
