package helpers_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// A request with any header of Standard Webhooks is never verified in the older scheme, unless the program requires the
// older scheme.
func TestVerifyWebhook_NoFallback(t *testing.T) {
	t.Parallel()
	legacy := sign(t, webhookBody, signOptions(helpers.LegacyWebhooks))
	for name, test := range map[string]struct {
		added http.Header
		want  error
	}{
		"no header":                   {nil, nil},
		"unrelated header":            {http.Header{"X-Webhook-Id": {"msg_1"}}, nil},
		"empty signature":             {http.Header{"Webhook-Signature": {""}}, errUnsigned},
		"blank signature":             {http.Header{"Webhook-Signature": {"  "}}, errUnsigned},
		"signature without a value":   {http.Header{"Webhook-Signature": nil}, errUnsigned},
		"lower-case signature name":   {http.Header{"webhook-signature": {""}}, errUnsigned},
		"upper-case signature name":   {http.Header{"WEBHOOK-SIGNATURE": {""}}, errUnsigned},
		"id":                          {http.Header{"Webhook-Id": {"msg_1"}}, errUnsigned},
		"empty id, lower-case name":   {http.Header{"webhook-id": {""}}, errUnsigned},
		"timestamp":                   {http.Header{"Webhook-Timestamp": {"1700000000"}}, errUnsigned},
		"empty timestamp, mixed case": {http.Header{"wEbHoOk-TiMeStAmP": {""}}, errUnsigned},
		"all headers, wrong signature": {
			http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {"1700000000"}, "Webhook-Signature": {"v1,x"}},
			errSignature,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := mergeHeaders(legacy, test.added)
			o := verifyOptions()
			if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, test.want) {
				t.Errorf("any scheme: got %v, want %v", err, test.want)
			}
			o.Scheme = helpers.LegacyWebhooks
			if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); err != nil {
				t.Errorf("the older scheme: %v", err)
			}
			o.Scheme = helpers.StandardWebhooks
			if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); err == nil {
				t.Error("accepted as Standard Webhooks")
			}
		})
	}
}

// A recorded webhook is refused after five minutes, in either scheme.
func TestVerifyWebhook_Replay(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		recorded := sign(t, webhookBody, signOptions(scheme))
		for later, want := range map[time.Duration]error{
			0: nil, 4 * time.Minute: nil, -4 * time.Minute: nil,
			6 * time.Minute: errStale, -6 * time.Minute: errStale, 365 * 24 * time.Hour: errStale,
		} {
			o := verifyOptions()
			o.Now = func() time.Time { return webhookTime.Add(later) }
			if _, err := helpers.VerifyWebhook(recorded, []byte(webhookBody), o); !errors.Is(err, want) {
				t.Errorf("%v, %v later: got %v, want %v", scheme, later, err, want)
			}
			o.Tolerance = -1
			if _, err := helpers.VerifyWebhook(recorded, []byte(webhookBody), o); err != nil {
				t.Errorf("%v, %v later, without a limit: %v", scheme, later, err)
			}
		}
	}
}

func TestWebhookStaleError_Error(t *testing.T) {
	t.Parallel()
	header := sign(t, webhookBody, signOptions(helpers.LegacyWebhooks))
	o := verifyOptions()
	o.Now = func() time.Time { return webhookTime.Add(time.Hour).In(time.FixedZone("", 3600)) }
	_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
	const want = "webhook timestamp 2023-11-14T22:13:20Z is outside the tolerance of 5m0s: " +
		"the current time is 2023-11-14T23:13:20Z"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var stale *helpers.WebhookStaleError
	if !errors.As(err, &stale) || !stale.Timestamp.Equal(webhookTime) ||
		stale.Now.Sub(stale.Timestamp) != time.Hour || stale.Tolerance != 5*time.Minute {
		t.Errorf("got %+v", stale)
	}
}

func TestVerifyWebhook_ErrorNamesHeader(t *testing.T) {
	t.Parallel()
	for want, header := range map[string]http.Header{
		"webhook is not signed: header webhook-signature is missing or empty": {},
		"webhook is not signed: header x-ik-signature is missing or empty":    legacyHeader(""),
		"webhook is malformed: x-ik-signature is not t=MILLISECONDS,v1=HEX":   legacyHeader("v1=00"),
		"webhook is malformed: header webhook-id has several different values": {
			"Webhook-Id": {"msg_1", "msg_2"}, "Webhook-Timestamp": {"1700000000"}, "Webhook-Signature": {"v1,x"},
		},
	} {
		_, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifyOptions())
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestWebhookScheme_String(t *testing.T) {
	t.Parallel()
	for scheme, want := range map[helpers.WebhookScheme]string{
		helpers.AnyWebhookScheme: "any scheme", helpers.StandardWebhooks: "Standard Webhooks",
		helpers.LegacyWebhooks: "x-ik-signature", 3: "WebhookScheme(3)",
	} {
		if got := scheme.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
