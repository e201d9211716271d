package helpers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

const (
	webhookSecret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	webhookBody   = `{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z","data":{"fileId":"f1","name":"naïve ☃"}}`
)

var webhookTime = time.UnixMilli(1_700_000_000_123)

func atWebhookTime() time.Time { return webhookTime }

// verifying returns options with which signedWebhook verifies.
func verifying() helpers.WebhookOptions {
	return helpers.WebhookOptions{Secrets: []string{webhookSecret}, Now: atWebhookTime}
}

// signed returns the header of a webhook with a body.
func signed(t testing.TB, body string, signing helpers.WebhookSigning) http.Header {
	t.Helper()
	header, err := helpers.SignWebhook([]byte(body), signing)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

// hexMAC and base64MAC are signatures made without the code under test.
func hexMAC(secret, text string) string { return hex.EncodeToString(bareMAC(secret, text)) }

func base64MAC(secret, text string) string {
	return base64.StdEncoding.EncodeToString(bareMAC(secret, text))
}

func bareMAC(secret, text string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func standardHeader(id, timestamp, signature string) http.Header {
	header := http.Header{}
	for name, value := range map[string]string{"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature} {
		if value != "" {
			header.Set(name, value)
		}
	}
	return header
}

func legacyHeader(value string) http.Header { return http.Header{"X-Ik-Signature": {value}} }

func TestWebhookSecretsCanBeRotated(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		for name, test := range map[string]struct {
			signedBy string
			secrets  []string
			want     error
		}{
			"the new one":           {"new", []string{"new", "old"}, nil},
			"the old one":           {"old", []string{"new", "old"}, nil},
			"the old one, gone":     {"old", []string{"new"}, helpers.ErrWebhookSignature},
			"the old one, now none": {"old", []string{"new", ""}, helpers.ErrWebhookSignature},
			"one after an empty":    {"new", []string{"", "new"}, nil},
			"empty ones only":       {"new", []string{"", ""}, helpers.ErrWebhookSecretMissing},
			"none":                  {"new", nil, helpers.ErrWebhookSecretMissing},
			"not both together":     {"newold", []string{"new", "old"}, helpers.ErrWebhookSignature},
			"no text but ASCII":     {"né☃", []string{"né☃"}, nil},
		} {
			t.Run(fmt.Sprint(name, " by ", scheme), func(t *testing.T) {
				t.Parallel()
				signing := helpers.WebhookSigning{Secret: test.signedBy, Scheme: scheme, ID: "msg_1", Time: webhookTime}
				header := signed(t, webhookBody, signing)
				o := verifying()
				o.Secrets = test.secrets
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
			})
		}
	}
}

func TestWebhookOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	o := verifying()
	o.Scheme = 3
	if _, err := helpers.VerifyWebhook(http.Header{}, nil, o); !errors.Is(err, helpers.ErrWebhookScheme) || !strings.Contains(err.Error(), "WebhookScheme(3)") {
		t.Errorf("got %v", err)
	}
	signing := helpers.WebhookSigning{Secret: webhookSecret, ID: "msg_1"}
	for name, test := range map[string]struct {
		change func(*helpers.WebhookSigning)
		want   error
	}{
		"no secret":             {func(s *helpers.WebhookSigning) { s.Secret = "" }, helpers.ErrWebhookSecretMissing},
		"no id":                 {func(s *helpers.WebhookSigning) { s.ID = "" }, helpers.ErrWebhookMalformed},
		"a line break":          {func(s *helpers.WebhookSigning) { s.ID = "a\r\nb" }, helpers.ErrWebhookMalformed},
		"an id that is no text": {func(s *helpers.WebhookSigning) { s.ID = "é" }, helpers.ErrWebhookMalformed},
		"a time before 1970":    {func(s *helpers.WebhookSigning) { s.Time = time.Unix(-1, 0) }, helpers.ErrWebhookMalformed},
		"a time too far ahead":  {func(s *helpers.WebhookSigning) { s.Time = time.Unix(1<<40, 0) }, helpers.ErrWebhookMalformed},
		"no such scheme":        {func(s *helpers.WebhookSigning) { s.Scheme = -1 }, helpers.ErrWebhookScheme},
	} {
		changed := signing
		test.change(&changed)
		if header, err := helpers.SignWebhook(nil, changed); !errors.Is(err, test.want) || header != nil {
			t.Errorf("%s: got %v, %v, want %v", name, header, err, test.want)
		}
	}
}

func TestSignWebhookSignsNowByDefault(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.AnyWebhookScheme, helpers.LegacyWebhooks} {
		header := signed(t, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1"})
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), helpers.WebhookOptions{Secrets: []string{webhookSecret}, Tolerance: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if w.Scheme == helpers.AnyWebhookScheme || time.Since(w.Timestamp) > time.Minute {
			t.Errorf("signed at %v by %v", w.Timestamp, w.Scheme)
		}
	}
}

// verified signs a body in both schemes and returns what the two give if they give the same.
func verified(t *testing.T, body string) (*helpers.Webhook, error) {
	t.Helper()
	var webhooks []*helpers.Webhook
	var problems []error
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := signed(t, body, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
		w, err := helpers.VerifyWebhook(header, []byte(body), verifying())
		webhooks, problems = append(webhooks, w), append(problems, err)
	}
	if fmt.Sprint(problems[0]) != fmt.Sprint(problems[1]) {
		t.Fatalf("the schemes differ: %v", problems)
	}
	return webhooks[0], problems[0]
}

