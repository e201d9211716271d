package imagekit_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestNew_MalformedOption(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option imagekit.Option
		want   string
	}{
		"empty private key": {
			imagekit.WithPrivateKey(""),
			"WithPrivateKey (or IMAGEKIT_PRIVATE_KEY): must not be empty",
		},
		"key with a line break": {
			imagekit.WithPrivateKey("secret\n"),
			"WithPrivateKey (or IMAGEKIT_PRIVATE_KEY): must not contain white space",
		},
		"key with a colon": {
			imagekit.WithPublicKey("secret:"),
			"WithPublicKey (or IMAGEKIT_PUBLIC_KEY): must not contain a colon",
		},
		"empty webhook secret": {
			imagekit.WithWebhookSecret(""),
			"WithWebhookSecret (or IMAGEKIT_WEBHOOK_SECRET): must not be empty",
		},
		"relative URL endpoint": {
			imagekit.WithURLEndpoint("/demo"),
			"WithURLEndpoint (or IMAGEKIT_URL_ENDPOINT): must be an absolute http or https URL",
		},
		"URL endpoint with a query": {
			imagekit.WithURLEndpoint("https://ik.imagekit.io/demo?x=1"),
			"must not have a query",
		},
		"base URL with a password": {
			imagekit.WithBaseURL("https://u:secret@example.com"),
			"must not contain a user name",
		},
		"base URL over plain HTTP": {imagekit.WithBaseURL("http://api.example.com"), "must use https"},
		"list of hosts with a port": {
			imagekit.WithInsecureHTTP("mock:8484"),
			"WithInsecureHTTP (or IMAGEKIT_INSECURE_HTTP_HOSTS): must be host names",
		},
		"host that is a URL":         {imagekit.WithInsecureHTTP("http://mock"), "must be host names"},
		"host that is a pattern":     {imagekit.WithInsecureHTTP("*"), "must be host names"},
		"no host":                    {imagekit.WithInsecureHTTP(), "must be host names"},
		"upload URL over plain HTTP": {imagekit.WithUploadURL("http://10.0.0.1"), "must use https"},
		"nil HTTP client":            {imagekit.WithHTTPClient(nil), "WithHTTPClient: client is nil"},
		"nil logger":                 {imagekit.WithLogger(nil), "WithLogger: logger is nil"},
		"nil clock":                  {imagekit.WithClock(nil), "WithClock: clock is nil"},
		"nil wrapper": {
			imagekit.WithTransportWrapper(nil),
			"WithTransportWrapper: the function is nil",
		},
		"wrapper that returns nil": {imagekit.WithTransportWrapper(func(http.RoundTripper) http.RoundTripper {
			return nil
		}), "WithTransportWrapper: the function returned nil"},
		"unknown position": {
			imagekit.WithTransformationPosition(9),
			"WithTransformationPosition: unknown position 9",
		},
		"negative attempts": {
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: -1}),
			"WithRetryPolicy: MaxAttempts must not be negative: -1",
		},
		"negative MinBackoff": {
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: -1}),
			"WithRetryPolicy: MinBackoff, MaxBackoff and MaxRetryAfter must not be negative",
		},
		"negative MaxBackoff": {
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxBackoff: -1}),
			"WithRetryPolicy: MinBackoff, MaxBackoff and MaxRetryAfter must not be negative",
		},
		"negative MaxRetryAfter": {
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxRetryAfter: -1}),
			"WithRetryPolicy: MinBackoff, MaxBackoff and MaxRetryAfter must not be negative",
		},
		"negative rate of retries": {
			imagekit.WithRetryBudget(-0.5, 1),
			"WithRetryBudget: perSecond -0.5 and burst 1 must be numbers that are not negative",
		},
		"rate of retries that is not a number": {
			imagekit.WithRetryBudget(math.NaN(), 1),
			"WithRetryBudget: perSecond NaN and burst 1 must be numbers that are not negative",
		},
		"negative burst of retries": {
			imagekit.WithRetryBudget(1, -1),
			"WithRetryBudget: perSecond 1 and burst -1 must be numbers that are not negative",
		},
		"unknown dialect":              {imagekit.WithDialect(9), "WithDialect: unknown dialect 9"},
		"user agent with a line break": {imagekit.WithUserAgent("shop\r\nX: y"), "is not a valid User-Agent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey), test.option)
			var config *imagekit.ConfigError
			if !errors.As(err, &config) || !strings.Contains(err.Error(), test.want) ||
				strings.Contains(err.Error(), "secret\n") {
				t.Errorf("got %v, want a ConfigError with %q", err, test.want)
			}
		})
	}
}

