package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

// postedWebhook returns a signed request as the service sends it.
func postedWebhook(t testing.TB, id, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
	r.Header = signedWebhook(t, body, helpers.SignWebhookOptions{ID: id})
	return r
}

// newWebhookHandler returns a handler of a client with webhookSecret and a clock that always returns webhookTime.
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

// webhookCalls records the calls of its callbacks.
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

func TestClient_WebhookHandler_Dispatch(t *testing.T) {
	t.Parallel()
	const changed = `{"type":"file.created","data":"a file"}`
	for name, test := range map[string]struct {
		body    string
		want    string // the expected call; empty for none
		noOther bool   // there is no callback of OnAnyWebhook
		status  int
	}{
		"typed":                       {webhookBody, "created f1 msg_1", false, 200},
		"typed, no other":             {webhookBody, "created f1 msg_1", true, 200},
		"other type":                  {`{"type":"file.deleted","data":{"fileId":"f2"}}`, "deleted f2", false, 200},
		"without callback":            {`{"type":"file.updated"}`, "other file.updated, decoded: true", false, 200},
		"without callback, no other":  {`{"type":"file.updated"}`, "", true, 200},
		"unknown type":                {`{"type":"file.archived"}`, "other file.archived, decoded: true", false, 200},
		"unknown type, no other":      {`{"type":"file.archived"}`, "", true, 200},
		"not an event, no other":      {`null`, "", true, 200},
		"changed event":               {changed, "other file.created, decoded: false", false, 200},
		"changed event, no other":     {changed, "", true, 500},
		"type with a quote, no other": {`{"type":"\"x","data":1}`, "", true, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got webhookCalls
			callbacks := []imagekit.WebhookCallback{got.created(), got.deleted()}
			if !test.noOther {
				callbacks = append(callbacks, got.others())
			}
			h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, callbacks...)
			w := serveRequest(h, postedWebhook(t, "msg_1", test.body))
			if w.Code != test.status || strings.Join(got, "; ") != test.want {
				t.Errorf("got %d and %q, want %d and %q", w.Code, got, test.status, test.want)
			}
			if w.Code == http.StatusOK && w.Body.Len() != 0 {
				t.Errorf("the body is %q, want none", w.Body)
			}
		})
	}
}

// TestClient_WebhookHandler_ChangedEventIgnored checks that an event that cannot be decoded is not an error if no
// callback is for its type.
func TestClient_WebhookHandler_ChangedEventIgnored(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, got.deleted())
	for _, body := range []string{
		`{"type":"file.created","data":"a file"}`, `{"type":"file.updated","data":1}`,
		`{"type":"file.archived","data":1}`,
	} {
		if w := serveRequest(h, postedWebhook(t, "msg_1", body)); w.Code != http.StatusOK || got != nil {
			t.Errorf("%s: got %d and %q", body, w.Code, got)
		}
	}
}

func TestClient_WebhookHandler_InvalidRequest(t *testing.T) {
	t.Parallel()
	unsigned, malformed := imagekit.ErrWebhookUnsigned, imagekit.ErrWebhookMalformed
	stale, signature := imagekit.ErrWebhookStale, imagekit.ErrWebhookSignature
	interrupted := io.MultiReader(strings.NewReader("{"), failingReader{})
	for name, test := range map[string]struct {
		change func(*http.Request)
		status int
		want   error // nil for any
	}{
		"GET":                {withMethod(http.MethodGet), 405, nil},
		"PUT":                {withMethod(http.MethodPut), 405, nil},
		"OPTIONS":            {withMethod(http.MethodOptions), 405, nil},
		"unsigned":           {unsignedWith(strings.NewReader(webhookBody)), 401, unsigned},
		"wrong signature":    {withHeader("webhook-signature", "v1,x"), 401, signature},
		"other body":         {withBody(strings.NewReader("{}")), 401, signature},
		"invalid time":       {withHeader("webhook-timestamp", "now"), 400, malformed},
		"too long":           {withBody(strings.NewReader(webhookBody + " ")), 413, nil},
		"endless":            {withBody(zeroReader{}), 413, nil},
		"interrupted":        {withBody(interrupted), 400, errReadFailed},
		"stale":              {resigned(t, "msg_1", webhookBody, -time.Hour), 401, stale},
		"not JSON":           {resigned(t, "msg_1", "text", 0), 400, malformed},
		"unsigned, endless":  {unsignedWith(zeroReader{}), 401, unsigned},
		"unsigned, not read": {unsignedWith(failingReader{}), 401, unsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			var called webhookCalls
			h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{
				MaxBody: int64(len(webhookBody)),
				OnError: func(_ *http.Request, err error) { got = err },
			}, called.others())
			r := postedWebhook(t, "msg_1", webhookBody)
			test.change(r)
			w := serveRequest(h, r)
			if w.Code != test.status || got == nil || test.want != nil && !errors.Is(got, test.want) || called != nil {
				t.Errorf("got %d for %v, want %d for %v", w.Code, got, test.status, test.want)
			}
			if allow := w.Header().Get("Allow"); (w.Code == http.StatusMethodNotAllowed) != (allow == http.MethodPost) {
				t.Errorf("the status is %d with Allow %q", w.Code, allow)
			}
			wantWebhookMessage(t, w.Body.String())
		})
	}
}

