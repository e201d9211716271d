package helpers_test

import (
	"errors"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// isOptionError reports whether an error is an OptionError of an option. An empty option stands for no error.
func isOptionError(err error, option string) bool {
	var refused *helpers.OptionError
	if errors.As(err, &refused) {
		return refused.Option == option && refused.Reason != ""
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

func errorOf[T any](_ T, err error) error { return err }
