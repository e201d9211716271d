package teamclient_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"

	teamclient "example.com/team-client"
)

const secret = "whsec_of_the_team"

// received collects the events that a handler receives.
type received struct {
	mu     sync.Mutex
	events []any
	err    error // what the next call returns
}

func (r *received) receive(_ context.Context, event any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.err
	r.err = nil
	if err == nil {
		r.events = append(r.events, event)
	}
	return err
}

// listen starts a server with the handler, to which the mock server sends its webhooks.
func listen(t *testing.T, server *mockserver.Server, events *received) {
	t.Helper()
	handler, err := teamclient.WebhookHandler(secret, events.receive)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := httptest.NewServer(handler)
	t.Cleanup(endpoint.Close)
	if err := server.SetWebhook(mockserver.WebhookTarget{URL: endpoint.URL, Secret: secret}); err != nil {
		t.Fatal(err)
	}
}

// TestWebhookHandler uploads and changes a file. The first attempt to handle the upload fails, so that the event is
// sent twice. The event file.updated is acknowledged, but the team does not handle it.
func TestWebhookHandler(t *testing.T) {
	t.Parallel()
	service, server := connect(t)
	events := &received{err: errors.New("the database is down")}
	listen(t, server, events)
	stored := upload(t, service, teamclient.UploadRequest{FileName: "note.txt"}, "hello")
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = ik.BulkAddTags(t.Context(), imagekit.BulkAddTagsRequest{
		FileIDs: []string{*stored.FileId}, Tags: []string{"draft"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ik.DeleteFile(t.Context(), *stored.FileId); err != nil {
		t.Fatal(err)
	}
	if err := server.WaitForWebhooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, webhook := range server.Webhooks() {
		if webhook.State != mockserver.WebhookDelivered {
			t.Errorf("%s is %s: %v", webhook.Event, webhook.State, webhook.Attempts)
		}
	}
	events.assert(t, stored)
}

// assert checks that the events are the creation and the deletion of a file.
func (r *received) assert(t *testing.T, stored *teamclient.UploadResult) {
	t.Helper()
	if len(r.events) != 2 {
		t.Fatalf("%d events, want 2: %v", len(r.events), r.events)
	}
	for _, event := range r.events {
		switch event := event.(type) {
		case teamclient.FileCreatedEvent:
			if *event.Data.FilePath != *stored.FilePath || event.CreatedAt.IsZero() {
				t.Errorf("created %s at %v", *event.Data.FilePath, event.CreatedAt)
			}
		case teamclient.FileDeletedEvent:
			if event.Data.FileId != *stored.FileId {
				t.Errorf("deleted %s, want %s", event.Data.FileId, *stored.FileId)
			}
		default:
			t.Errorf("unexpected event %T", event)
		}
	}
}

// TestWebhookHandler_Rejected sends webhooks that must not reach the team's code.
func TestWebhookHandler_Rejected(t *testing.T) {
	t.Parallel()
	service, server := connect(t, mockserver.WithWebhookSecret("whsec_of_somebody_else"))
	events := &received{}
	handler, err := teamclient.WebhookHandler(secret, events.receive)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := httptest.NewServer(handler)
	t.Cleanup(endpoint.Close)
	if err := server.SetWebhook(mockserver.WebhookTarget{URL: endpoint.URL, Attempts: 1}); err != nil {
		t.Fatal(err)
	}
	upload(t, service, teamclient.UploadRequest{FileName: "note.txt"}, "hello")
	if err := server.WaitForWebhooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, webhook := range server.Webhooks() {
		if webhook.Attempts[0].Status != http.StatusUnauthorized {
			t.Errorf("%s: status %d, want 401", webhook.Event, webhook.Attempts[0].Status)
		}
	}
	unsigned, err := http.Post(endpoint.URL, "application/json", strings.NewReader(`{"type": "file.deleted"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer unsigned.Body.Close()
	if unsigned.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a signature: status %d, want 401", unsigned.StatusCode)
	}
	if len(server.Webhooks()) == 0 || len(events.events) != 0 {
		t.Errorf("%d webhooks sent, events received: %v", len(server.Webhooks()), events.events)
	}
}
