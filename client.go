package imagekit

import (
	"log/slog"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Client calls the ImageKit API and builds delivery URLs. Its methods are safe for concurrent use, and it never changes
// after [New].
type Client struct {
	engine *engine
	urls   *urlbuilder.Builder
	config *config
}

// New returns a client. What no option sets comes from the environment:
//
//	WithPrivateKey      IMAGEKIT_PRIVATE_KEY
//	WithPublicKey       IMAGEKIT_PUBLIC_KEY
//	WithURLEndpoint     IMAGEKIT_URL_ENDPOINT
//	WithWebhookSecret   IMAGEKIT_WEBHOOK_SECRET
//	WithBaseURL         IMAGEKIT_BASE_URL
//	WithUploadURL       IMAGEKIT_UPLOAD_URL
//	WithInsecureHTTP    IMAGEKIT_INSECURE_HTTP_HOSTS (separated by commas)
//
// Nothing is required of all programs: building URLs needs no key, calling the API needs no URL endpoint. What is
// missing is a [ConfigError] at the call that needs it. A malformed value is a ConfigError here, and so is having
// neither a key, nor a URL endpoint, nor a webhook secret.
func New(opts ...Option) (*Client, error) {
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	urls, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint:            c.urlEndpoint,
		PrivateKey:             c.privateKey,
		TransformationPosition: c.position,
		Dialect:                c.dialect,
		Now:                    c.now,
	})
	if err != nil {
		return nil, &ConfigError{Option: "WithURLEndpoint", Variable: envURLEndpoint, Err: err}
	}
	httpClient := *c.httpClient
	if httpClient.Transport, err = c.transport(); err != nil {
		return nil, err
	}
	return &Client{
		engine: &engine{config: c, http: &httpClient, userAgent: []string{c.userAgent}},
		urls:   urls,
		config: c,
	}, nil
}

// URL builds a delivery URL with the client's URL endpoint and, if it is to be signed, the client's private key.
// It makes no request. See package urlbuilder for the options and for what is encoded how.
func (c *Client) URL(o urlbuilder.Options) (string, error) {
	if c.config.urlEndpoint == "" && o.URLEndpoint == "" {
		return "", missing("WithURLEndpoint", envURLEndpoint)
	}
	if c.config.privateKey == "" && (o.Signed || o.ExpiresIn != 0 || !o.ExpiresAt.IsZero()) {
		return "", missing("WithPrivateKey", envPrivateKey)
	}
	return c.urls.URL(o)
}

// URLBuilder returns the builder of the client's delivery URLs, for what [Client.URL] does not do: appending to a
// buffer, taking URLs apart, responsive images, and the functions of package urlbuilder/htmlurl.
func (c *Client) URLBuilder() *urlbuilder.Builder { return c.urls }

// VerifyURL returns nil if rawURL lies under the client's URL endpoint, and the client's private key has signed it, and
// it has not expired; otherwise one of the errors that [urlbuilder.Builder.Verify] lists. No request is made.
//
//	// refuses URLs that are valid for longer than an hour, too
//	err := ik.VerifyURL(u, urlbuilder.VerifyOptions{MaxExpiresIn: time.Hour})
func (c *Client) VerifyURL(rawURL string, o urlbuilder.VerifyOptions) error {
	if c.config.urlEndpoint == "" {
		return missing("WithURLEndpoint", envURLEndpoint)
	}
	if c.config.privateKey == "" {
		return missing("WithPrivateKey", envPrivateKey)
	}
	return c.urls.Verify(rawURL, o)
}

// CloseIdleConnections closes connections that wait for the next call. Call it for a client that is no longer used. A
// program that uses one client until its end need not.
func (c *Client) CloseIdleConnections() {
	if wire, ok := c.config.httpClient.Transport.(interface{ CloseIdleConnections() }); ok {
		wire.CloseIdleConnections()
	}
}

// String returns the type of the client and the base URL of the API that it calls, without its keys.
func (c Client) String() string {
	base := ""
	if c.config != nil {
		base = c.config.baseURL
	}
	return "imagekit.Client(" + base + ")"
}

// LogValue implements [slog.LogValuer]: a client is logged as String returns it.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
