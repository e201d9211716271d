package imagekit

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode"

	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Where the service is.
const (
	DefaultBaseURL   = "https://api.imagekit.io"
	DefaultUploadURL = "https://upload.imagekit.io"
)

const (
	envPrivateKey    = "IMAGEKIT_PRIVATE_KEY"
	envPublicKey     = "IMAGEKIT_PUBLIC_KEY"
	envURLEndpoint   = "IMAGEKIT_URL_ENDPOINT"
	envWebhookSecret = "IMAGEKIT_WEBHOOK_SECRET"
	envBaseURL       = "IMAGEKIT_BASE_URL"
	envUploadURL     = "IMAGEKIT_UPLOAD_URL"
)

// idleConnections is how many connections to one host wait for the next call; Go's default of 2 would make busy programs open new ones
// all the time.
const idleConnections = 32

const (
	version          = "0.1.0"
	defaultUserAgent = "openimagekit/" + version + " (+https://github.com/openimagekit/imagekit)"
)

// Option configures a client; see [New].
type Option func(*config) error

type config struct {
	privateKey, publicKey, webhookSecret string
	urlEndpoint                          string
	baseURL, uploadURL                   string // without a slash at the end
	position                             urlbuilder.TransformationPosition
	dialect                              urlbuilder.Dialect
	httpClient                           *http.Client
	logger                               *slog.Logger
	userAgent                            string
	now                                  func() time.Time
	lookupEnv                            func(string) (string, bool)
	retry                                RetryPolicy
	budget                               *rate.Limiter
	limiters                             RateLimiters
	timeouts                             Timeouts
	scarce                               bool // the number of connections is limited
	repeatableUploads                    bool
	wrap                                 func(http.RoundTripper) http.RoundTripper // nil for nothing
}

// setting is an option that the environment can stand in for.
type setting struct {
	option, variable string
	field            func(*config) *string
	check            func(string) error
}

var settings = []setting{
	{"WithPrivateKey", envPrivateKey, func(c *config) *string { return &c.privateKey }, checkKey},
	{"WithPublicKey", envPublicKey, func(c *config) *string { return &c.publicKey }, checkKey},
	{"WithWebhookSecret", envWebhookSecret, func(c *config) *string { return &c.webhookSecret }, checkKey},
	{"WithURLEndpoint", envURLEndpoint, func(c *config) *string { return &c.urlEndpoint }, checkURL},
	{"WithBaseURL", envBaseURL, func(c *config) *string { return &c.baseURL }, checkAPIURL},
	{"WithUploadURL", envUploadURL, func(c *config) *string { return &c.uploadURL }, checkAPIURL},
}

func (s setting) set(value string) Option {
	return func(c *config) error {
		if err := s.check(value); err != nil {
			return &ConfigError{Option: s.option, Variable: s.variable, Err: err}
		}
		*s.field(c) = value
		return nil
	}
}

// WithPrivateKey sets the private API key, which authenticates calls and signs URLs.
func WithPrivateKey(key string) Option { return settings[0].set(key) }

// WithPublicKey sets the public API key, which goes with uploads from browsers.
func WithPublicKey(key string) Option { return settings[1].set(key) }

// WithWebhookSecret sets the secret with which the service signs webhooks.
func WithWebhookSecret(secret string) Option { return settings[2].set(secret) }

// WithURLEndpoint sets the URL endpoint of delivery URLs, such as https://ik.imagekit.io/demo, with or without a slash at its end.
func WithURLEndpoint(endpoint string) Option { return settings[3].set(endpoint) }

// WithBaseURL sends all calls but uploads to another server than [DefaultBaseURL], and uploads too unless [WithUploadURL] says where.
// Plain HTTP is for loopback addresses only, because the private key goes with each request.
func WithBaseURL(baseURL string) Option { return settings[4].set(baseURL) }

// WithUploadURL sends uploads to another server than [DefaultUploadURL].
func WithUploadURL(uploadURL string) Option { return settings[5].set(uploadURL) }

// WithTransformationPosition says where delivery URLs carry transformations unless a URL says otherwise.
func WithTransformationPosition(position urlbuilder.TransformationPosition) Option {
	return func(c *config) error {
		if position < urlbuilder.DefaultPosition || position > urlbuilder.QueryPosition {
			return &ConfigError{Option: "WithTransformationPosition", Err: fmt.Errorf("unknown position %d", position)}
		}
		c.position = position
		return nil
	}
}

// WithDialect says which form delivery URLs have; [urlbuilder.Classic] is the default.
func WithDialect(dialect urlbuilder.Dialect) Option {
	return func(c *config) error {
		if dialect != urlbuilder.Classic && dialect != urlbuilder.Current {
			return &ConfigError{Option: "WithDialect", Err: fmt.Errorf("unknown dialect %d", dialect)}
		}
		c.dialect = dialect
		return nil
	}
}

// WithHTTPClient makes calls with a copy of client: its transport, redirect policy, cookie jar and timeout. A timeout there
// limits whole uploads, but not a source that blocks. Over HTTP/2 the outcome of calls whose connection is lost is unknown more often; the
// client's own transport, which it has if client has none, does without.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return &ConfigError{Option: "WithHTTPClient", Err: errors.New("client is nil")}
		}
		c.httpClient = client
		return nil
	}
}

