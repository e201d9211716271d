package mockserver_test

import (
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestControl_Webhooks(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	do(t, s, http.MethodGet, "/_mock/webhooks/target", nil).wantError(t, http.StatusNotFound, "no webhook target")
	if body := do(t, s, http.MethodGet, "/_mock/webhooks?target=true", nil).body; !strings.Contains(
		string(body), `"target":null`) {
		t.Errorf("without a target, the list is %s", body)
	}
	target := object{"url": r.url, "secret": mockserver.DefaultWebhookSecret, "retryWait": "1ms"}
	set := do(t, s, http.MethodPut, "/_mock/webhooks/target", target)
	want := object{
		"url": r.url, "scheme": "standard", "events": []any{}, "attempts": 5, "timeout": "5s",
		"retryWait": "1ms",
	}
	got := do(t, s, http.MethodGet, "/_mock/webhooks/target", nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, got, want)
	listed := do(t, s, http.MethodGet, "/_mock/webhooks?target=true", nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, listed["target"].(object), want)
	if _, found := got["secret"]; found {
		t.Error("GET returns the secret of the target")
	}
	want["secret"] = mockserver.DefaultWebhookSecret
	wantFields(t, set.wantStatus(t, http.StatusOK).object(t), want)
	event := object{"event": "file.deleted", "payload": object{"data": object{"fileId": "x"}}}
	asked := do(t, s, http.MethodPost, "/_mock/webhooks/send", event)
	wantFields(t, asked.wantStatus(t, http.StatusAccepted).object(t), object{"event": "file.deleted"})
	do(t, s, http.MethodPost, "/_mock/webhooks/send", object{"event": "file.created", "payload": nil}).wantStatus(t,
		http.StatusAccepted)

	log := decode[map[string][]object](t,
		do(t, s, http.MethodGet, "/_mock/webhooks?wait=true", nil).wantStatus(t, http.StatusOK))["webhooks"]
	if len(log) != 2 || len(r.events()) != 2 {
		t.Fatalf("log %v, received %q; want two events in both", log, r.events())
	}
	wantFields(t, log[0], object{
		"event": "file.deleted", "state": "delivered", "time": timestamp(noon),
		"attempts": []object{{"time": timestamp(noon), "status": 200}}, "id": r.got[0].ID,
	})
	wantFields(t, log[0]["payload"].(object), object{"type": "file.deleted", "data": object{"fileId": "x"}})

	do(t, s, http.MethodDelete, "/_mock/webhooks/target", nil).wantStatus(t, http.StatusNoContent)
	do(t, s, http.MethodDelete, "/_mock/webhooks", nil).wantStatus(t, http.StatusNoContent)
	if body := do(t, s, http.MethodGet, "/_mock/webhooks", nil).body; string(body) != `{"webhooks":[]}` {
		t.Errorf("after it was cleared the log is %s, want an empty list", body)
	}
	do(t, s, http.MethodPost, "/_mock/webhooks/send", object{"event": "file.created"}).wantStatus(t,
		http.StatusAccepted)
	if got := s.Webhooks(); len(got) != 1 || got[0].State != mockserver.WebhookUnsent {
		t.Errorf("without a target the log is %+v, want one unsent event", got)
	}
}

func TestControl_WebhooksWait(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	url := listenForWebhooks(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-asked }))
	s := start(t, mockserver.WithWebhook(mockserver.WebhookTarget{URL: url}))
	sendEvent(t, s, "file.deleted", nil)
	req := newRequest(t, http.MethodGet, s.URL()+"/_mock/webhooks?wait=true", nil)
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { close(asked) }}
	got := send(t, req.WithContext(httptrace.WithClientTrace(t.Context(), trace)))
	log := decode[map[string][]object](t, got.wantStatus(t, http.StatusOK))["webhooks"]
	wantFields(t, log[0], object{"state": "delivered"})
}

func TestControl_WebhookTargetLegacy(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	set := do(t, s, http.MethodPut, "/_mock/webhooks/target",
		object{
			"url": r.url, "scheme": "legacy", "events": []string{"file.deleted"},
			"secret": mockserver.DefaultWebhookSecret,
		})
	wantFields(t, set.wantStatus(t, http.StatusOK).object(t),
		object{"scheme": "legacy", "events": []string{"file.deleted"}})
	sendEvent(t, s, "file.deleted", nil)
	waitForWebhooks(t, s)
	if len(r.got) != 1 || r.got[0].Scheme.String() != "x-ik-signature" {
		t.Errorf("received %+v", r.got)
	}
}

func TestControl_WebhooksInvalid(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		method, path string
		body         object
		words        []string
	}{
		{http.MethodPut, "target", object{}, []string{"target", "URL"}},
		{http.MethodPut, "target", object{"url": 1}, []string{"body"}},
		{http.MethodPut, "target", object{"url": "http://localhost", "scheme": "new"}, []string{"scheme", "legacy"}},
		{http.MethodPut, "target", object{"url": "http://localhost", "timeout": "soon"}, []string{`"soon"`, "1.5s"}},
		{
			http.MethodPut, "target",
			object{"url": "http://localhost", "retryWait": "later"},
			[]string{`"later"`, "1.5s"},
		},
		{
			http.MethodPut, "target",
			object{"url": "http://localhost", "events": []string{"x"}},
			[]string{"webhook event", `"x"`},
		},
		{http.MethodPost, "send", object{"event": "file.archived"}, []string{"event", "file.created, file.deleted"}},
		{
			http.MethodPost, "send",
			object{"event": "file.deleted", "payload": "x"},
			[]string{"payload", "not a JSON object"},
		},
		{
			http.MethodPost, "send",
			object{"event": "file.deleted", "payload": object{}},
			[]string{"missing", "payload.data"},
		},
	} {
		do(t, s, test.method, "/_mock/webhooks/"+test.path, test.body).wantError(t, http.StatusBadRequest,
			test.words...)
	}
	if got := s.Webhooks(); len(got) != 0 {
		t.Errorf("refused requests are in the log: %+v", got)
	}
}
