package helpers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// A request that has any header of Standard Webhooks is never verified by the older scheme, unless the program insists
// on that one.
func TestVerifyWebhook_DoesNotFallBackToTheOlderScheme(t *testing.T) {
	t.Parallel()
	legacy := signed(t, webhookBody, signing(helpers.LegacyWebhooks))
	for name, test := range map[string]struct {
		added http.Header
		want  error
	}{
		"nothing":                        {nil, nil},
		"a header of another kind":       {http.Header{"X-Webhook-Id": {"msg_1"}}, nil},
		"an empty signature":             {http.Header{"Webhook-Signature": {""}}, errUnsigned},
		"a signature of spaces":          {http.Header{"Webhook-Signature": {"  "}}, errUnsigned},
		"a signature without a value":    {http.Header{"Webhook-Signature": nil}, errUnsigned},
		"a signature in lower case":      {http.Header{"webhook-signature": {""}}, errUnsigned},
		"a signature in upper case":      {http.Header{"WEBHOOK-SIGNATURE": {""}}, errUnsigned},
		"an id":                          {http.Header{"Webhook-Id": {"msg_1"}}, errUnsigned},
		"an empty id in lower case":      {http.Header{"webhook-id": {""}}, errUnsigned},
		"a timestamp":                    {http.Header{"Webhook-Timestamp": {"1700000000"}}, errUnsigned},
		"an empty timestamp in any case": {http.Header{"wEbHoOk-TiMeStAmP": {""}}, errUnsigned},
		"all of them, the signature wrong": {
			http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {"1700000000"}, "Webhook-Signature": {"v1,x"}},
			errSignature,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := both(legacy, test.added)
			o := verifying()
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

// A webhook that somebody recorded is worth nothing after five minutes, in either scheme.
func TestVerifyWebhook_RefusesReplays(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		recorded := signed(t, webhookBody, signing(scheme))
		for later, want := range map[time.Duration]error{
			0: nil, 4 * time.Minute: nil, -4 * time.Minute: nil,
			6 * time.Minute: errStale, -6 * time.Minute: errStale, 365 * 24 * time.Hour: errStale,
		} {
			o := verifying()
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

func TestVerifyWebhook_SaysByHowMuchATimestampIsWrong(t *testing.T) {
	t.Parallel()
	header := signed(t, webhookBody, signing(helpers.LegacyWebhooks))
	o := verifying()
	o.Now = func() time.Time { return webhookTime.Add(time.Hour).In(time.FixedZone("", 3600)) }
	_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
	const want = "webhook timestamp 2023-11-14T22:13:20Z is outside the tolerance of 5m0s: " +
		"it is 2023-11-14T23:13:20Z now"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var stale *helpers.WebhookStaleError
	if !errors.As(err, &stale) || !stale.Timestamp.Equal(webhookTime) ||
		stale.Now.Sub(stale.Timestamp) != time.Hour || stale.Tolerance != 5*time.Minute {
		t.Errorf("got %+v", stale)
	}
}

func TestVerifyWebhook_SaysWhichHeaderIsWrong(t *testing.T) {
	t.Parallel()
	for want, header := range map[string]http.Header{
		"webhook is not signed: no webhook-signature":                       {},
		"webhook is not signed: no x-ik-signature":                          legacyHeader(""),
		"webhook is malformed: x-ik-signature is not t=MILLISECONDS,v1=HEX": legacyHeader("v1=00"),
		"webhook is malformed: several webhook-id": {
			"Webhook-Id": {"msg_1", "msg_2"}, "Webhook-Timestamp": {"1700000000"}, "Webhook-Signature": {"v1,x"},
		},
	} {
		_, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifying())
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

// malformedSecrets are what a program reads from a file or the environment by mistake.
var malformedSecrets = map[string]string{
	"a line feed":        webhookSecret + "\n",
	"a line end":         webhookSecret + "\r\n",
	"a space in front":   " " + webhookSecret,
	"a tab":              webhookSecret + "\t",
	"a no-break space":   webhookSecret + "\u00a0",
	"a byte order mark":  "\ufeff" + webhookSecret,
	"a line feed inside": "whsec_\n" + webhookSecret,
	"a NUL":              webhookSecret + "\x00",
	"nothing but spaces": "  ",
}

func TestOptionError_OfMalformedSecrets(t *testing.T) {
	t.Parallel()
	header := signed(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1", Time: webhookTime})
	for name, secret := range malformedSecrets {
		o := verifying()
		o.Secrets = append(o.Secrets, secret) // although another one is right
		for option, err := range map[string]error{
			"Secrets[1]": errorOf(helpers.VerifyWebhook(header, []byte(webhookBody), o)),
			"Secret":     errorOf(helpers.SignWebhook(nil, helpers.SignWebhookOptions{Secret: secret, ID: "msg_1"})),
		} {
			if !isOptionError(err, option) || strings.Contains(err.Error(), webhookSecret) ||
				!strings.HasPrefix(err.Error(), option+": must not ") {
				t.Errorf("%s: got %v", name, err)
			}
		}
	}
}
