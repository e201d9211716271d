package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// lastAttempt returns the last attempt of an event, with its details.
func lastAttempt(t *testing.T, s *mockserver.Server, id string) map[string]any {
	t.Helper()
	got := control(t, s, http.MethodGet, "/webhooks/"+id, "").wantStatus(t, http.StatusOK).object(t)
	attempts := got["attempts"].([]any)
	return attempts[len(attempts)-1].(map[string]any)
}

// startNow starts a server with the real time.
func startNow(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	return start(t, append(opts, mockserver.WithClock(time.Now))...)
}

// acceptWebhooks makes a receiver the target of a server. It accepts everything.
func acceptWebhooks(t *testing.T, s *mockserver.Server, secret string) {
	t.Helper()
	url := listenForWebhooks(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	setWebhook(t, s, mockserver.WebhookTarget{URL: url, Secret: secret})
}

func TestControl_WebhookDetails(t *testing.T) {
	t.Parallel()
	s := startNow(t)
	acceptWebhooks(t, s, "")
	id := sendEvent(t, s, "file.deleted", nil).ID
	waitForWebhooks(t, s)
	details := control(t, s, http.MethodGet, "/webhooks/"+id, "").wantStatus(t, http.StatusOK).object(t)
	wantFields(t, details, object{"id": id, "event": "file.deleted", "state": "delivered"})
	wantFields(t, details["payload"].(object), object{"id": id, "type": "file.deleted"})
	attempt := lastAttempt(t, s, id)
	wantFields(t, attempt, object{"status": 200, "verified": true})
	headers := attempt["headers"].(object)
	if signature, _ := headers["webhook-signature"].(string); headers["webhook-id"] != id ||
		!strings.HasPrefix(signature, "v1,") || len(headers) != 3 {
		t.Errorf("the headers are %v", headers)
	}
	list := control(t, s, http.MethodGet, "/webhooks?payload=false", "").wantStatus(t, http.StatusOK)
	if text := string(list.body); strings.Contains(text, "payload") || !strings.Contains(text, id) {
		t.Errorf("without payloads, the list is %s", text)
	}
	control(t, s, http.MethodGet, "/webhooks/none", "").wantError(t, http.StatusNotFound, "no webhook event")
}

// TestControl_WebhookDetails_Problems checks why signatures do not verify.
func TestControl_WebhookDetails_Problems(t *testing.T) {
	t.Parallel()
	s := startNow(t)
	acceptWebhooks(t, s, "")
	id := sendEvent(t, s, "file.deleted", nil).ID
	waitForWebhooks(t, s)
	acceptWebhooks(t, s, "another secret")
	wantProblem := func(id, word string) {
		t.Helper()
		attempt := lastAttempt(t, s, id)
		if problem, _ := attempt["problem"].(string); attempt["verified"] != false || !strings.Contains(problem, word) {
			t.Errorf("the attempt is %v, want %q", attempt, word)
		}
	}
	wantProblem(id, "does not match")
	s.RemoveWebhook()
	wantProblem(id, "removed")
	acceptWebhooks(t, s, "")
	if err := s.Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	id = sendEvent(t, s, "file.deleted", nil).ID
	waitForWebhooks(t, s)
	wantProblem(id, "outside the tolerance")
}

// TestControl_WebhookDetails_PrivateSecret checks that a client cannot have its own events signed with the secret of
// the owner of the server, also if it replaces the target afterwards.
func TestControl_WebhookDetails_PrivateSecret(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]mockserver.Option{
		"of the target": nil, "of the server": {mockserver.WithWebhookSecret("whsec_private")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startNow(t, opts...)
			secret := ""
			if opts == nil {
				secret = "whsec_private"
			}
			acceptWebhooks(t, s, secret)
			id := sendEvent(t, s, "file.deleted", nil).ID
			waitForWebhooks(t, s)
			attempt := lastAttempt(t, s, id)
			wantFields(t, attempt, object{"verified": true})
			wantFields(t, attempt["headers"].(object), object{"webhook-signature": "redacted", "webhook-id": id})
			target := object{"url": "http://127.0.0.1:1/", "attempts": 1}
			do(t, s, http.MethodPut, "/_mock/webhooks/target", target).wantStatus(t, http.StatusOK)
			wantFields(t, lastAttempt(t, s, id)["headers"].(object), object{"webhook-signature": "redacted"})
			control(t, s, http.MethodPost, "/webhooks/"+id+"/send", "").wantStatus(t, http.StatusAccepted)
			waitForWebhooks(t, s)
			shown := lastAttempt(t, s, id)["headers"].(object)["webhook-signature"].(string)
			if !strings.HasPrefix(shown, "v1,") {
				t.Errorf("with the secret of the client, the signature is %s", shown)
			}
		})
	}
}

func TestControl_WebhookResend(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	id := sendEvent(t, s, "file.deleted", nil).ID
	waitForWebhooks(t, s)
	again := control(t, s, http.MethodPost, "/webhooks/"+id+"/send", "").wantStatus(t, http.StatusAccepted).object(t)
	wantFields(t, again, object{"id": id, "event": "file.deleted"})
	if log := waitForWebhooks(t, s); len(log) != 1 || len(log[0].Attempts) != 2 || log[0].State != "delivered" {
		t.Errorf("the log is %+v, want one event with two attempts", log)
	}
	if len(r.got) != 2 || r.got[0].ID != id || r.got[1].ID != id || string(r.got[0].Body) != string(r.got[1].Body) {
		t.Errorf("received %+v, want the same event twice", r.got)
	}
	control(t, s, http.MethodPost, "/webhooks/none/send", "").wantError(t, http.StatusNotFound, "no webhook event")
}

func TestServer_ResendWebhook(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := sendEvent(t, s, "file.deleted", nil).ID
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	if got, err := s.ResendWebhook(id); err != nil || got.ID != id || got.State != mockserver.WebhookQueued {
		t.Errorf("got %+v, %v", got, err)
	}
	if log := waitForWebhooks(t, s); log[0].State != mockserver.WebhookDelivered || len(r.events()) != 1 {
		t.Errorf("the log is %+v", log)
	}
	if _, err := s.ResendWebhook("none"); err == nil || !strings.Contains(err.Error(), `"none"`) {
		t.Errorf("for an unknown id: %v", err)
	}
}

// TestControl_WebhookEvents checks that each type can be sent with the example in the list.
func TestControl_WebhookEvents(t *testing.T) {
	t.Parallel()
	s := start(t)
	list := control(t, s, http.MethodGet, "/webhooks/events", "").wantStatus(t, http.StatusOK).object(t)
	events := list["events"].([]any)
	if len(events) < 10 {
		t.Errorf("%d events, want at least 10", len(events))
	}
	for _, e := range events {
		e := e.(object)
		sendEvent(t, s, e["event"].(string), e["example"])
	}
}
