package webhooks_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

func TestTarget_Check(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*webhooks.Target){
		"no URL":            func(t *webhooks.Target) { t.URL = "" },
		"a relative URL":    func(t *webhooks.Target) { t.URL = "/hooks" },
		"another protocol":  func(t *webhooks.Target) { t.URL = "ftp://user:secret@localhost/hooks" },
		"no host":           func(t *webhooks.Target) { t.URL = "http:///hooks" },
		"another scheme":    func(t *webhooks.Target) { t.Scheme = 7 },
		"any scheme":        func(t *webhooks.Target) { t.Scheme = helpers.AnyWebhookScheme },
		"negative attempts": func(t *webhooks.Target) { t.Attempts = -1 },
		"a negative time":   func(t *webhooks.Target) { t.Timeout = -1 },
		"a negative wait":   func(t *webhooks.Target) { t.RetryWait = -1 },
		"a line end":        func(t *webhooks.Target) { t.Secret = "whsec_hush\n" },
	} {
		bad := target("http://localhost")
		change(&bad)
		err := bad.Check()
		if err == nil || strings.Contains(err.Error(), "user:secret") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := target("https://user:secret@localhost:8080/hooks?a=b").Check(); err != nil {
		t.Error(err)
	}
}

func TestNewSecret(t *testing.T) {
	t.Parallel()
	a, b := webhooks.NewSecret(), webhooks.NewSecret()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a, "whsec_"))
	if a == b || err != nil || len(key) != 24 {
		t.Errorf("secrets %q and %q: %d bytes, %v", a, b, len(key), err)
	}
	good := target("http://localhost")
	good.Secret = a
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}
