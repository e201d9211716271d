package helpers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

const (
	webhookSecret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	webhookBody   = `{"type":"file.created","id":"evt_1","data":{"fileId":"f1","name":"naïve ☃"}}`
)

var webhookTime = time.UnixMilli(1_700_000_000_123)

func atWebhookTime() time.Time { return webhookTime }

// verifyOptions returns options that accept the webhooks of signOptions.
func verifyOptions() helpers.WebhookOptions {
	return helpers.WebhookOptions{Secrets: []string{webhookSecret}, Now: atWebhookTime}
}

// signOptions returns options that sign a webhook in a scheme.
func signOptions(scheme helpers.WebhookScheme) helpers.SignWebhookOptions {
	return helpers.SignWebhookOptions{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime}
}

// sign returns the signature headers of a webhook with a body.
func sign(t testing.TB, body string, o helpers.SignWebhookOptions) http.Header {
	t.Helper()
	header, err := helpers.SignWebhook([]byte(body), o)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

// hexMAC and base64MAC return signatures. They do not use the code under test.
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
	for name, value := range map[string]string{
		"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature,
	} {
		if value != "" {
			header.Set(name, value)
		}
	}
	return header
}

func legacyHeader(value string) http.Header { return http.Header{"X-Ik-Signature": {value}} }

func TestVerifyWebhook_SecretRotation(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		for name, test := range map[string]struct {
			signedBy string
			secrets  []string
			want     error  // nil for success or an OptionError
			option   string // of the OptionError
		}{
			"new secret":                    {"new", []string{"new", "old"}, nil, ""},
			"old secret":                    {"old", []string{"new", "old"}, nil, ""},
			"old secret, revoked":           {"old", []string{"new"}, helpers.ErrWebhookSignature, ""},
			"old secret, replaced by empty": {"old", []string{"new", ""}, helpers.ErrWebhookSignature, ""},
			"secret after an empty one":     {"new", []string{"", "new"}, nil, ""},
			"only empty secrets":            {"new", []string{"", ""}, nil, "Secrets"},
			"no secrets":                    {"new", nil, nil, "Secrets"},
			"both secrets joined":           {"newold", []string{"new", "old"}, helpers.ErrWebhookSignature, ""},
			"secret not ASCII":              {"né☃", []string{"né☃"}, nil, ""},
		} {
			t.Run(fmt.Sprint(name, " by ", scheme), func(t *testing.T) {
				t.Parallel()
				signing := signOptions(scheme)
				signing.Secret = test.signedBy
				header := sign(t, webhookBody, signing)
				o := verifyOptions()
				o.Secrets = test.secrets
				_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
				if test.option != "" && isOptionError(err, test.option) {
					return
				}
				if !errors.Is(err, test.want) || test.option != "" {
					t.Errorf("got %v, want %v %s", err, test.want, test.option)
				}
			})
		}
	}
}

// TestVerifyWebhook_EmptySecret verifies webhooks that are signed with an empty secret, which anyone can do.
func TestVerifyWebhook_EmptySecret(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		legacyHeader("t=1700000000123,v1=" + hexMAC("", "1700000000123."+webhookBody)),
		standardHeader("msg_1", "1700000000", "v1,"+base64MAC("", "msg_1.1700000000."+webhookBody)),
	} {
		o := verifyOptions()
		o.Secrets = []string{"", webhookSecret}
		_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if !errors.Is(err, helpers.ErrWebhookSignature) {
			t.Errorf("%v: got %v", header, err)
		}
	}
}

func TestVerifyWebhook_UnknownScheme(t *testing.T) {
	t.Parallel()
	for scheme, name := range map[helpers.WebhookScheme]string{3: "WebhookScheme(3)", -1: "WebhookScheme(-1)"} {
		o := verifyOptions()
		o.Scheme = scheme
		_, err := helpers.VerifyWebhook(http.Header{}, nil, o)
		if !isOptionError(err, "Scheme") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestVerifyWebhook_ModifiedBody(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := sign(t, webhookBody, signOptions(scheme))
		for _, body := range []string{
			"", webhookBody + " ", webhookBody[1:], strings.ToUpper(webhookBody), "." + webhookBody,
			strings.Replace(webhookBody, "ï", "\xff", 1),
		} {
			_, err := helpers.VerifyWebhook(header, []byte(body), verifyOptions())
			if !errors.Is(err, helpers.ErrWebhookSignature) {
				t.Errorf("%v: %q: got %v", scheme, body, err)
			}
		}
	}
}

func TestVerifyWebhook_ErrorsWithoutSecrets(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		{},
		legacyHeader("t=" + webhookSecret + ",v1=x"), legacyHeader(webhookSecret),
		standardHeader(webhookSecret, webhookSecret, "v1,"+webhookSecret),
		standardHeader("msg_1", "1", "v1,"+base64MAC(webhookSecret, "msg_1.1."+webhookSecret)),
	} {
		_, err := helpers.VerifyWebhook(header, []byte(webhookSecret), verifyOptions())
		if err == nil || strings.Contains(err.Error(), webhookSecret) {
			t.Errorf("got %v", err)
		}
	}
}

func BenchmarkVerifyWebhook(b *testing.B) {
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		b.Run(scheme.String(), func(b *testing.B) {
			header := sign(b, webhookBody, signOptions(scheme))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifyOptions()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The body need not be JSON.
func TestVerifyWebhook_AnyBody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "{", "type=file.created", "\xff", "null"} {
		header := sign(t, body, helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1", Time: webhookTime})
		got, err := helpers.VerifyWebhook(header, []byte(body), verifyOptions())
		if err != nil || got.ID != "msg_1" || !got.Timestamp.Equal(webhookTime.Truncate(time.Second)) {
			t.Errorf("%q: got %+v, %v", body, got, err)
		}
	}
}

func ExampleVerifyWebhook() {
	body := []byte(`{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z",` +
		`"data":{"filePath":"/menu/coffee.jpg"}}`)
	header := http.Header{}
	header.Set("webhook-id", "msg_1")
	header.Set("webhook-timestamp", "1700000000")
	header.Set("webhook-signature", "v1,qDdO5dm2mhTVOWGAWzZgCIggu08bPNHD5HZuPAIy52w=")

	o := helpers.WebhookOptions{
		Secrets: []string{"whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", "the one before it"},
		Now:     func() time.Time { return time.Unix(1700000060, 0) }, // a minute later
	}
	signature, err := helpers.VerifyWebhook(header, body, o)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature.ID, "signed by", signature.Scheme)

	_, err = helpers.VerifyWebhook(header, append(body, ' '), o)
	fmt.Println(errors.Is(err, helpers.ErrWebhookSignature), err)
	// Output:
	// msg_1 signed by Standard Webhooks
	// true webhook signature does not match
}
