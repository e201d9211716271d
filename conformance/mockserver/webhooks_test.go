package mockserver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/helpers"
)

// receiver is a webhook endpoint made with package imagekit. It records the webhooks that it has verified.
type receiver struct {
	url string
	mu  sync.Mutex
	got []*imagekit.Webhook
}

// receive makes a receiver for the webhooks of a server whose clock stands at noon.
func receive(t *testing.T, s *mockserver.Server, callbacks ...imagekit.WebhookCallback) *receiver {
	t.Helper()
	r := &receiver{}
	r.url = listenForWebhooks(t, r.handler(t, s, s.WebhookSecret(), callbacks...))
	return r
}

// handler returns a handler that records webhooks signed with a secret. Any other request fails the test.
func (r *receiver) handler(
	t *testing.T, s *mockserver.Server, secret string, callbacks ...imagekit.WebhookCallback,
) http.Handler {
	t.Helper()
	ik := clientOf(t, s, imagekit.WithClock(func() time.Time { return noon }), imagekit.WithWebhookSecret(secret))
	o := imagekit.WebhookHandlerOptions{OnError: func(_ *http.Request, err error) { t.Errorf("receiving: %v", err) }}
	handler, err := ik.WebhookHandler(o, append(callbacks, imagekit.OnAnyWebhook(r.keep))...)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func readBody(t *testing.T, r *http.Request) []byte {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return body
}

func (r *receiver) keep(_ context.Context, w *imagekit.Webhook) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, w)
	return w.DecodeError
}

// listenForWebhooks serves on the loopback interface until the test ends, and returns the URL.
func listenForWebhooks(t *testing.T, handler http.Handler) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

func setWebhook(t *testing.T, s *mockserver.Server, target mockserver.WebhookTarget) {
	t.Helper()
	if err := s.SetWebhook(target); err != nil {
		t.Fatal(err)
	}
}

// sendEvent sends an event that must be accepted.
func sendEvent(t *testing.T, s *mockserver.Server, event string, payload any) mockserver.WebhookRecord {
	t.Helper()
	record, err := s.SendWebhook(event, payload)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// waitForWebhooks waits until all webhooks are sent and returns the log.
func waitForWebhooks(t *testing.T, s *mockserver.Server) []mockserver.WebhookRecord {
	t.Helper()
	if err := s.WaitForWebhooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.Webhooks()
}

// events returns the types of the received webhooks, in order.
func (r *receiver) events() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var types []string
	for _, w := range r.got {
		types = append(types, w.Type)
	}
	return types
}

// typed returns a callback for events of type T. event is the name of the type in openapi.yaml. The callback stores the
// signature scheme in seen.
func typed[T imagekit.WebhookEvent](event string, seen *sync.Map) imagekit.WebhookCallback {
	return imagekit.OnWebhook(func(_ context.Context, w *imagekit.Webhook, _ T) error {
		if w.Type != event {
			return fmt.Errorf("a webhook of type %s as %T", w.Type, w.Event)
		}
		seen.Store(event, w.Scheme)
		return nil
	})
}

// typedCallbacks returns a callback for each type of events.
func typedCallbacks(seen *sync.Map) []imagekit.WebhookCallback {
	return []imagekit.WebhookCallback{
		typed[imagekit.FileCreatedEvent]("file.created", seen),
		typed[imagekit.FileUpdatedEvent]("file.updated", seen),
		typed[imagekit.FileDeletedEvent]("file.deleted", seen),
		typed[imagekit.FileVersionCreatedEvent]("file-version.created", seen),
		typed[imagekit.FileVersionDeletedEvent]("file-version.deleted", seen),
		typed[imagekit.UploadPreTransformSuccessEvent]("upload.pre-transform.success", seen),
		typed[imagekit.UploadPreTransformErrorEvent]("upload.pre-transform.error", seen),
		typed[imagekit.UploadPostTransformSuccessEvent]("upload.post-transform.success", seen),
		typed[imagekit.UploadPostTransformErrorEvent]("upload.post-transform.error", seen),
		typed[imagekit.VideoTransformationAcceptedEvent]("video.transformation.accepted", seen),
		typed[imagekit.VideoTransformationReadyEvent]("video.transformation.ready", seen),
		typed[imagekit.VideoTransformationErrorEvent]("video.transformation.error", seen),
	}
}

