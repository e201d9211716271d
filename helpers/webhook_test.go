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

// verifying returns options with which signedWebhook verifies.
func verifying() helpers.WebhookOptions {
	return helpers.WebhookOptions{Secrets: []string{webhookSecret}, Now: atWebhookTime}
}

// signing returns options with which a webhook is signed that verifying accepts.
func signing(scheme helpers.WebhookScheme) helpers.SignWebhookOptions {
	return helpers.SignWebhookOptions{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime}
}

// signed returns the header of a webhook with a body.
func signed(t testing.TB, body string, signing helpers.SignWebhookOptions) http.Header {
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
			want     error // nil for none, or for an OptionError
			option   string
		}{
			"the new one":           {"new", []string{"new", "old"}, nil, ""},
			"the old one":           {"old", []string{"new", "old"}, nil, ""},
			"the old one, gone":     {"old", []string{"new"}, helpers.ErrWebhookSignature, ""},
			"the old one, now none": {"old", []string{"new", ""}, helpers.ErrWebhookSignature, ""},
			"one after an empty":    {"new", []string{"", "new"}, nil, ""},
			"empty ones only":       {"new", []string{"", ""}, nil, "Secrets"},
			"none":                  {"new", nil, nil, "Secrets"},
			"not both together":     {"newold", []string{"new", "old"}, helpers.ErrWebhookSignature, ""},
			"no text but ASCII":     {"né☃", []string{"né☃"}, nil, ""},
		} {
			t.Run(fmt.Sprint(name, " by ", scheme), func(t *testing.T) {
				t.Parallel()
				signing := signing(scheme)
				signing.Secret = test.signedBy
				header := signed(t, webhookBody, signing)
				o := verifying()
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

// Everybody can sign with an empty secret.
func TestVerifyWebhook_SignedWithEmptySecret(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		legacyHeader("t=1700000000123,v1=" + hexMAC("", "1700000000123."+webhookBody)),
		standardHeader("msg_1", "1700000000", "v1,"+base64MAC("", "msg_1.1700000000."+webhookBody)),
	} {
		o := verifying()
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
		o := verifying()
		o.Scheme = scheme
		_, err := helpers.VerifyWebhook(http.Header{}, nil, o)
		if !isOptionError(err, "Scheme") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestSignWebhook_RefusesOptions(t *testing.T) {
	t.Parallel()
	year10000 := time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*helpers.SignWebhookOptions)
		option string // that the error names
	}{
		"no secret":             {func(s *helpers.SignWebhookOptions) { s.Secret = "" }, "Secret"},
		"no id":                 {func(s *helpers.SignWebhookOptions) { s.ID = "" }, "ID"},
		"a line break":          {func(s *helpers.SignWebhookOptions) { s.ID = "a\r\nb" }, "ID"},
		"a space in the id":     {func(s *helpers.SignWebhookOptions) { s.ID = "msg 1" }, "ID"},
		"a DEL in the id":       {func(s *helpers.SignWebhookOptions) { s.ID = "msg\x7f" }, "ID"},
		"an id that is no text": {func(s *helpers.SignWebhookOptions) { s.ID = "é" }, "ID"},
		"a time before 1970":    {func(s *helpers.SignWebhookOptions) { s.Time = time.Unix(-1, 0) }, "Time"},
		"the year 10000":        {func(s *helpers.SignWebhookOptions) { s.Time = year10000 }, "Time"},
		"a time too far ahead":  {func(s *helpers.SignWebhookOptions) { s.Time = time.Unix(1<<40, 0) }, "Time"},
		"no such scheme":        {func(s *helpers.SignWebhookOptions) { s.Scheme = -1 }, "Scheme"},
	} {
		signing := helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1"}
		test.change(&signing)
		if header, err := helpers.SignWebhook(nil, signing); !isOptionError(err, test.option) || header != nil {
			t.Errorf("%s: got %v, %v, want an error of %s", name, header, err, test.option)
		}
	}
}

func TestSignWebhook_Limits(t *testing.T) {
	t.Parallel()
	const id = "!~" // the first and the last visible character of ASCII
	for _, at := range []time.Time{
		time.Unix(0, 0), time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC),
	} {
		header := signed(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, ID: id, Time: at})
		o := verifying()
		o.Now = func() time.Time { return at }
		got, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if err != nil || got.ID != id || !got.Timestamp.Equal(at) {
			t.Errorf("%v: got %+v, %v", at, got, err)
		}
	}
}

func TestSignWebhook_DefaultTime(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.AnyWebhookScheme, helpers.LegacyWebhooks} {
		header := signed(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, Scheme: scheme, ID: "msg_1"})
		o := helpers.WebhookOptions{Secrets: []string{webhookSecret}, Tolerance: time.Minute}
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if err != nil {
			t.Fatal(err)
		}
		if w.Scheme == helpers.AnyWebhookScheme || time.Since(w.Timestamp) > time.Minute {
			t.Errorf("signed at %v by %v", w.Timestamp, w.Scheme)
		}
	}
}

func TestVerifyWebhook_AnotherBody(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := signed(t, webhookBody, signing(scheme))
		for _, body := range []string{
			"", webhookBody + " ", webhookBody[1:], strings.ToUpper(webhookBody), "." + webhookBody,
			strings.Replace(webhookBody, "ï", "\xff", 1),
		} {
			_, err := helpers.VerifyWebhook(header, []byte(body), verifying())
			if !errors.Is(err, helpers.ErrWebhookSignature) {
				t.Errorf("%v: %q: got %v", scheme, body, err)
			}
		}
	}
}

func TestVerifyWebhook_ErrorsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		{},
		legacyHeader("t=" + webhookSecret + ",v1=x"), legacyHeader(webhookSecret),
		standardHeader(webhookSecret, webhookSecret, "v1,"+webhookSecret),
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
			header := signed(b, webhookBody, signing(scheme))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifying()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The body is opaque: it is signed whatever it holds.
func TestVerifyWebhook_AnyBody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "{", "type=file.created", "\xff", "null"} {
		header := signed(t, body, helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1", Time: webhookTime})
		got, err := helpers.VerifyWebhook(header, []byte(body), verifying())
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
	// true webhook signature is wrong
}

func ExampleSignWebhook() {
	signing := helpers.SignWebhookOptions{
		Secret: "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", ID: "msg_1", Time: time.Unix(1700000000, 0),
	}
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
