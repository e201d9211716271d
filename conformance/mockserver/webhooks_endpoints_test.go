package mockserver_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestWebhookEndpoints(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	ik := clientOf(t, start(t))
	if list, err := ik.ListWebhookEndpoints(ctx); err != nil || list == nil || len(list) > 0 {
		t.Fatalf("a new server has webhook endpoints %v, error %v", list, err)
	}
	events := []imagekit.WebhookEventType{imagekit.WebhookEventTypeFileCreated}
	created, err := ik.CreateWebhookEndpoint(ctx, imagekit.CreateWebhookEndpointRequest{
		Endpoint: "http://localhost/hooks", Events: events,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !created.Enabled || !created.CreatedAt.Equal(noon) || !created.UpdatedAt.Equal(noon) ||
		!strings.HasPrefix(created.Secret, "whsec_") || !slices.Equal(created.Events, events) {
		t.Errorf("created: %+v", created)
	}
	want := []any{created.ID, created.Endpoint, created.Secret, false, []imagekit.WebhookEventType{"file.deleted"}}
	_, err = ik.UpdateWebhookEndpoint(ctx, created.ID, imagekit.UpdateWebhookEndpointRequest{Enabled: new(false)})
	if err != nil {
		t.Fatal(err)
	}
	updated, err := ik.UpdateWebhookEndpoint(ctx, created.ID, imagekit.UpdateWebhookEndpointRequest{
		Events: []imagekit.WebhookEventType{imagekit.WebhookEventTypeFileDeleted},
	})
	if err != nil {
		t.Fatal(err)
	}
	read, err := ik.GetWebhookEndpoint(ctx, created.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*imagekit.WebhookEndpoint{updated, read} {
		if got := []any{e.ID, e.Endpoint, e.Secret, e.Enabled, e.Events}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("after two updates: %v, want %v", got, want)
		}
	}
	if err := ik.DeleteWebhookEndpoint(ctx, created.ID); err != nil {
		t.Fatal(err)
	}
	wantNotFound(t, map[string]error{
		"reading":  errorOf(ik.GetWebhookEndpoint(ctx, created.ID)),
		"updating": errorOf(ik.UpdateWebhookEndpoint(ctx, created.ID, imagekit.UpdateWebhookEndpointRequest{})),
		"deleting": ik.DeleteWebhookEndpoint(ctx, created.ID),
	})
}

func TestWebhookEndpoints_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/v1/accounts/webhooks"
	events := []string{"file.created"}
	for _, host := range []string{"a", "b"} {
		do(t, s, http.MethodPost, path, object{"endpoint": "http://" + host, "events": events}).wantStatus(t,
			http.StatusCreated)
	}
	do(t, s, http.MethodPost, path, object{"endpoint": "http://a", "events": events}).wantError(t,
		http.StatusConflict, "endpoint", "already exists")
	third := fmt.Sprint(path, "/", do(t, s, http.MethodPost, path,
		object{"endpoint": "https://c", "events": events}).wantStatus(t, http.StatusCreated).object(t)["id"])
	do(t, s, http.MethodPost, path, object{"endpoint": "http://d", "events": events}).wantError(t,
		http.StatusBadRequest, "maximum of 3")
	do(t, s, http.MethodPatch, third, object{"endpoint": "http://a"}).wantError(t, http.StatusConflict, "endpoint")
	do(t, s, http.MethodPatch, third, object{"endpoint": "https://c"}).wantStatus(t, http.StatusOK) // its own URL
	for _, test := range []struct {
		field string
		value any
	}{
		{"endpoint", ""},
		{"endpoint", "/hooks"},
		{"endpoint", "ftp://user:secret@localhost"},
		{"endpoint", 1},
		{"events", []string{}},
		{"events", []string{"file.archived"}},
		{"events", "file.created"},
		{"enabled", "yes"},
	} {
		body := object{"endpoint": "http://e", "events": events}
		body[test.field] = test.value
		for _, got := range []reply{
			do(t, s, http.MethodPatch, third, object{test.field: test.value}),
			do(t, s, http.MethodPost, path, body),
		} {
			got.wantError(t, http.StatusBadRequest)
			if strings.Contains(string(got.body), "user:secret") {
				t.Errorf("the response has the password of a URL: %s", got.body)
			}
		}
	}
	do(t, s, http.MethodPost, path, object{"events": events}).wantError(t, http.StatusBadRequest, "endpoint")
	do(t, s, http.MethodPost, path, object{"endpoint": "http://e"}).wantError(t, http.StatusBadRequest, "events")
}

// addEndpoint starts a receiver and creates a webhook endpoint for it. The receiver verifies events with the endpoint's
// secret.
func addEndpoint(
	t *testing.T, s *mockserver.Server, events ...imagekit.WebhookEventType,
) (*receiver, *imagekit.WebhookEndpoint) {
	t.Helper()
	var handler http.Handler
	url := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
	}))
	created, err := clientOf(t, s).CreateWebhookEndpoint(t.Context(), imagekit.CreateWebhookEndpointRequest{
		Endpoint: url, Events: events,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{url: url}
	handler = r.handler(t, s, created.Secret)
	return r, created
}

// TestWebhookEndpoints_ReceiveEvents checks that webhook endpoints receive the events that they subscribe to, signed
// with their secrets, unless they are disabled or deleted.
func TestWebhookEndpoints_ReceiveEvents(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := start(t)
	ik := clientOf(t, s)
	created, deleted := imagekit.WebhookEventTypeFileCreated, imagekit.WebhookEventTypeFileDeleted
	first, firstEndpoint := addEndpoint(t, s, created)
	other, otherEndpoint := addEndpoint(t, s, created, deleted)
	own := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: own.url, Events: []string{"file.deleted"}})
	wantEvents := func(what string, atFirst, atOther, atOwn string) {
		t.Helper()
		waitForWebhooks(t, s)
		for r, want := range map[*receiver]string{first: atFirst, other: atOther, own: atOwn} {
			if got := strings.Join(r.events(), " "); got != want {
				t.Errorf("%s: received %q, want %q", what, got, want)
			}
		}
	}
	update := func(e *imagekit.WebhookEndpoint, u imagekit.UpdateWebhookEndpointRequest) {
		t.Helper()
		if _, err := ik.UpdateWebhookEndpoint(ctx, e.ID, u); err != nil {
			t.Fatal(err)
		}
	}
	cycle := func() { // one event of each kind
		t.Helper()
		file := put(t, s, "a.txt", []byte("a"))
		if err := ik.DeleteFile(ctx, file["fileId"].(string)); err != nil {
			t.Fatal(err)
		}
	}

	cycle()
	wantEvents("initially", "file.created", "file.created file.deleted", "file.deleted")
	update(firstEndpoint, imagekit.UpdateWebhookEndpointRequest{Events: []imagekit.WebhookEventType{deleted}})
	update(otherEndpoint, imagekit.UpdateWebhookEndpointRequest{Enabled: new(false)})
	cycle()
	wantEvents("after one has changed its events and the other is disabled",
		"file.created file.deleted", "file.created file.deleted", "file.deleted file.deleted")
	update(otherEndpoint, imagekit.UpdateWebhookEndpointRequest{Enabled: new(true)})
	if err := ik.DeleteWebhookEndpoint(ctx, firstEndpoint.ID); err != nil {
		t.Fatal(err)
	}
	s.RemoveWebhook()
	cycle()
	wantEvents("after one is deleted and the other is enabled again", "file.created file.deleted",
		"file.created file.deleted file.created file.deleted", "file.deleted file.deleted")
	for _, a := range s.Webhooks()[len(s.Webhooks())-1].Attempts {
		if a.Endpoint != otherEndpoint.ID {
			t.Errorf("the last event went to %q, want %q", a.Endpoint, otherEndpoint.ID)
		}
	}
	moved := listenForWebhooks(t, other.handler(t, s, otherEndpoint.Secret))
	update(otherEndpoint, imagekit.UpdateWebhookEndpointRequest{Endpoint: &moved})
	put(t, s, "b.txt", []byte("b"))
	wantEvents("at another URL", "file.created file.deleted",
		"file.created file.deleted file.created file.deleted file.created", "file.deleted file.deleted")
}

