package scenarios_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var webhookScenarios = []scenario{
	{"lifecycle of a webhook endpoint", changesSettings, webhookEndpointLifecycle},
	{"events of a webhook endpoint", changesSettings, webhookEndpointEvents},
	{"a search in plain language", "the model of the service returns other queries", searchInPlainLanguage},
}

func webhookEndpoint(url string) imagekit.CreateWebhookEndpointRequest {
	return imagekit.CreateWebhookEndpointRequest{
		Endpoint: url, Events: []imagekit.WebhookEventType{imagekit.WebhookEventTypeFileCreated},
	}
}

func webhookEndpointLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	created := check.Call(a.CreateWebhookEndpoint(ctx, webhookEndpoint("https://www.example.com/hooks"))).Must(t)
	_, err := a.CreateWebhookEndpoint(ctx, webhookEndpoint("https://www.example.com/hooks"))
	wantError(t, err, imagekit.ErrConflict)
	for _, url := range []string{"https://staging.example.com/hooks", "https://test.example.com/hooks"} {
		check.Call(a.CreateWebhookEndpoint(ctx, webhookEndpoint(url))).Must(t)
	}
	_, err = a.CreateWebhookEndpoint(ctx, webhookEndpoint("https://one-too-many.example.com/hooks"))
	wantError(t, err, imagekit.ErrInvalidRequest, "3")
	wantEqual(t, "number of webhook endpoints", len(check.Call(a.ListWebhookEndpoints(ctx)).Must(t)), 3)

	updated := check.Call(a.UpdateWebhookEndpoint(ctx, created.ID, imagekit.UpdateWebhookEndpointRequest{
		Endpoint: new("https://shop.example.com/hooks"), Enabled: new(false),
	})).Must(t)
	wantEqual(t, "the secret after an update", updated.Secret, created.Secret)
	_, err = a.UpdateWebhookEndpoint(ctx, created.ID, imagekit.UpdateWebhookEndpointRequest{
		Endpoint: new("https://test.example.com/hooks"),
	})
	wantError(t, err, imagekit.ErrConflict)
	wantEqual(t, "the webhook endpoint",
		string(check.Encode(t, check.Call(a.GetWebhookEndpoint(ctx, created.ID)).Must(t))),
		string(check.Encode(t, updated)))
	check.NoError(t, a.DeleteWebhookEndpoint(ctx, created.ID))
	_, err = a.GetWebhookEndpoint(ctx, created.ID)
	wantError(t, err, imagekit.ErrNotFound)
}

// webhookEndpointEvents creates a webhook endpoint with the API. The handler verifies events with the secret in the
// response of this call.
func webhookEndpointEvents(t *testing.T, a *account) {
	ctx := t.Context()
	unstarted := httptest.NewUnstartedServer(nil)
	t.Cleanup(unstarted.Close)
	endpoint := check.Call(a.CreateWebhookEndpoint(ctx,
		webhookEndpoint("http://"+unstarted.Listener.Addr().String()+"/hooks"))).Must(t)
	created := make(chan string, 1)
	receiving := check.Call(imagekit.New(imagekit.WithoutEnvironment(),
		imagekit.WithWebhookSecret(endpoint.Secret))).Must(t)
	unstarted.Config.Handler = check.Call(receiving.WebhookHandler(imagekit.WebhookHandlerOptions{},
		imagekit.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
			created <- event.Data.FilePath
			return nil
		}))).Must(t)
	unstarted.Start()
	file := a.uploadFile(t, "menu.txt", []byte("1"))
	select {
	case path := <-created:
		wantEqual(t, "the file of the event", path, file.FilePath)
	case <-ctx.Done():
		t.Error("no event was received")
	}
}

func searchInPlainLanguage(t *testing.T, a *account) {
	a.uploadFile(t, "coffee.txt", []byte("1"), func(r *imagekit.UploadRequest) { r.Tags = []string{"summer"} })
	a.uploadFile(t, "coffee-old.txt", []byte("2"))
	generated := check.Call(a.GenerateSearchQuery(t.Context(), imagekit.GenerateSearchQueryRequest{
		Prompt: "coffee in this folder tagged summer", CurrentFolder: &a.folder,
	})).Must(t)
	a.assertList(t, generated.SearchQuery, &imagekit.ListFilesParams{SearchQuery: &generated.SearchQuery},
		[]string{"coffee.txt"})
}