// WithTransport puts something around the transport of the client, for traces and metrics: wrap gets the transport that sends requests, and returns
// the one to use. It is called once, by New. What it returns sees each attempt, with the private key in its headers; see [CallInfoFrom] and
// examples/otel.
func WithTransport(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(c *config) error {
		if wrap == nil {
			return &ConfigError{Option: "WithTransport", Err: errors.New("the function is nil")}
		}
		c.wrap = wrap
		return nil
	}
}

// WithLogger logs each attempt of a call when it has ended: at debug level if it succeeded, as a warning if it failed. Keys, bodies and queries
// are never logged.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return &ConfigError{Option: "WithLogger", Err: errors.New("logger is nil")}
		}
		c.logger = logger
		return nil
	}
}

// WithUserAgent puts the name of your program in front of the client's own in the User-Agent header.
func WithUserAgent(product string) Option {
	return func(c *config) error {
		if product == "" || strings.ContainsFunc(product, unicode.IsControl) {
			return &ConfigError{Option: "WithUserAgent", Err: fmt.Errorf("%q cannot stand in a header", product)}
		}
		c.userAgent = product + " " + defaultUserAgent
		return nil
	}
}

// WithClock replaces [time.Now], for tests.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return &ConfigError{Option: "WithClock", Err: errors.New("clock is nil")}
		}
		c.now = now
		return nil
	}
}

// WithoutEnvironment ignores the IMAGEKIT_ variables: only options count. Tests want this.
func WithoutEnvironment() Option {
	return func(c *config) error {
		c.lookupEnv = func(string) (string, bool) { return "", false }
		return nil
	}
}

func newConfig(opts []Option) (*config, error) {
	c := &config{
		logger:     slog.New(slog.DiscardHandler),
		userAgent:  defaultUserAgent,
		now:        time.Now,
		lookupEnv:  os.LookupEnv,
		retry:      defaultPolicy,
		budget:     newBudget(10, 100),
		httpClient: &http.Client{},
		limiters:   RateLimiters{NewLimiter(ReadsPerSecond, ReadBurst), NewLimiter(WritesPerSecond, WriteBurst)},
		timeouts:   Timeouts{}.withDefaults(),
	}
	for _, option := range opts {
		if err := option(c); err != nil {
			return nil, err
		}
	}
	for _, s := range settings {
		if value, ok := c.lookupEnv(s.variable); ok && value != "" && *s.field(c) == "" {
			if err := s.set(value)(c); err != nil {
				return nil, err
			}
		}
	}
	if c.privateKey == "" && c.publicKey == "" && c.urlEndpoint == "" && c.webhookSecret == "" {
		return nil, missing("WithPrivateKey", envPrivateKey)
	}
	c.pointAtServers()
	if c.httpClient.Transport == nil {
		withTransport := *c.httpClient
		withTransport.Transport = ownTransport(c.timeouts.Connect)
		c.httpClient = &withTransport
	}
	return c, nil
}

func (c *config) pointAtServers() {
	if c.uploadURL == "" {
		// A program that talks to another server does not want its uploads to reach the real service.
		c.uploadURL = c.baseURL
	}
	if c.uploadURL == "" {
		c.uploadURL = DefaultUploadURL
	}
	if c.baseURL == "" {
		c.baseURL = DefaultBaseURL
	}
	c.baseURL, c.uploadURL = strings.TrimRight(c.baseURL, "/"), strings.TrimRight(c.uploadURL, "/")
}

// servers returns where requests may go.
func (c *config) servers() []*url.URL {
	var servers []*url.URL
	for _, server := range []string{c.baseURL, c.uploadURL} {
		if u, err := url.Parse(server); err == nil { // checked by then
			servers = append(servers, u)
		}
	}
	return servers
}

// ownTransport is Go's default with connections of its own: a client neither shares them with the rest of the program nor loses them
// when somebody there closes idle connections. They speak HTTP/1.1, where a lost connection leaves it clear more often what the server can have
// done: over HTTP/2, net/http repeats requests by itself and does not tell why. At the rates of the API more connections do not matter.
func ownTransport(connect time.Duration) http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	own := standard.Clone()
	own.MaxIdleConnsPerHost = idleConnections
	connect = max(connect, 0)
	own.DialContext = (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext
	own.TLSHandshakeTimeout = connect
	own.Protocols = new(http.Protocols)
	own.Protocols.SetHTTP1(true)
	if own.TLSClientConfig != nil { // which offers HTTP/2 if somebody has used the default before
		own.TLSClientConfig.NextProtos = []string{"http/1.1"}
	}
	return own
}

// checkKey refuses what cannot be a key, such as one that was read from a file with its line break. It never quotes the key.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("must not be empty")
	case strings.ContainsFunc(key, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return errors.New("must not contain white space or invisible characters")
	case strings.Contains(key, ":"):
		return errors.New("must not contain a colon")
	}
	return nil
}

func checkURL(rawURL string) error {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.HasSuffix(u.Host, ":"):
		return errors.New("must be an absolute http or https URL")
	case strings.ContainsFunc(rawURL, unicode.IsSpace):
		return errors.New("must not contain white space")
	case u.User != nil:
		return errors.New("must not contain a user name")
	case strings.ContainsAny(rawURL, "?#"):
		return errors.New("must not have a query or a fragment")
	}
	return nil
}

func checkAPIURL(rawURL string) error {
	if err := checkURL(rawURL); err != nil {
		return err
	}
	if u, _ := url.Parse(rawURL); u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return fmt.Errorf("must use https, because the private key goes with each request (plain http is for loopback addresses only, not for %s)", u.Hostname())
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
