package helpers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// optionsWithSecrets returns all options that can hold a secret, each with the given one.
func optionsWithSecrets(secret string) map[string]any {
	verify := helpers.WebhookOptions{Secrets: []string{secret, "", secret + "2"}, Tolerance: time.Hour}
	signing := helpers.SignWebhookOptions{Secret: secret, ID: "msg_1"}
	return map[string]any{
		"WebhookOptions": verify, "*WebhookOptions": &verify,
		"SignWebhookOptions": signing, "*SignWebhookOptions": &signing,
	}
}

func TestOptions_Format_Secrets(t *testing.T) {
	t.Parallel()
	const secret = "private_7d1f"
	for name, value := range optionsWithSecrets(secret) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%40.3v", "%t"} {
			checkNoSecret(t, name+" by "+verb, secret, fmt.Sprintf(verb, value))
			checkNoSecret(t, name+" by "+verb, secret, fmt.Sprintf(verb, []any{value}))
			checkNoSecret(t, name+" by "+verb, secret, fmt.Sprintf(verb, struct{ O any }{value}))
			checkNoSecret(t, name+" by "+verb, secret, fmt.Sprintf(verb, map[string]any{"o": value}))
		}
		if text := fmt.Sprintf("%+v", value); !strings.Contains(text, "[redacted]") || !strings.Contains(text, "{") {
			t.Errorf("%s prints as %s", name, text)
		}
	}
}

// checkNoSecret checks that a text does not contain the secret, neither as it is nor in hexadecimal.
func checkNoSecret(t *testing.T, what, secret, text string) {
	t.Helper()
	if strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret)) {
		t.Errorf("%s prints as %s", what, text)
	}
}

func TestOptions_Format_OtherFields(t *testing.T) {
	t.Parallel()
	o := optionsWithSecrets("private_7d1f")
	for name, want := range map[string][]string{
		"WebhookOptions":     {"Secrets:[[redacted]  [redacted]]", "Tolerance:1h0m0s", "Scheme:any scheme"},
		"SignWebhookOptions": {"Secret:[redacted]", "ID:msg_1"},
	} {
		text := fmt.Sprintf("%+v", o[name])
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s prints as %s, without %s", name, text, part)
			}
		}
	}
	if text := fmt.Sprintf("%+v", helpers.SignWebhookOptions{}); strings.Contains(text, "redacted") {
		t.Errorf("options without a secret print as %s", text)
	}
}

func TestOptions_Log_Secrets(t *testing.T) {
	t.Parallel()
	const secret = "private_7d1f"
	for name, value := range optionsWithSecrets(secret) {
		var text bytes.Buffer
		slog.New(slog.NewJSONHandler(&text, nil)).Info("options", "o", value)
		slog.New(slog.NewTextHandler(&text, nil)).Info("options", "o", value)
		encoded, err := json.Marshal(value)
		if all := text.String() + string(encoded) + fmt.Sprint(err); strings.Contains(all, secret) {
			t.Errorf("%s is logged as %s", name, all)
		}
	}
}
