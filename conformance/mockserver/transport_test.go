package mockserver_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestControl_RequestsOfServer checks that the server's own requests cannot use the control endpoints. Every client
// with the private key, which is well known, chooses the URLs of uploads and webhooks.
func TestControl_RequestsOfServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	redirect := httptest.NewServer(http.RedirectHandler(s.URL()+"/_mock/state", http.StatusFound))
	t.Cleanup(redirect.Close)
	for _, u := range []string{s.URL() + "/_mock/state", redirect.URL} {
		upload(t, s, parts{{name: "file", text: u}, {name: "fileName", text: "a.txt"}}).wantError(t,
			http.StatusBadRequest, "could not be fetched")
	}
	upload(t, s, parts{{name: "file", text: s.URL() + "/_mock/health"}, {name: "fileName", text: "a.txt"}}).
		wantStatus(t, http.StatusOK) // everybody may read it

	do(t, s, http.MethodPost, "/v1/accounts/webhooks", object{
		"endpoint": s.URL() + "/_mock/reset", "events": []string{"file.created"},
	}).wantStatus(t, http.StatusCreated)
	setWebhook(t, s, mockserver.WebhookTarget{URL: s.URL() + "/_mock/reset", Attempts: 1})
	s.ClearWebhooks()
	put(t, s, "kept.txt", []byte("x"))
	records := waitForWebhooks(t, s)
	if len(records) == 0 {
		t.Error("no event is recorded")
	}
	for _, record := range records {
		if n := len(record.Attempts); n != 6 {
			t.Errorf("%s: %d attempts, want 6", record.Event, n)
		}
		for _, attempt := range record.Attempts {
			if attempt.Status != http.StatusForbidden {
				t.Errorf("%s to %q: status %d, want 403", record.Event, attempt.Endpoint, attempt.Status)
			}
		}
	}
	if n := stored(t, s); n != 2 {
		t.Errorf("%d files are stored, want 2", n)
	}
}

// TestUpload_URLFromOtherMachine checks that the server does not fetch URLs for other machines, which can know the
// default keys.
func TestUpload_URLFromOtherMachine(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	s := start(t)
	for ip, want := range map[string]string{"127.0.0.1": "could not be fetched", "192.0.2.7": "-allow-fetch"} {
		body, contentType := parts{{name: "fileName", text: "a.txt"}, {name: "file", text: other.URL}}.encode(t)
		r := httptest.NewRequest(http.MethodPost, s.URL()+"/api/v1/files/upload", body)
		r.Header.Set("Content-Type", contentType)
		r.SetBasicAuth(s.PrivateKey(), "")
		addr := &net.TCPAddr{IP: net.ParseIP(ip), Port: 8484}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, addr)))
		res := w.Result()
		res.Request = r
		reply{res, w.Body.Bytes()}.wantError(t, http.StatusBadRequest, want)
	}
}
