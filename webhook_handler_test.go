package helpers_test

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

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/helpers"
)

// posted returns a request as the service sends it.
func posted(t testing.TB, id, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
	r.Header = signed(t, body, helpers.WebhookSigning{Secret: webhookSecret, ID: id, Time: webhookTime})
	return r
}

func webhookHandler(t testing.TB, o helpers.WebhookHandlerOptions, callbacks ...helpers.WebhookCallback) http.Handler {
	t.Helper()
	o.WebhookOptions = verifying()
	h, err := helpers.WebhookHandler(o, callbacks...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func served(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// listed notes which callbacks have been called.
type listed []string

func (l *listed) created() helpers.WebhookCallback {
	return helpers.OnWebhook(func(_ context.Context, w *helpers.Webhook, event gen.FileCreatedEvent) error {
		*l = append(*l, "created "+event.Data.FileID+" "+w.ID)
		return nil
	})
}

func (l *listed) deleted() helpers.WebhookCallback {
	return helpers.OnWebhook(func(_ context.Context, _ *helpers.Webhook, event gen.FileDeletedEvent) error {
		*l = append(*l, "deleted "+event.Data.FileID)
		return nil
	})
}

func (l *listed) others() helpers.WebhookCallback {
	return helpers.OnAnyWebhook(func(_ context.Context, w *helpers.Webhook) error {
		*l = append(*l, fmt.Sprintf("other %s, decoded: %t", w.Type, w.DecodeError == nil))
		return nil
	})
}

func TestAWebhookGoesToItsCallback(t *testing.T) {
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
			var got listed
			callbacks := []helpers.WebhookCallback{got.created(), got.deleted()}
			if test.catch {
				callbacks = append(callbacks, got.others())
			}
			w := served(webhookHandler(t, helpers.WebhookHandlerOptions{}, callbacks...), posted(t, "msg_1", test.body))
			if w.Code != test.status || !slices.Equal(got, test.want) {
				t.Errorf("got %d and %q, want %d and %q", w.Code, got, test.status, test.want)
			}
			if w.Code == http.StatusOK && w.Body.Len() != 0 {
				t.Errorf("answered %q", w.Body)
			}
			var one listed
			if w := served(webhookHandler(t, helpers.WebhookHandlerOptions{}, one.deleted()), posted(t, "msg_1", test.body)); w.Code != test.statusOfOne {
				t.Errorf("got %d, want %d", w.Code, test.statusOfOne)
			}
		})
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	t.Parallel()
	read := func(t testing.TB) *http.Request { return posted(t, "msg_1", webhookBody) }
	for name, test := range map[string]struct {
		change func(*http.Request)
		status int
		want   error // nil if it has none of its own
	}{
		"by GET":             {func(r *http.Request) { r.Method = http.MethodGet }, 405, nil},
		"by PUT":             {func(r *http.Request) { r.Method = http.MethodPut }, 405, nil},
		"by OPTIONS":         {func(r *http.Request) { r.Method = http.MethodOptions }, 405, nil},
		"unsigned":           {func(r *http.Request) { r.Header = http.Header{} }, 401, helpers.ErrWebhookUnsigned},
		"wrongly signed":     {func(r *http.Request) { r.Header.Set("webhook-signature", "v1,x") }, 401, helpers.ErrWebhookSignature},
		"of another body":    {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("{}")) }, 401, helpers.ErrWebhookSignature},
		"without a time":     {func(r *http.Request) { r.Header.Set("webhook-timestamp", "now") }, 400, helpers.ErrWebhookMalformed},
		"too long":           {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(webhookBody + " ")) }, 413, nil},
		"endless":            {func(r *http.Request) { r.Body = io.NopCloser(zeros{}) }, 413, nil},
		"that break off":     {func(r *http.Request) { r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), broken{})) }, 400, errBroken},
		"stale":              {resigned("msg_1", webhookBody, -time.Hour), 401, helpers.ErrWebhookStale},
		"without JSON":       {resigned("msg_1", "text", 0), 400, helpers.ErrWebhookMalformed},
		"unsigned and long":  {func(r *http.Request) { r.Header, r.Body = http.Header{}, io.NopCloser(zeros{}) }, 401, helpers.ErrWebhookUnsigned},
		"unsigned, not read": {func(r *http.Request) { r.Header, r.Body = http.Header{}, io.NopCloser(broken{}) }, 401, helpers.ErrWebhookUnsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			var called listed
			h := webhookHandler(t, helpers.WebhookHandlerOptions{
				MaxBody: int64(len(webhookBody)),
				OnError: func(_ *http.Request, err error) { got = err },
			}, called.others())
			r := read(t)
			test.change(r)
			w := served(h, r)
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
func resigned(id, body string, later time.Duration) func(*http.Request) {
	return func(r *http.Request) {
		header, err := helpers.SignWebhook([]byte(body), helpers.WebhookSigning{Secret: webhookSecret, ID: id, Time: webhookTime.Add(later)})
		if err != nil {
			panic(err)
		}
		r.Header, r.Body = header, io.NopCloser(strings.NewReader(body))
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var errBroken = errors.New("connection reset")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestAWebhookOfAMebibyteIsTaken(t *testing.T) {
	t.Parallel()
	var got listed
	h := webhookHandler(t, helpers.WebhookHandlerOptions{}, got.others())
	frame := `{"type":"x","text":""}`
	body := strings.Replace(frame, `""`, `"`+strings.Repeat("x", helpers.DefaultMaxWebhookBody-len(frame))+`"`, 1)
	if w := served(h, posted(t, "msg_1", body)); w.Code != http.StatusOK || len(got) != 1 {
		t.Errorf("got %d", w.Code)
	}
	if w := served(h, posted(t, "msg_2", body+" ")); w.Code != http.StatusRequestEntityTooLarge || len(got) != 1 {
		t.Errorf("a byte more: got %d", w.Code)
	}
}

func TestACallbackThatFailsGetsItsWebhookAgain(t *testing.T) {
	t.Parallel()
	const secret = "postgres://user:password@host"
	for name, failure := range map[string]error{
		"any error":                   errors.New(secret),
		"an error of a webhook":       fmt.Errorf("%s: %w", secret, helpers.ErrWebhookMalformed),
		"an error of a missing one":   helpers.ErrWebhookUnsigned,
		"an error of its own request": &http.MaxBytesError{Limit: 1},
		"an answer of another kind":   &helpers.HTTPError{Status: 403, Message: secret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			h := webhookHandler(t, helpers.WebhookHandlerOptions{OnError: func(_ *http.Request, err error) { got = err }},
				helpers.OnAnyWebhook(func(context.Context, *helpers.Webhook) error { return failure }))
			w := served(h, posted(t, "msg_1", webhookBody))
			if w.Code != http.StatusInternalServerError || !errors.Is(got, failure) || strings.Contains(w.Body.String(), secret) {
				t.Errorf("got %d %s for %v", w.Code, w.Body, got)
			}
		})
	}
}

func TestHandlersThatCannotBe(t *testing.T) {
	t.Parallel()
	var l listed
	var nothing func(context.Context, *helpers.Webhook, gen.FileCreatedEvent) error
	for name, test := range map[string]struct {
		options   helpers.WebhookOptions
		callbacks []helpers.WebhookCallback
		want      error
	}{
		"no secret":             {helpers.WebhookOptions{Secrets: []string{""}}, nil, helpers.ErrWebhookSecretMissing},
		"no such scheme":        {helpers.WebhookOptions{Secrets: []string{"x"}, Scheme: 7}, nil, helpers.ErrWebhookScheme},
		"two for one event":     {verifying(), []helpers.WebhookCallback{l.created(), l.deleted(), l.created()}, helpers.ErrWebhookCallback},
		"two for all others":    {verifying(), []helpers.WebhookCallback{l.others(), l.others()}, helpers.ErrWebhookCallback},
		"nil for an event":      {verifying(), []helpers.WebhookCallback{helpers.OnWebhook(nothing)}, helpers.ErrWebhookCallback},
		"nil for all others":    {verifying(), []helpers.WebhookCallback{helpers.OnAnyWebhook(nil)}, helpers.ErrWebhookCallback},
		"nothing of a callback": {verifying(), []helpers.WebhookCallback{{}}, helpers.ErrWebhookCallback},
	} {
		h, err := helpers.WebhookHandler(helpers.WebhookHandlerOptions{WebhookOptions: test.options}, test.callbacks...)
		if !errors.Is(err, test.want) || h != nil {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

func TestAWebhookHandlerPrintsNoSecret(t *testing.T) {
	t.Parallel()
	h := webhookHandler(t, helpers.WebhookHandlerOptions{})
	if text := fmt.Sprintf("%v %+v %#v", h, h, h); strings.Contains(text, webhookSecret) {
		t.Error(text)
	}
}

func ExampleWebhookHandler() {
	const secret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	handler, err := helpers.WebhookHandler(
		helpers.WebhookHandlerOptions{
			WebhookOptions: helpers.WebhookOptions{Secrets: []string{secret}},
			Once:           helpers.DedupeWebhooks(10_000),
			OnError:        func(_ *http.Request, err error) { fmt.Println("refused:", err) },
		},
		helpers.OnWebhook(func(_ context.Context, _ *helpers.Webhook, event gen.VideoTransformationReadyEvent) error {
			fmt.Println("ready:", event.Data.Asset.URL)
			return nil
		}),
		helpers.OnAnyWebhook(func(_ context.Context, w *helpers.Webhook) error {
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
