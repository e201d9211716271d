package sdk

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/imagekit-developer/imagekit-go/v2"
	"github.com/imagekit-developer/imagekit-go/v2/option"
)

// verifiesWebhooks uses a webhook service without a client. In this version of the SDK, the webhook service of a client
// panics, because the options of the client set headers and there is no request.
func (s *sdk) verifiesWebhooks(t *testing.T) {
	webhooks := imagekit.NewWebhookService(option.WithWebhookSecret(setting(t, "MOCK_WEBHOOK_SECRET")))
	var id string
	received := webhooksOf(t, func() {
		id = s.upload(t, "short-lived.png", s.photo).must(t).FileID
		noError(t, s.Files.Delete(t.Context(), id))
	})
	var got []string
	for _, r := range received {
		event := call(webhooks.Unwrap(r.body, r.header)).must(t)
		got = append(got, event.Type, event.Data.FileID)
	}
	same(t, "events", got, "file.created", id, "file.deleted", id)

	forged := bytes.ReplaceAll(received[0].body, []byte(id), []byte("other"))
	if _, err := webhooks.Unwrap(forged, received[0].header); err == nil {
		t.Error("a forged event is accepted")
	}
	stranger := imagekit.NewWebhookService(option.WithWebhookSecret("whsec_other"))
	if _, err := stranger.Unwrap(received[0].body, received[0].header); err == nil {
		t.Error("an event of another secret is accepted")
	}
}

func (s *sdk) fails(t *testing.T) {
	ctx := t.Context()
	stranger := newClient(t, option.WithPrivateKey("private_wrong"))
	failed := call(stranger.Assets.List(ctx, imagekit.AssetListParams{})).status(t, 403)
	equal(t, "message", message(t, failed, "message"), "Your account cannot be authenticated.")
	if failed.Response.Header.Get("X-Ik-Requestid") == "" || !strings.Contains(message(t, failed, "help"), "support") {
		t.Errorf("help %q, header %v", message(t, failed, "help"), failed.Response.Header)
	}
	nobody := call(s.Assets.List(ctx, imagekit.AssetListParams{}, option.WithHeaderDel("Authorization")))
	nobody.status(t, 401)

	missing := call(s.Files.Get(ctx, "000000000000000000000000")).status(t, 404)
	equal(t, "message", message(t, missing, "message"), "The requested file does not exist.")
	wantStatus(t, s.Files.Delete(ctx, "000000000000000000000000"), 404)
	call(s.Files.Bulk.Delete(ctx, imagekit.FileBulkDeleteParams{
		FileIDs: []string{s.coffee.FileID, "000000000000000000000000"},
	})).status(t, 404)
	s.upload(t, "x.png", s.photo, func(p *imagekit.FileUploadParams) {
		p.CustomCoordinates = imagekit.String("left")
	}).status(t, 400)
}

func (s *sdk) retries(t *testing.T) {
	ctx := t.Context()
	limited := object{"operation": "getFileDetails", "kind": "rateLimit", "count": 1, "rateLimitReset": "20ms"}
	control(t, http.MethodPost, "faults", limited)
	call(s.Files.Get(ctx, s.coffee.FileID)).status(t, 429)
	for _, fault := range []object{
		limited,
		{"operation": "getFileDetails", "kind": "status", "status": 503, "count": 1},
		{"operation": "getFileDetails", "kind": "resetBeforeBody", "count": 1},
	} {
		control(t, http.MethodPost, "faults", fault)
		file := call(s.Files.Get(ctx, s.coffee.FileID, option.WithMaxRetries(1))).must(t)
		equal(t, "id", file.FileID, s.coffee.FileID)
	}
}