func TestAWebhookIsTyped(t *testing.T) {
	t.Parallel()
	w, err := verified(t, webhookBody)
	if err != nil {
		t.Fatal(err)
	}
	event, ok := w.Event.(imagekit.FileCreatedEvent)
	if !ok || event.Data.Name != "naïve ☃" || event.ID != "evt_1" {
		t.Errorf("the event is %#v", w.Event)
	}
	if w.Type != "file.created" || string(w.Body) != webhookBody || !w.Timestamp.Equal(webhookTime) || w.DecodeError != nil {
		t.Errorf("got %+v", w)
	}
}

func TestWebhooksThatNobodyKnowsAreRaw(t *testing.T) {
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

func TestAWebhookThatHasChangedIsRaw(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":"evt_1","data":"a file"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, raw := w.Event.(json.RawMessage); !raw || w.Type != "file.created" || w.DecodeError == nil {
		t.Errorf("got %+v", w)
	}
}

func TestVerifyWebhook_OddFields(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":7,"created_at":"","data":{"fileId":"1","size":"big","width":3.0,"tags":["a",1],"customMetadata":[]}}`)
	if err != nil || w.DecodeError != nil {
		t.Fatalf("got %+v, %v", w, err)
	}
	event, ok := w.Event.(imagekit.FileCreatedEvent)
	if !ok || event.Data.FileID != "1" || event.Data.Size != 0 || event.Data.Width != 3 || !slices.Equal(event.Data.Tags, []string{"a"}) {
		t.Errorf("got %+v", w.Event)
	}
	if want := []string{"/id", "/created_at", "/data/size", "/data/tags/1", "/data/customMetadata"}; !slices.Equal(w.Mismatches, want) {
		t.Errorf("mismatches %q, want %q", w.Mismatches, want)
	}
	if w, err := verified(t, webhookBody); err != nil || len(w.Mismatches) != 0 {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestVerifyWebhook_Memory(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","data":{"customMetadata":{"a":[`+strings.Repeat("{},", 100_000)+`{}]}}}`)
	if err != nil || w.DecodeError == nil || !strings.Contains(w.DecodeError.Error(), "more than 10000000 bytes of memory") {
		t.Errorf("got %v, %v", w.DecodeError, err)
	}
}

func TestWebhooksWithoutJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "{", `{"type":"file.created"}{}`, "type=file.created", "\ufeff{}", `{"a":NaN}`} {
		if w, err := verified(t, body); !errors.Is(err, helpers.ErrWebhookMalformed) || w != nil {
			t.Errorf("%q: got %v, %v", body, w, err)
		}
	}
}

func TestAWebhookOfAnotherBody(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := signed(t, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
		for _, body := range []string{"", webhookBody + " ", webhookBody[1:], strings.ToUpper(webhookBody), "." + webhookBody, strings.Replace(webhookBody, "ï", "\xff", 1)} {
			if _, err := helpers.VerifyWebhook(header, []byte(body), verifying()); !errors.Is(err, helpers.ErrWebhookSignature) {
				t.Errorf("%v: %q: got %v", scheme, body, err)
			}
		}
	}
}

func TestErrorsOfWebhooksTellNoSecrets(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		{},
		legacyHeader("t=" + webhookSecret + ",v1=x"), legacyHeader(webhookSecret), standardHeader(webhookSecret, webhookSecret, "v1,"+webhookSecret),
		standardHeader("msg_1", "1", "v1,"+base64MAC(webhookSecret, "msg_1.1."+webhookSecret)),
	} {
		_, err := helpers.VerifyWebhook(header, []byte(webhookSecret), verifying())
		if err == nil || strings.Contains(err.Error(), webhookSecret) {
			t.Errorf("got %v", err)
		}
	}
}

func BenchmarkVerifyWebhook(b *testing.B) {
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		b.Run(scheme.String(), func(b *testing.B) {
			header := signed(b, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifying()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExampleVerifyWebhook() {
	const secret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	body := []byte(`{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z","data":{"filePath":"/menu/coffee.jpg"}}`)
	header := http.Header{}
	header.Set("webhook-id", "msg_1")
	header.Set("webhook-timestamp", "1700000000")
	header.Set("webhook-signature", "v1,qDdO5dm2mhTVOWGAWzZgCIggu08bPNHD5HZuPAIy52w=")

	o := helpers.WebhookOptions{
		Secrets: []string{secret, "the one before it"},
		Now:     func() time.Time { return time.Unix(1700000060, 0) }, // a minute later
	}
	webhook, err := helpers.VerifyWebhook(header, body, o)
	if err != nil {
		log.Fatal(err)
	}
	switch event := webhook.Event.(type) {
	case imagekit.FileCreatedEvent:
		fmt.Println(webhook.ID, "created", event.Data.FilePath)
	default:
		fmt.Println(webhook.ID, "is of no interest:", webhook.Type)
	}

	_, err = helpers.VerifyWebhook(header, append(body, ' '), o)
	fmt.Println(errors.Is(err, helpers.ErrWebhookSignature), err)
	// Output:
	// msg_1 created /menu/coffee.jpg
	// true webhook signature is wrong
}

func ExampleSignWebhook() {
	signing := helpers.WebhookSigning{Secret: "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", ID: "msg_1", Time: time.Unix(1700000000, 0)}
	header, err := helpers.SignWebhook([]byte(`{"type":"file.deleted"}`), signing)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(header.Get("webhook-signature"))

	signing.Scheme = helpers.LegacyWebhooks
	header, err = helpers.SignWebhook([]byte(`{"type":"file.deleted"}`), signing)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(header.Get("x-ik-signature"))
	// Output:
	// v1,wKvuLF66FJ3ryrmvnsGLVqMHmobzwW1HICVB/UeBUZw=
	// t=1700000000000,v1=5fe2b555c99f3b4106076d3a78138b242b88488a247ef1ea7665f99ec4f15c21
}
