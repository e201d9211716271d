package imagekit_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/race"
)

const (
	webhookSecret = "whsec_c2VjcmV0"
	webhookBody   = `{"type":"file.created","id":"evt_1","data":{"fileId":"f1","filePath":"/a.jpg","name":"naïve ☃"}}`
)

// webhookTime is the time at which tests sign webhooks, and the time of the clock of webhookClient.
var webhookTime = time.Unix(1_700_000_000, 0)

// webhookClient returns a client whose clock always returns webhookTime.
func webhookClient(t testing.TB, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	opts = append(opts, imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_x"),
		imagekit.WithClock(func() time.Time { return webhookTime }))
	ik, err := imagekit.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

// signedWebhook returns the header of a webhook with a body. The defaults of the options are webhookSecret, the id
// msg_1 and webhookTime.
func signedWebhook(t testing.TB, body string, o helpers.SignWebhookOptions) http.Header {
	t.Helper()
	o.Secret, o.ID = cmp.Or(o.Secret, webhookSecret), cmp.Or(o.ID, "msg_1")
	if o.Time.IsZero() {
		o.Time = webhookTime
	}
	header, err := helpers.SignWebhook([]byte(body), o)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

// webhookHeader returns the header of a webhook with webhookBody; at is the time in seconds since 1970.
func webhookHeader(t *testing.T, secret string, at int64) http.Header {
	t.Helper()
	return signedWebhook(t, webhookBody, helpers.SignWebhookOptions{Secret: secret, Time: time.Unix(at, 0)})
}

func TestClient_VerifyWebhook_SecretAndClock(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	for name, test := range map[string]struct {
		header http.Header
		want   error
	}{
		"valid":          {webhookHeader(t, webhookSecret, 1_699_999_700), nil},
		"stale":          {webhookHeader(t, webhookSecret, 1_699_999_699), imagekit.ErrWebhookStale},
		"another secret": {webhookHeader(t, "another", 1_700_000_000), imagekit.ErrWebhookSignature},
		"unsigned":       {nil, imagekit.ErrWebhookUnsigned},
	} {
		webhook, err := ik.VerifyWebhook(test.header, []byte(webhookBody), imagekit.WebhookOptions{})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
		if err != nil {
			continue
		}
		if event, ok := webhook.Event.(imagekit.FileCreatedEvent); !ok || event.Data.FilePath != "/a.jpg" {
			t.Errorf("the event is %#v", webhook.Event)
		}
	}
}

func TestWithWebhookScheme(t *testing.T) {
	t.Parallel()
	standard, legacy := imagekit.StandardWebhooks, imagekit.LegacyWebhooks
	for _, test := range []struct {
		client, handler, signed imagekit.WebhookScheme // handler is the scheme in the options of the handler
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
		header := signedWebhook(t, webhookBody, helpers.SignWebhookOptions{Scheme: test.signed})
		_, err := ik.VerifyWebhook(header, []byte(webhookBody), imagekit.WebhookOptions{})
		if (err == nil) != test.verified {
			t.Errorf("%+v: verifying: %v", test, err)
		}
		o := imagekit.WebhookHandlerOptions{WebhookOptions: imagekit.WebhookOptions{Scheme: test.handler}}
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
	for _, scheme := range []imagekit.WebhookScheme{-1, 3} {
		var config *imagekit.ConfigError
		_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_x"),
			imagekit.WithWebhookScheme(scheme))
		if !errors.As(err, &config) || config.Option != "WithWebhookScheme" {
			t.Errorf("%d: got %v", scheme, err)
		}
	}
}

// TestClient_VerifyWebhook_LegacyReplay checks that the tolerance applies to the older scheme too, so that a recorded
// request cannot be sent again later.
func TestClient_VerifyWebhook_LegacyReplay(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	for at, want := range map[int64]error{
		1_699_999_700: nil, 1_699_999_699: imagekit.ErrWebhookStale, 1_700_000_301: imagekit.ErrWebhookStale,
	} {
		o := helpers.SignWebhookOptions{Scheme: imagekit.LegacyWebhooks, Time: time.Unix(at, 0)}
		header := signedWebhook(t, webhookBody, o)
		if _, err := ik.VerifyWebhook(header, []byte(webhookBody), imagekit.WebhookOptions{}); !errors.Is(err, want) {
			t.Errorf("signed at %d: got %v, want %v", at, err, want)
		}
	}
}

func TestWithWebhookSecret_WhiteSpace(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{webhookSecret + "\n", " " + webhookSecret, "whsec_\x00"} {
		var config *imagekit.ConfigError
		_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithWebhookSecret(secret))
		if !errors.As(err, &config) || config.Option != "WithWebhookSecret" || strings.Contains(err.Error(), "whsec") {
			t.Errorf("%q: got %v", secret, err)
		}
	}
}

func TestClient_Webhooks_MissingSecret(t *testing.T) {
	t.Parallel()
	ik := webhookClient(t)
	header := webhookHeader(t, webhookSecret, 1_700_000_000)
	_, verifying := ik.VerifyWebhook(header, []byte(webhookBody), imagekit.WebhookOptions{})
	_, handling := ik.WebhookHandler(imagekit.WebhookHandlerOptions{})
	for _, err := range []error{verifying, handling} {
		var config *imagekit.ConfigError
		if !errors.As(err, &config) || !errors.Is(err, imagekit.ErrNotConfigured) ||
			config.Option != "WithWebhookSecret" || config.Variable != "IMAGEKIT_WEBHOOK_SECRET" {
			t.Errorf("got %v", err)
		}
	}
}

// verified signs a body in both schemes and returns the result of VerifyWebhook, which must be the same for both.
func verified(t *testing.T, body string) (*imagekit.Webhook, error) {
	t.Helper()
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret))
	var webhooks []*imagekit.Webhook
	var problems []error
	for _, scheme := range []imagekit.WebhookScheme{imagekit.LegacyWebhooks, imagekit.StandardWebhooks} {
		header := signedWebhook(t, body, helpers.SignWebhookOptions{Scheme: scheme})
		w, err := ik.VerifyWebhook(header, []byte(body), imagekit.WebhookOptions{})
		webhooks, problems = append(webhooks, w), append(problems, err)
	}
	if fmt.Sprint(problems[0]) != fmt.Sprint(problems[1]) {
		t.Fatalf("the schemes differ: %v", problems)
	}
	return webhooks[0], problems[0]
}