// wantWebhookMessage checks that a response has a message that contains neither a secret nor a signature.
func wantWebhookMessage(t *testing.T, body string) {
	t.Helper()
	if !strings.HasPrefix(body, `{"message":"`) || strings.Contains(body, "whsec") || strings.Contains(body, "v1") {
		t.Errorf("the response is %s", body)
	}
}

func withMethod(method string) func(*http.Request) {
	return func(r *http.Request) { r.Method = method }
}

func withHeader(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func withBody(body io.Reader) func(*http.Request) {
	return func(r *http.Request) { r.Body = io.NopCloser(body) }
}

func unsignedWith(body io.Reader) func(*http.Request) {
	return func(r *http.Request) { r.Header, r.Body = http.Header{}, io.NopCloser(body) }
}

// resigned replaces the header and the body of a request: the time of the signature is later than webhookTime.
func resigned(t testing.TB, id, body string, later time.Duration) func(*http.Request) {
	return func(r *http.Request) {
		r.Header = signedWebhook(t, body, helpers.SignWebhookOptions{ID: id, Time: webhookTime.Add(later)})
		r.Body = io.NopCloser(strings.NewReader(body))
	}
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var errReadFailed = errors.New("connection reset")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errReadFailed }

func TestClient_WebhookHandler_DefaultMaxBody(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{}, got.others())
	frame := `{"type":"x","text":""}`
	body := strings.Replace(frame, `""`, `"`+strings.Repeat("x", imagekit.DefaultMaxWebhookBody-len(frame))+`"`, 1)
	if w := serveRequest(h, postedWebhook(t, "msg_1", body)); w.Code != http.StatusOK || len(got) != 1 {
		t.Errorf("got %d", w.Code)
	}
	w := serveRequest(h, postedWebhook(t, "msg_2", body+" "))
	if w.Code != http.StatusRequestEntityTooLarge || len(got) != 1 {
		t.Errorf("one byte too many: got %d", w.Code)
	}
}

func TestClient_WebhookHandler_CallbackFails(t *testing.T) {
	t.Parallel()
	const secret = "postgres://user:password@host"
	for name, failure := range map[string]error{
		"any error":                     errors.New(secret),
		"an error of a webhook":         fmt.Errorf("%s: %w", secret, imagekit.ErrWebhookMalformed),
		"another error of a webhook":    imagekit.ErrWebhookUnsigned,
		"MaxBytesError of another body": &http.MaxBytesError{Limit: 1},
		"HTTPError":                     &imagekit.HTTPError{StatusCode: 403, Message: secret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			o := imagekit.WebhookHandlerOptions{OnError: func(_ *http.Request, err error) { got = err }}
			h := newWebhookHandler(t, o,
				imagekit.OnAnyWebhook(func(context.Context, *imagekit.Webhook) error { return failure }))
			w := serveRequest(h, postedWebhook(t, "msg_1", webhookBody))
			isSecret := strings.Contains(w.Body.String(), secret)
			if w.Code != http.StatusInternalServerError || !errors.Is(got, failure) || isSecret {
				t.Errorf("got %d %s for %v", w.Code, w.Body, got)
			}
		})
	}
}

