package samples_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

// receiveWebhooks adds an HTTP endpoint for webhooks to mux. The client has the secret of the webhook endpoint: option
// WithWebhookSecret, or IMAGEKIT_WEBHOOK_SECRET.
func receiveWebhooks(mux *http.ServeMux, ik *imagekit.Client) error {
	handler, err := ik.WebhookHandler(
		imagekit.WebhookHandlerOptions{
			Once: imagekit.DedupeWebhooks(10_000), // ignores webhooks that are sent again
		},
		imagekit.OnWebhook(func(ctx context.Context, w *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
			fmt.Println(w.ID, event.Data.FilePath, event.Data.Size)
			return nil // an error makes the service send the webhook again
		}),
		imagekit.OnAnyWebhook(func(ctx context.Context, w *imagekit.Webhook) error {
			fmt.Println("another event:", w.Type)
			return nil
		}),
	)
	if err != nil {
		return err
	}
	mux.Handle("/imagekit-webhooks", handler)
	return nil
}

// readWebhook verifies and decodes a webhook that another program has received.
func readWebhook(ik *imagekit.Client, header http.Header, body []byte) error {
	webhook, err := ik.VerifyWebhook(header, body, imagekit.WebhookOptions{})
	if err != nil {
		return err
	}
	switch event := webhook.Event.(type) {
	case imagekit.VideoTransformationReadyEvent:
		fmt.Println("ready:", event.Data.Transformation.Output.URL)
	case imagekit.UploadPreTransformErrorEvent:
		fmt.Println("failed:", event.Data.Name, event.Data.Transformation.Error.Reason)
	}
	return nil
}

// TestReceiveWebhooks sends a webhook of each type to the endpoint of receiveWebhooks.
func TestReceiveWebhooks(t *testing.T) {
	t.Parallel()
	server, ik := startServer(t)
	mux := http.NewServeMux()
	if err := receiveWebhooks(mux, ik); err != nil {
		t.Fatal(err)
	}
	receiver := httptest.NewServer(mux)
	t.Cleanup(receiver.Close)
	if err := server.SetWebhook(mockserver.WebhookTarget{URL: receiver.URL + "/imagekit-webhooks"}); err != nil {
		t.Fatal(err)
	}
	for _, event := range webhookTypes(t) {
		if _, err := server.SendWebhook(event, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.WaitForWebhooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sent := range server.Webhooks() {
		if sent.State != mockserver.WebhookDelivered {
			t.Errorf("%s: %+v", sent.Event, sent.Attempts)
		}
	}
}

// TestCallbacks passes a webhook of each type to its callback, and to readWebhook.
func TestCallbacks(t *testing.T) {
	t.Parallel()
	server, ik := startServer(t)
	handler, err := ik.WebhookHandler(imagekit.WebhookHandlerOptions{},
		append(callbacks, imagekit.OnAnyWebhook(func(_ context.Context, w *imagekit.Webhook) error {
			return fmt.Errorf("%s has no callback", w.Type)
		}))...)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range webhookTypes(t) {
		sent, err := server.SendWebhook(event, nil)
		if err != nil {
			t.Fatal(err)
		}
		signing := helpers.SignWebhookOptions{Secret: server.WebhookSecret(), ID: event}
		request := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(sent.Payload))
		if request.Header, err = helpers.SignWebhook(sent.Payload, signing); err != nil {
			t.Fatal(err)
		}
		if err := readWebhook(ik, request.Header, sent.Payload); err != nil {
			t.Errorf("%s: %v", event, err)
		}
		response := httptest.NewRecorder()
		if handler.ServeHTTP(response, request); response.Code != http.StatusOK {
			t.Errorf("%s: status %d", event, response.Code)
		}
	}
}

var webhookType = regexp.MustCompile(`(?m)^  ([\w.-]+):$`)

// webhookTypes returns the types of webhooks in openapi.yaml.
func webhookTypes(t *testing.T) (types []string) {
	t.Helper()
	_, webhooks := document(t)
	for _, found := range webhookType.FindAllStringSubmatch(webhooks, -1) {
		types = append(types, found[1])
	}
	if len(types) != 12 {
		t.Fatalf("the types of webhooks are %q, want 12", types)
	}
	return types
}