func TestNew_NothingConfigured(t *testing.T) {
	t.Parallel()
	if _, err := imagekit.New(imagekit.WithoutEnvironment()); !errors.Is(err, imagekit.ErrNotConfigured) {
		t.Errorf("got %v", err)
	}
}

func TestNew_Environment(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		fmt.Fprintf(w, `{"name":%q}`, user)
	}))
	defer server.Close()
	t.Setenv("IMAGEKIT_PRIVATE_KEY", "private_env")
	t.Setenv("IMAGEKIT_URL_ENDPOINT", "https://ik.imagekit.io/env")
	t.Setenv("IMAGEKIT_BASE_URL", server.URL)
	ik, err := imagekit.New()
	if err != nil {
		t.Fatal(err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "private_env" {
		t.Errorf("got %+v, %v", file, err)
	}
	if u, err := ik.URL(urlbuilder.Options{Path: "a.jpg"}); u != "https://ik.imagekit.io/env/a.jpg" {
		t.Errorf("got %s, %v", u, err)
	}
	ik, err = imagekit.New(imagekit.WithPrivateKey("private_option"))
	if err != nil {
		t.Fatal(err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "private_option" {
		t.Errorf("an option must take precedence: got %+v, %v", file, err)
	}
	t.Setenv("IMAGEKIT_BASE_URL", "nowhere")
	if _, err := imagekit.New(); err == nil || !strings.Contains(err.Error(), "IMAGEKIT_BASE_URL") {
		t.Errorf("malformed variable: got %v", err)
	}
}

func TestClient_MissingConfiguration(t *testing.T) {
	t.Parallel()
	urlsOnly, err := imagekit.New(imagekit.WithoutEnvironment(),
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	if err != nil {
		t.Fatal(err)
	}
	callsOnly := newClient(t)
	for name, test := range map[string]struct {
		call             func() error
		option, variable string
	}{
		"API call without a key": {func() error {
			return urlsOnly.DeleteFile(t.Context(), "id")
		}, "WithPrivateKey", "IMAGEKIT_PRIVATE_KEY"},
		"signing without a key": {func() error {
			_, err := urlsOnly.URL(urlbuilder.Options{Path: "a", Signed: true})
			return err
		}, "WithPrivateKey", "IMAGEKIT_PRIVATE_KEY"},
		"URL without an endpoint": {func() error {
			_, err := callsOnly.URL(urlbuilder.Options{Path: "a"})
			return err
		}, "WithURLEndpoint", "IMAGEKIT_URL_ENDPOINT"},
		"verifying without an endpoint": {func() error {
			return callsOnly.VerifyURL("https://x.example/a", urlbuilder.VerifyOptions{})
		}, "WithURLEndpoint", "IMAGEKIT_URL_ENDPOINT"},
	} {
		t.Run(name, func(t *testing.T) {
			var config *imagekit.ConfigError
			err := test.call()
			if !errors.As(err, &config) || config.Option != test.option || config.Variable != test.variable ||
				!errors.Is(err, imagekit.ErrNotConfigured) {
				t.Errorf("got %v", err)
			}
		})
	}
	if u, err := urlsOnly.URL(urlbuilder.Options{Path: "a"}); err != nil {
		t.Errorf("building a URL needs no key: %s, %v", u, err)
	}
}
