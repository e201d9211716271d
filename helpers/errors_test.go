package helpers_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// isOptionError reports whether err is an OptionError for an option, or nil if the option is empty.
func isOptionError(err error, option string) bool {
	var optionErr *helpers.OptionError
	if errors.As(err, &optionErr) {
		return optionErr.Option == option && optionErr.Reason != ""
	}
	return err == nil && option == ""
}

func TestOptionError_Error(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"privateKey: must not be empty": errorOf(helpers.NewAuthParams("", helpers.AuthOptions{})),
		"Lifetime: 1ns is not between one second and one hour": errorOf(
			helpers.NewAuthParams("k", helpers.AuthOptions{Lifetime: time.Nanosecond, Now: atNoon})),
		"Lifetime: 2h0m0s is not between one second and one hour": errorOf(
			helpers.UploadToken("k", "p", nil, helpers.UploadTokenOptions{Lifetime: 2 * time.Hour, Now: atNoon})),
		"publicKey: must not contain a colon": errorOf(
			helpers.UploadToken("k", "p:", nil, helpers.UploadTokenOptions{})),
		`fields["fileName"]: is not valid UTF-8`: errorOf(
			helpers.UploadToken("k", "p", map[string]string{"fileName": "\xff"}, helpers.UploadTokenOptions{})),
		"Secrets: must not be empty":          helpers.WebhookOptions{Secrets: []string{""}}.Validate(),
		"Scheme: WebhookScheme(3) is unknown": helpers.WebhookOptions{Secrets: []string{"x"}, Scheme: 3}.Validate(),
		`ID: "é" is not one or more visible ASCII characters`: errorOf(
			helpers.SignWebhook(nil, helpers.SignWebhookOptions{Secret: "x", ID: "é"})),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// errorOf returns the error of a call that has another result as well.
func errorOf[T any](_ T, err error) error { return err }

const secret = "private_secret_key"

// malformedKeys are keys as a program might read them from a file or the environment by mistake.
var malformedKeys = []string{
	secret + "\n", secret + "\r\n", " " + secret, secret + "\t", secret + "\u00a0", "\ufeff" + secret, secret + "\x00",
	secret + " " + secret, secret + ":",
}

func TestOptionError_MalformedKeys(t *testing.T) {
	t.Parallel()
	for _, key := range malformedKeys {
		for option, errs := range map[string][]error{
			"privateKey": {
				errorOf(helpers.NewAuthParams(key, helpers.AuthOptions{})),
				errorOf(helpers.UploadToken(key, "p", uploadFields(), helpers.UploadTokenOptions{})),
			},
			"publicKey": {errorOf(helpers.UploadToken("k", key, uploadFields(), helpers.UploadTokenOptions{}))},
		} {
			for _, err := range errs {
				if !isOptionError(err, option) || !strings.HasPrefix(err.Error(), option+": must not contain ") ||
					strings.Contains(err.Error(), secret) {
					t.Errorf("%s %q: got %v", option, key, err)
				}
			}
		}
	}
}

// malformedSecrets are secrets as a program might read them from a file or the environment by mistake.
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

func TestOptionError_MalformedSecrets(t *testing.T) {
	t.Parallel()
	header := sign(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1", Time: webhookTime})
	for name, secret := range malformedSecrets {
		o := verifyOptions()
		o.Secrets = append(o.Secrets, secret) // after a valid secret
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