func TestClient_VerifyWebhook_Typed(t *testing.T) {
	t.Parallel()
	w, err := verified(t, webhookBody)
	if err != nil {
		t.Fatal(err)
	}
	event, ok := w.Event.(imagekit.FileCreatedEvent)
	if !ok || event.Data.Name != "naïve ☃" || event.ID != "evt_1" {
		t.Errorf("the event is %#v", w.Event)
	}
	if w.Type != "file.created" || string(w.Body) != webhookBody ||
		!w.Timestamp.Equal(webhookTime) || w.DecodeError != nil {
		t.Errorf("got %+v", w)
	}
}

func TestClient_VerifyWebhook_UnknownEvents(t *testing.T) {
	t.Parallel()
	for body, kind := range map[string]string{
		`{"type": "file.archived", "id": "evt_1"}`: "file.archived",
		`{"type": "File.Created"}`:                 "File.Created",
		`{"Type": "file.created"}`:                 "",
		`{"type": 1, "id": 2}`:                     "",
		`{}`:                                       "",
		`null`:                                     "",
		`[{"type": "file.created"}]`:               "",
		`"file.created"`:                           "",

		" {\"type\": \"x\", \"text\": \"\xff\"} ": "x",
	} {
		w, err := verified(t, body)
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if raw, ok := w.Event.(json.RawMessage); !ok || string(raw) != body || w.Type != kind || w.DecodeError != nil {
			t.Errorf("%s: got %+v", body, w)
		}
	}
}

func TestClient_VerifyWebhook_ChangedEvent(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":"evt_1","data":"a file"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, raw := w.Event.(json.RawMessage); !raw || w.Type != "file.created" || w.DecodeError == nil {
		t.Errorf("got %+v", w)
	}
}

func TestClient_VerifyWebhook_Mismatches(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":7,"created_at":"",`+
		`"data":{"fileId":"1","size":"big","width":3.0,"tags":["a",1],"customMetadata":[]}}`)
	if err != nil || w.DecodeError != nil {
		t.Fatalf("got %+v, %v", w, err)
	}
	event, ok := w.Event.(imagekit.FileCreatedEvent)
	file := event.Data
	if !ok || file.FileID != "1" || file.Size != 0 || file.Width != 3 || !slices.Equal(file.Tags, []string{"a"}) {
		t.Errorf("got %+v", w.Event)
	}
	want := []string{"/id", "/created_at", "/data/size", "/data/tags/1", "/data/customMetadata"}
	if !slices.Equal(w.Mismatches, want) {
		t.Errorf("mismatches %q, want %q", w.Mismatches, want)
	}
	if w, err := verified(t, webhookBody); err != nil || len(w.Mismatches) != 0 {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestClient_VerifyWebhook_Memory(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	large := strings.Repeat("{},", 100_000) + "{}"
	w, err := verified(t, `{"type":"file.created","data":{"customMetadata":{"a":[`+large+`]}}}`)
	const want = "more than 10000000 bytes of memory"
	if err != nil || w.DecodeError == nil || !strings.Contains(w.DecodeError.Error(), want) {
		t.Errorf("got %v, %v", w.DecodeError, err)
	}
}

func TestClient_VerifyWebhook_InvalidJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", " ", "{", `{"type":"file.created"}{}`, "type=file.created", "\ufeff{}", `{"a":NaN}`,
	} {
		if w, err := verified(t, body); !errors.Is(err, imagekit.ErrWebhookMalformed) || w != nil {
			t.Errorf("%q: got %v, %v", body, w, err)
		}
	}
}

