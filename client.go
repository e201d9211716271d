package imagekit

import (
	"log/slog"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Client calls the ImageKit API and builds delivery URLs. It is created by [New]. A Client is safe for concurrent use.
type Client struct {
	engine   *engine
	delivery delivery
	urls     *urlbuilder.Builder
	config   *config
}

// New returns a client. If an option is not given, New reads the setting from an environment variable; an empty
// variable counts as not set:
//
//	WithPrivateKey      IMAGEKIT_PRIVATE_KEY
//	WithPublicKey       IMAGEKIT_PUBLIC_KEY
//	WithURLEndpoint     IMAGEKIT_URL_ENDPOINT
//	WithWebhookSecret   IMAGEKIT_WEBHOOK_SECRET
//	WithBaseURL         IMAGEKIT_BASE_URL
//	WithUploadURL       IMAGEKIT_UPLOAD_URL
//	WithInsecureHTTP    IMAGEKIT_INSECURE_HTTP_HOSTS (separated by commas)
//
// New returns a [ConfigError] for a malformed value, and if it finds neither a key, nor a URL endpoint, nor a webhook
// secret. No single setting is required: building URLs needs no key, and calling the API needs no URL endpoint. A
// method that needs a missing setting returns a ConfigError.
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
	next, err := c.transport()
	if err != nil {
		return nil, err
	}
	httpClient := *c.httpClient
	httpClient.Transport = c.layers(next, c.servers())
	return &Client{
		engine:   &engine{config: c, http: &httpClient, userAgent: []string{c.userAgent}},
		delivery: newDelivery(c, next),
		urls:     urls,
		config:   c,
	}, nil
}

// URL builds a delivery URL with the client's URL endpoint, and signs it with the client's private key if the options
// require a signature. It makes no request. It fails with a [ConfigError] if the URL endpoint or the key is required
// and not set. Package urlbuilder describes the options, the encoding and the other errors.
func (c *Client) URL(o urlbuilder.Options) (string, error) {
	if c.config.urlEndpoint == "" && o.URLEndpoint == "" {
		return "", missing("WithURLEndpoint", envURLEndpoint)
	}
	if c.config.privateKey == "" && (o.Signed || o.ExpiresIn != 0 || !o.ExpiresAt.IsZero()) {
		return "", missing("WithPrivateKey", envPrivateKey)
	}
	return c.urls.URL(o)
}

// URLBuilder returns the builder that [Client.URL] uses. Its other methods append URLs to a buffer, parse URLs, and
// build responsive images; the functions of package urlbuilder/htmlurl take it as an argument.
func (c *Client) URLBuilder() *urlbuilder.Builder { return c.urls }

// VerifyURL returns nil if rawURL is under the client's URL endpoint, is signed with the client's private key, and has
// not expired. Otherwise it returns one of the errors that [urlbuilder.Builder.Verify] lists, or a [ConfigError] if the
// URL endpoint or the key is not set. It makes no request.
//
//	// also refuses URLs that are valid for more than an hour
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

// CloseIdleConnections closes the connections that no request uses. Call it for a client that is no longer needed. A
// program that uses one client until it exits need not call it.
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

// LogValue implements [slog.LogValuer]: it logs what String returns.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