// TestWebhookEndpoints_Store checks that webhook endpoints keep their secrets and receive events after a restart, and
// that a reset deletes them.
func TestWebhookEndpoints_Store(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := restart(t, folder)
	r, created := addEndpoint(t, s, imagekit.WebhookEventTypeFileCreated)
	stop(t, s)
	s = restart(t, folder)
	kept, err := clientOf(t, s).GetWebhookEndpoint(t.Context(), created.ID)
	if err != nil || kept.Secret != created.Secret {
		t.Fatalf("after a restart: %+v, error %v", kept, err)
	}
	put(t, s, "a.txt", []byte("a"))
	if waitForWebhooks(t, s); !slices.Equal(r.events(), []string{"file.created"}) {
		t.Errorf("after a restart, received %q", r.events())
	}
	if got := stateOf(t, s).WebhookEndpoints; len(got) != 1 || got[0].ID != created.ID || got[0].Secret != "" {
		t.Errorf("the state has %d webhook endpoints, the first with secret: %t", len(got), got[0].Secret != "")
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a.txt", []byte("a"))
	if log := waitForWebhooks(t, s); len(r.events()) != 1 || log[0].State != mockserver.WebhookUnsent {
		t.Errorf("after a reset, received %q; log %+v", r.events(), log)
	}
}

// TestControl_WebhookTarget_OwnSecret checks that a target which is set over HTTP gets a new secret, so that a
// web page which sets one cannot get events signed with the configured secret.
func TestControl_WebhookTarget_OwnSecret(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithWebhookSecret("whsec_real"))
	var got http.Header
	var body []byte
	url := listenForWebhooks(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got, body = r.Header, readBody(t, r)
	}))
	set := do(t, s, http.MethodPut, "/_mock/webhooks/target", object{"url": url}).wantStatus(t, http.StatusOK)
	again := do(t, s, http.MethodPut, "/_mock/webhooks/target", object{"url": url}).wantStatus(t, http.StatusOK)
	secret, _ := again.object(t)["secret"].(string)
	if !strings.HasPrefix(secret, "whsec_") || secret == set.object(t)["secret"] {
		t.Fatalf("the secrets are %q and %q", set.object(t)["secret"], secret)
	}
	sendEvent(t, s, "file.deleted", nil)
	waitForWebhooks(t, s)
	verify := func(secret string) error {
		ik := clientOf(t, s, imagekit.WithWebhookSecret(secret),
			imagekit.WithClock(func() time.Time { return noon }))
		_, err := ik.VerifyWebhook(got, body, imagekit.WebhookOptions{})
		return err
	}
	if err := verify(secret); err != nil {
		t.Error(err)
	}
	if err := verify("whsec_real"); !errors.Is(err, imagekit.ErrWebhookSignature) {
		t.Errorf("with the configured secret: error %v, want ErrWebhookSignature", err)
	}
}