func TestServer_SendWebhook_GoTypes(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		t.Run(scheme.String(), func(t *testing.T) {
			t.Parallel()
			var seen sync.Map
			s := start(t)
			r := receive(t, s, typedCallbacks(&seen)...)
			setWebhook(t, s, mockserver.WebhookTarget{URL: r.url, Scheme: scheme})
			sendEachTwice(t, s)
			records := waitForWebhooks(t, s)
			ids := map[string]bool{}
			for _, record := range records {
				ids[record.ID] = true
				if got, _ := seen.Load(record.Event); got != scheme || record.State != mockserver.WebhookDelivered {
					t.Errorf("%s is %s, received in %v", record.Event, record.State, got)
				}
			}
			if len(ids) != 2*12 || len(r.events()) != 0 {
				t.Errorf("%d events, want 24 with different ids; not in typed callbacks: %v", len(records),
					r.events())
			}
		})
	}
}

// sendEachTwice sends two events of each type.
func sendEachTwice(t *testing.T, s *mockserver.Server) {
	t.Helper()
	for _, event := range contract.Events() {
		sendEvent(t, s, event, nil)
		sendEvent(t, s, event, nil)
	}
}

func TestServer_SetWebhook_Invalid(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, target := range map[string]mockserver.WebhookTarget{
		"no URL":            {},
		"a relative URL":    {URL: "/hooks"},
		"another protocol":  {URL: "ftp://user:secret@localhost/hooks"},
		"no host":           {URL: "http:///hooks"},
		"another scheme":    {URL: "http://localhost", Scheme: 7},
		"an unknown event":  {URL: "http://localhost", Events: []string{"file.archived"}},
		"negative attempts": {URL: "http://localhost", Attempts: -1},
		"a negative time":   {URL: "http://localhost", Timeout: -1},
		"a negative wait":   {URL: "http://localhost", RetryWait: -1},
		"a line end":        {URL: "http://localhost", Secret: "whsec_hush\n"},
	} {
		err := s.SetWebhook(target)
		if err == nil || strings.Contains(err.Error(), "user:secret") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := mockserver.New(mockserver.WithWebhook(target)); err == nil ||
			!strings.HasPrefix(err.Error(), "mockserver: ") {
			t.Errorf("%s as an option: %v", name, err)
		}
	}
}

func TestWithWebhook(t *testing.T) {
	t.Parallel()
	bodies := make(chan string, 1)
	target := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := readBody(t, r)
		o := helpers.WebhookOptions{Secrets: []string{"mine"}, Now: func() time.Time { return noon }}
		if _, err := helpers.VerifyWebhook(r.Header, body, o); err != nil {
			t.Error(err)
		}
		bodies <- r.Header.Get("Content-Type") + string(body)
		w.WriteHeader(http.StatusNoContent)
	}))
	s := start(t, mockserver.WithWebhook(mockserver.WebhookTarget{URL: target, Secret: "mine"}))
	record := sendEvent(t, s, "file.deleted", nil)
	if got := waitForWebhooks(t, s)[0]; got.State != mockserver.WebhookDelivered || s.WebhookSecret() != "mine" {
		t.Errorf("the record is %+v, want a delivered webhook; the secret is %q", got, s.WebhookSecret())
	}
	if got := <-bodies; got != "application/json"+string(record.Payload) {
		t.Errorf("received %s, recorded %s", got, record.Payload)
	}
}

func TestServer_WebhookSecret(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithWebhookSecret("configured"))
	if got := s.WebhookSecret(); got != "configured" {
		t.Errorf("without a target, the secret is %q", got)
	}
	r := receive(t, s) // verifies with the same secret
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	sendEvent(t, s, "file.deleted", nil)
	waitForWebhooks(t, s)
	if len(r.events()) != 1 || s.WebhookSecret() != "configured" {
		t.Errorf("received %q, secret %q", r.events(), s.WebhookSecret())
	}
	set := do(t, s, http.MethodPut, "/_mock/webhooks/target", object{"url": r.url}).wantStatus(t, http.StatusOK)
	if got := s.WebhookSecret(); got == "configured" || got != set.object(t)["secret"] {
		t.Errorf("with a target that was set over HTTP, the secret is %q", got)
	}
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url, Secret: "its own"})
	if got := s.WebhookSecret(); got != "its own" {
		t.Errorf("with a target that has one, the secret is %q", got)
	}
}

func TestWithWebhookSecret_Order(t *testing.T) {
	t.Parallel()
	target := mockserver.WithWebhook(mockserver.WebhookTarget{URL: "http://localhost"})
	secret := mockserver.WithWebhookSecret("configured")
	for _, options := range [][]mockserver.Option{{target, secret}, {secret, target}} {
		if got := start(t, options...).WebhookSecret(); got != "configured" {
			t.Errorf("the secret is %q", got)
		}
	}
}
