package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

const (
	webhookSecret = "whsec_c2VjcmV0"
	webhookBody   = `{"type":"file.created","id":"evt_1","data":{"filePath":"/menu/coffee.jpg"}}`
)

// webhookClient returns a client whose clock stands at 1,700,000,000.
func webhookClient(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	opts = append(opts, imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_x"),
		imagekit.WithClock(func() time.Time { return time.Unix(1_700_000_000, 0) }))
	ik, err := imagekit.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

func webhookHeader(t *testing.T, secret string, at int64) http.Header {
	t.Helper()
	header, err := helpers.SignWebhook([]byte(webhookBody), helpers.WebhookSigning{Secret: secret, ID: "msg_1", Time: time.Unix(at, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return header
}

func TestVerifyWebhookWithTheClientsSecretAndClock(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	for name, test := range map[string]struct {
		header http.Header
		want   error
	}{
		"right":          {webhookHeader(t, webhookSecret, 1_699_999_700), nil},
		"stale":          {webhookHeader(t, webhookSecret, 1_699_999_699), helpers.ErrWebhookStale},
		"another secret": {webhookHeader(t, "another", 1_700_000_000), helpers.ErrWebhookSignature},
		"unsigned":       {nil, helpers.ErrWebhookUnsigned},
	} {
		webhook, err := ik.VerifyWebhook(test.header, []byte(webhookBody))
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
		if err != nil {
			continue
		}
		if event, ok := webhook.Event.(imagekit.FileCreatedEvent); !ok || event.Data.FilePath != "/menu/coffee.jpg" {
			t.Errorf("the event is %#v", webhook.Event)
		}
	}
}

func TestWithWebhookScheme(t *testing.T) {
	t.Parallel()
	standard, legacy := helpers.StandardWebhooks, helpers.LegacyWebhooks
	for _, test := range []struct {
		client, handler, signed helpers.WebhookScheme // handler is that of the handler's own options
		verified, handled       bool
	}{
		{0, 0, standard, true, true},
		{0, 0, legacy, true, true},
		{standard, 0, standard, true, true},
		{standard, 0, legacy, false, false},
		{legacy, 0, standard, false, false},
		{legacy, 0, legacy, true, true},
		{standard, legacy, legacy, false, true},
		{legacy, standard, legacy, true, false},
	} {
		ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret), imagekit.WithWebhookScheme(test.client))
		header, err := helpers.SignWebhook([]byte(webhookBody), helpers.WebhookSigning{
			Secret: webhookSecret, Scheme: test.signed, ID: "msg_1", Time: time.Unix(1_700_000_000, 0),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ik.VerifyWebhook(header, []byte(webhookBody)); (err == nil) != test.verified {
			t.Errorf("%+v: verifying: %v", test, err)
		}
		o := helpers.WebhookHandlerOptions{WebhookOptions: helpers.WebhookOptions{Scheme: test.handler}}
		handler, err := ik.WebhookHandler(o)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(webhookBody))
		r.Header = header
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if handled := w.Code == http.StatusOK; handled != test.handled {
			t.Errorf("%+v: the handler answers %d", test, w.Code)
		}
	}
	for _, scheme := range []helpers.WebhookScheme{-1, 3} {
		var config *imagekit.ConfigError
		_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_x"), imagekit.WithWebhookScheme(scheme))
		if !errors.As(err, &config) || config.Option != "WithWebhookScheme" || !errors.Is(err, helpers.ErrWebhookScheme) {
			t.Errorf("%d: got %v", scheme, err)
		}
	}
}

// The old scheme has the tolerance of the new one: what somebody recorded cannot be sent again for ever.
func TestVerifyWebhook_RefusesReplaysInTheOlderScheme(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	for at, want := range map[int64]error{1_699_999_700: nil, 1_699_999_699: helpers.ErrWebhookStale, 1_700_000_301: helpers.ErrWebhookStale} {
		header, err := helpers.SignWebhook([]byte(webhookBody), helpers.WebhookSigning{
			Secret: webhookSecret, Scheme: helpers.LegacyWebhooks, Time: time.Unix(at, 0),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ik.VerifyWebhook(header, []byte(webhookBody)); !errors.Is(err, want) {
			t.Errorf("signed at %d: got %v, want %v", at, err, want)
		}
	}
}

func TestWithWebhookSecret_RefusesWhiteSpace(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{webhookSecret + "\n", " " + webhookSecret, "whsec_\x00"} {
		var config *imagekit.ConfigError
		_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithWebhookSecret(secret))
		if !errors.As(err, &config) || config.Option != "WithWebhookSecret" || strings.Contains(err.Error(), "whsec") {
			t.Errorf("%q: got %v", secret, err)
		}
	}
}

func TestWebhooksNeedASecret(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t)
	_, verifying := ik.VerifyWebhook(webhookHeader(t, webhookSecret, 1_700_000_000), []byte(webhookBody))
	_, handling := ik.WebhookHandler(helpers.WebhookHandlerOptions{})
	for _, err := range []error{verifying, handling} {
		var config *imagekit.ConfigError
		if !errors.As(err, &config) || !errors.Is(err, imagekit.ErrNotConfigured) || config.Option != "WithWebhookSecret" || config.Variable != "IMAGEKIT_WEBHOOK_SECRET" {
			t.Errorf("got %v", err)
		}
	}
}

func TestAWebhookHandlerTakesTheClientsSecretAndThoseOfItsOptions(t *testing.T) {
	t.Parallel()
	own := make([]string, 1, 2)
	own[0] = "former"
	o := helpers.WebhookHandlerOptions{WebhookOptions: helpers.WebhookOptions{Secrets: own}}
	for name, test := range map[string]struct {
		client *imagekit.Client
		secret string
		at     int64
		status int
	}{
		"the client's":              {webhookClient(t, imagekit.WithWebhookSecret(webhookSecret)), webhookSecret, 1_700_000_000, 200},
		"the client's, stale":       {webhookClient(t, imagekit.WithWebhookSecret(webhookSecret)), webhookSecret, 1_600_000_000, 401},
		"the former one":            {webhookClient(t, imagekit.WithWebhookSecret(webhookSecret)), "former", 1_700_000_000, 200},
		"the former one only":       {webhookClient(t), "former", 1_700_000_000, 200},
		"a client without a secret": {webhookClient(t), webhookSecret, 1_700_000_000, 401},
	} {
		handler, err := test.client.WebhookHandler(o)
		if err != nil {
			t.Fatal(err)
		}
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

func ExampleClient_VerifyWebhook() {
	ik, err := imagekit.New(
		imagekit.WithWebhookSecret("whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="),
		imagekit.WithClock(func() time.Time { return time.Unix(1700000000, 0) }), // for this example only
	)
	if err != nil {
		log.Fatal(err)
	}
	// In a server: body, err := io.ReadAll(request.Body), and request.Header.
	body := []byte(`{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z","data":{"filePath":"/menu/coffee.jpg"}}`)
	header := http.Header{}
	header.Set("webhook-id", "msg_1")
	header.Set("webhook-timestamp", "1700000000")
	header.Set("webhook-signature", "v1,qDdO5dm2mhTVOWGAWzZgCIggu08bPNHD5HZuPAIy52w=")

	webhook, err := ik.VerifyWebhook(header, body)
	if err != nil {
		log.Fatal(err)
	}
	switch event := webhook.Event.(type) {
	case imagekit.FileCreatedEvent:
		fmt.Println("created", event.Data.FilePath)
	case imagekit.VideoTransformationReadyEvent:
		fmt.Println("ready", event.Data.Asset.URL)
	default:
		fmt.Println("of no interest:", webhook.Type)
	}
	// Output: created /menu/coffee.jpg
}

func ExampleClient_WebhookHandler() {
	ik, err := imagekit.New(imagekit.WithWebhookSecret("whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="))
	if err != nil {
		log.Fatal(err)
	}
	handler, err := ik.WebhookHandler(helpers.WebhookHandlerOptions{},
		helpers.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.FileDeletedEvent) error {
			fmt.Println("deleted", event.Data.FileID)
			return nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	response, err := http.Post(server.URL, "application/json", strings.NewReader(`{"type":"file.deleted"}`))
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println("unsigned:", response.StatusCode)
	// Output: unsigned: 401
}