func TestClient_WebhookHandler_InvalidOptions(t *testing.T) {
	t.Parallel()
	var l webhookCalls
	var nothing func(context.Context, *imagekit.Webhook, imagekit.FileCreatedEvent) error
	secrets := func(secrets ...string) imagekit.WebhookOptions { return imagekit.WebhookOptions{Secrets: secrets} }
	valid, unknownScheme := secrets(webhookSecret), imagekit.WebhookOptions{Secrets: []string{"x"}, Scheme: 7}
	for name, test := range map[string]struct {
		options   imagekit.WebhookOptions
		callbacks []imagekit.WebhookCallback
		want      string // option that the error names
	}{
		"an empty secret":    {secrets(""), nil, "WebhookHandlerOptions.Secrets"},
		"a line end":         {secrets("x", "x\n"), nil, "WebhookHandlerOptions.Secrets[1]"},
		"unknown scheme":     {unknownScheme, nil, "WebhookHandlerOptions.Scheme"},
		"two for an event":   {valid, callbacks(l.created(), l.created()), "WebhookHandler callbacks[1]"},
		"two for all others": {valid, callbacks(l.others(), l.others()), "WebhookHandler callbacks[1]"},
		"nil for an event":   {valid, callbacks(imagekit.OnWebhook(nothing)), "WebhookHandler callbacks[0]"},
		"nil for all others": {valid, callbacks(imagekit.OnAnyWebhook(nil)), "WebhookHandler callbacks[0]"},
		"zero callback":      {valid, callbacks(imagekit.WebhookCallback{}), "WebhookHandler callbacks[0]"},
	} {
		o := imagekit.WebhookHandlerOptions{WebhookOptions: test.options}
		h, err := webhookClient(t).WebhookHandler(o, test.callbacks...)
		var refused *imagekit.ConfigError
		if !errors.As(err, &refused) || refused.Option != test.want || h != nil {
			t.Errorf("%s: got %v, want a ConfigError of %s", name, err, test.want)
		}
	}
}

func callbacks(all ...imagekit.WebhookCallback) []imagekit.WebhookCallback { return all }

// TestClient_WebhookHandler_NoFallback signs in the older scheme, and adds an empty header of Standard Webhooks.
func TestClient_WebhookHandler_NoFallback(t *testing.T) {
	t.Parallel()
	legacy := helpers.SignWebhookOptions{Scheme: imagekit.LegacyWebhooks}
	for name, status := range map[string]int{"X-Webhook-Id": 200, "Webhook-Id": 401, "webhook-signature": 401} {
		r := postedWebhook(t, "msg_1", webhookBody)
		r.Header = signedWebhook(t, webhookBody, legacy)
		r.Header[name] = []string{""}
		if w := serveRequest(newWebhookHandler(t, imagekit.WebhookHandlerOptions{}), r); w.Code != status {
			t.Errorf("with %s: got %d, want %d", name, w.Code, status)
		}
	}
}

func TestClient_WebhookHandler_Secrets(t *testing.T) {
	t.Parallel()
	own := make([]string, 1, 2)
	o := imagekit.WebhookHandlerOptions{WebhookOptions: imagekit.WebhookOptions{Secrets: own}}
	without, with := webhookClient(t), webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	for name, test := range map[string]struct {
		client *imagekit.Client
		secret string
		at     int64
		status int
	}{
		"secret of the client":        {with, webhookSecret, 1_700_000_000, 200},
		"secret of the client, stale": {with, webhookSecret, 1_600_000_000, 401},
		"former secret":               {with, "former", 1_700_000_000, 200},
		"former secret only":          {without, "former", 1_700_000_000, 200},
		"no secret of the client":     {without, webhookSecret, 1_700_000_000, 401},
	} {
		own[0] = "former"
		handler, err := test.client.WebhookHandler(o)
		if err != nil {
			t.Fatal(err)
		}
		own[0] = "changed later"
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(webhookBody))
		r.Header = webhookHeader(t, test.secret, test.at)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != test.status {
			t.Errorf("%s: got %d, want %d", name, w.Code, test.status)
		}
	}
	if got := own[:2]; got[1] != "" {
		t.Error("the caller's slice was written to")
	}
}

func TestClient_WebhookHandler_Print(t *testing.T) {
	t.Parallel()
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{})
	if text := fmt.Sprintf("%v %+v %#v", h, h, h); strings.Contains(text, webhookSecret) {
		t.Errorf("the handler prints with the secret: %s", text)
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
		imagekit.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.FileDeletedEvent) error {
			fmt.Println("deleted:", event.Data.FileID)
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

	// The service sends an event, repeats it, and sends another event. The last request has a wrong signature.
	for _, event := range []struct{ id, secret, body string }{
		{"msg_1", secret, `{"type":"file.deleted","data":{"fileId":"f1"}}`},
		{"msg_1", secret, `{"type":"file.deleted","data":{"fileId":"f1"}}`},
		{"msg_2", secret, `{"type":"file.archived"}`},
		{"msg_3", "guess", `{"type":"file.deleted"}`},
	} {
		request, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(event.body))
		if err != nil {
			log.Fatal(err)
		}
		signing := helpers.SignWebhookOptions{Secret: event.secret, ID: event.id}
		request.Header, err = helpers.SignWebhook([]byte(event.body), signing)
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
	// deleted: f1
	// 200
	// 200
	// something else: file.archived
	// 200
	// refused: imagekit: webhook signature does not match
	// 401
}