func TestClient_VerifyWebhook_Options(t *testing.T) {
	t.Parallel()
	standard, legacy := imagekit.StandardWebhooks, imagekit.LegacyWebhooks
	ik := webhookClient(t, imagekit.WithWebhookSecret(webhookSecret), imagekit.WithWebhookScheme(legacy))
	for name, test := range map[string]struct {
		signing helpers.SignWebhookOptions
		options imagekit.WebhookOptions
		want    error
	}{
		"client scheme":       {helpers.SignWebhookOptions{}, imagekit.WebhookOptions{}, imagekit.ErrWebhookUnsigned},
		"another scheme":      {helpers.SignWebhookOptions{}, imagekit.WebhookOptions{Scheme: standard}, nil},
		"an unknown secret":   {legacySigning("former", 0), imagekit.WebhookOptions{}, imagekit.ErrWebhookSignature},
		"secret of options":   {legacySigning("former", 0), imagekit.WebhookOptions{Secrets: []string{"former"}}, nil},
		"secret of client":    {legacySigning("", 0), imagekit.WebhookOptions{Secrets: []string{"former"}}, nil},
		"an hour ago":         {legacySigning("", -time.Hour), imagekit.WebhookOptions{}, imagekit.ErrWebhookStale},
		"within a tolerance":  {legacySigning("", -time.Hour), imagekit.WebhookOptions{Tolerance: time.Hour}, nil},
		"without a tolerance": {legacySigning("", -1000*time.Hour), imagekit.WebhookOptions{Tolerance: -1}, nil},
	} {
		header := signedWebhook(t, webhookBody, test.signing)
		if _, err := ik.VerifyWebhook(header, []byte(webhookBody), test.options); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
	var refused *imagekit.ConfigError
	_, err := ik.VerifyWebhook(nil, nil, imagekit.WebhookOptions{Secrets: []string{"former\n"}})
	if !errors.As(err, &refused) || refused.Option != "WebhookOptions.Secrets[0]" ||
		strings.Contains(err.Error(), "former") {
		t.Errorf("got %v", err)
	}
}

// legacySigning returns options for a signature in the older scheme, later than webhookTime.
func legacySigning(secret string, later time.Duration) helpers.SignWebhookOptions {
	return helpers.SignWebhookOptions{Secret: secret, Scheme: imagekit.LegacyWebhooks, Time: webhookTime.Add(later)}
}

func TestWebhookOptions_Format(t *testing.T) {
	t.Parallel()
	const secret = "whsec_7d1f"
	verify := imagekit.WebhookOptions{Secrets: []string{secret, "", secret + "2"}, Tolerance: time.Hour}
	handler := imagekit.WebhookHandlerOptions{WebhookOptions: verify, MaxBody: 3}
	const printed = "Secrets:[[redacted]  [redacted]] Scheme:any scheme Tolerance:1h0m0s"
	for _, o := range []any{verify, &verify, handler, &handler} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%40.3v", "%t"} {
			text := fmt.Sprintf(verb, o) + fmt.Sprintf(verb, []any{o}) + fmt.Sprintf(verb, struct{ O any }{o})
			if strings.Contains(text, "7d1f") || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret)) {
				t.Errorf("%T prints with %s as %s", o, verb, text)
			}
		}
		if text := fmt.Sprintf("%+v", o); !strings.Contains(text, printed) {
			t.Errorf("%T prints as %s, without %s", o, text, printed)
		}
		var logged strings.Builder
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("options", "o", o)
		slog.New(slog.NewTextHandler(&logged, nil)).Info("options", "o", o)
		encoded, err := json.Marshal(o)
		if all := logged.String() + string(encoded) + fmt.Sprint(err); strings.Contains(all, "7d1f") {
			t.Errorf("%T is logged as %s", o, all)
		}
	}
	if verify.Secrets[0] != secret {
		t.Error("printing changed the secrets")
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
	body := []byte(`{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z",` +
		`"data":{"filePath":"/menu/coffee.jpg"}}`)
	header := http.Header{}
	header.Set("webhook-id", "msg_1")
	header.Set("webhook-timestamp", "1700000000")
	header.Set("webhook-signature", "v1,qDdO5dm2mhTVOWGAWzZgCIggu08bPNHD5HZuPAIy52w=")

	webhook, err := ik.VerifyWebhook(header, body, imagekit.WebhookOptions{})
	if err != nil {
		log.Fatal(err)
	}
	switch event := webhook.Event.(type) {
	case imagekit.FileCreatedEvent:
		fmt.Println("created", event.Data.FilePath)
	case imagekit.VideoTransformationReadyEvent:
		fmt.Println("ready", event.Data.Asset.URL)
	default:
		fmt.Println("ignored:", webhook.Type)
	}
	// Output: created /menu/coffee.jpg
}
