package imagekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/openimagekit/imagekit/internal/keys"
	"github.com/openimagekit/imagekit/internal/transport"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Default base URLs of the API and of uploads.
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
	envInsecureHosts = "IMAGEKIT_INSECURE_HTTP_HOSTS"
)

const (
	version          = "0.1.0"
	defaultUserAgent = "openimagekit/" + version + " (+https://github.com/openimagekit/imagekit)"
)

// Option configures a client; see [New].
type Option func(*config) error

// setting is an option that an environment variable can set as well.
type setting struct {
	option, variable string
	field            func(*config) *string
	check            func(string) error
}

var (
	settingPrivateKey = setting{
		"WithPrivateKey", envPrivateKey, func(c *config) *string { return &c.privateKey }, keys.Check,
	}
	settingPublicKey = setting{
		"WithPublicKey", envPublicKey, func(c *config) *string { return &c.publicKey }, keys.Check,
	}
	settingWebhookSecret = setting{
		"WithWebhookSecret", envWebhookSecret, func(c *config) *string { return &c.webhookSecret }, keys.CheckSecret,
	}
	settingURLEndpoint = setting{
		"WithURLEndpoint", envURLEndpoint, func(c *config) *string { return &c.urlEndpoint }, checkURL,
	}
	settingBaseURL = setting{
		"WithBaseURL", envBaseURL, func(c *config) *string { return &c.baseURL }, checkURL,
	}
	settingUploadURL = setting{
		"WithUploadURL", envUploadURL, func(c *config) *string { return &c.uploadURL }, checkURL,
	}
	settingInsecureHTTP = setting{
		"WithInsecureHTTP", envInsecureHosts, func(c *config) *string { return &c.insecureHosts }, checkHosts,
	}
	settings = []setting{
		settingPrivateKey, settingPublicKey, settingWebhookSecret, settingURLEndpoint, settingBaseURL,
		settingUploadURL, settingInsecureHTTP,
	}
)

func (s setting) set(value string) Option {
	return func(c *config) error {
		if err := s.check(value); err != nil {
			return &ConfigError{Option: s.option, Variable: s.variable, Err: err}
		}
		*s.field(c) = value
		return nil
	}
}

// WithPrivateKey sets the private API key, which authenticates calls and signs URLs. A key that is empty, or contains
// white space, invisible characters or a colon, is a [ConfigError]. For a key that rotates, see [WithPrivateKeySource].
func WithPrivateKey(key string) Option { return settingPrivateKey.set(key) }

// WithPublicKey sets the public API key, which uploads from browsers contain. The rules of [WithPrivateKey] apply.
func WithPublicKey(key string) Option { return settingPublicKey.set(key) }

// WithWebhookSecret sets the secret with which the service signs webhooks: the whole text that the dashboard shows. A
// secret with white space around it or control characters in it is a [ConfigError].
func WithWebhookSecret(secret string) Option { return settingWebhookSecret.set(secret) }

// WithWebhookScheme makes [Client.VerifyWebhook] and [Client.WebhookHandler] accept one scheme of webhook signatures
// only: [StandardWebhooks] or [LegacyWebhooks]. The default, [AnyWebhookScheme], accepts both; its documentation
// describes a replay that this allows. If all webhooks of an account are signed in one scheme, set that scheme.
func WithWebhookScheme(scheme WebhookScheme) Option {
	return func(c *config) error {
		if scheme < AnyWebhookScheme || scheme > LegacyWebhooks {
			return &ConfigError{Option: "WithWebhookScheme", Err: fmt.Errorf("unknown scheme %v", scheme)}
		}
		c.webhookScheme = scheme
		return nil
	}
}

// WithURLEndpoint sets the URL endpoint of delivery URLs, such as https://ik.imagekit.io/demo, with or without a slash
// at its end. It is also the server of downloads ([Client.Open]), for which it must use https, with the exceptions that
// [WithBaseURL] describes.
func WithURLEndpoint(endpoint string) Option { return settingURLEndpoint.set(endpoint) }

// WithBaseURL sets the server of all calls; the default is [DefaultBaseURL]. It is also the server of uploads, unless
// [WithUploadURL] sets another one. The URL must be an absolute http or https URL, without user name, query and
// fragment. Plain HTTP is allowed for loopback addresses only, because each request contains the private key; see
// [WithInsecureHTTP].
func WithBaseURL(baseURL string) Option { return settingBaseURL.set(baseURL) }

// WithUploadURL sets the server of uploads, with the rules of [WithBaseURL]. The default is the URL of WithBaseURL if
// it is set, otherwise [DefaultUploadURL].
func WithUploadURL(uploadURL string) Option { return settingUploadURL.set(uploadURL) }

// WithInsecureHTTP allows plain http with these hosts, such as that of a mock server in another container, in the base
// URL, the upload URL, and the URL endpoint of downloads. API calls send the private key unencrypted, and anyone who
// can read the network traffic can read it: use this option only with keys that protect nothing, such as the key of the
// mock server. Hosts are names or IP addresses without a port.
func WithInsecureHTTP(hosts ...string) Option {
	return settingInsecureHTTP.set(strings.Join(hosts, ","))
}

// WithTransformationPosition sets the position of transformations in delivery URLs whose options do not set one. The
// default depends on the dialect: the path for [urlbuilder.Classic], the query for [urlbuilder.Current].
func WithTransformationPosition(position urlbuilder.TransformationPosition) Option {
	return func(c *config) error {
		if position < urlbuilder.DefaultPosition || position > urlbuilder.QueryPosition {
			return &ConfigError{Option: "WithTransformationPosition", Err: fmt.Errorf("unknown position %d", position)}
		}
		c.position = position
		return nil
	}
}

// WithDialect sets the form in which delivery URLs are written. The default is [urlbuilder.Classic].
func WithDialect(dialect urlbuilder.Dialect) Option {
	return func(c *config) error {
		if dialect != urlbuilder.Classic && dialect != urlbuilder.Current {
			return &ConfigError{Option: "WithDialect", Err: fmt.Errorf("unknown dialect %d", dialect)}
		}
		c.dialect = dialect
		return nil
	}
}

// WithHTTPClient makes the Client send requests with a copy of client, which includes its transport, redirect policy,
// cookie jar and timeout. The timeout limits the time of each attempt, also of an upload, but does not interrupt a
// source that blocks. If client has no transport, the Client uses one that speaks HTTP/1.1 only, because the outcome of
// a call whose connection is lost is unknown more often over HTTP/2.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return &ConfigError{Option: "WithHTTPClient", Err: errors.New("client is nil")}
		}
		c.httpClient = client
		return nil
	}
}

// WithTransportWrapper wraps the transport of the client, for traces and metrics: New calls wrap once, with the
// transport that sends requests, and the client uses the transport that wrap returns. The returned transport gets the
// request of each attempt, with the private key in its header; see [CallInfoFromContext] and examples/otel. New returns
// a [ConfigError] if wrap is nil or returns nil.
//
// The client calls a transport that is not an *http.Transport, and the methods of its response bodies, in separate
// goroutines. If they do not return within 100 ms after the context has ended, or after a limit of [Timeouts] has been
// exceeded, the call returns without waiting for them.
func WithTransportWrapper(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(c *config) error {
		if wrap == nil {
			return &ConfigError{Option: "WithTransportWrapper", Err: errors.New("the function is nil")}
		}
		c.wrap = wrap
		return nil
	}
}

// CallInfo describes the call that a request belongs to, for an [http.RoundTripper] that traces or counts requests.
type CallInfo struct {
	Operation string // operationId in openapi.yaml, such as getFileDetails, or open for a download
	Attempt   int    // number of the attempt, from 1 on
	// Waited is the time between the previous attempt and this one, without the wait for the rate limit. It is 0 for
	// the first attempt.
	Waited time.Duration
}

// CallInfoFromContext returns the call that the request with the context ctx belongs to; ok is false if the request was
// not made by a [Client]. examples/otel uses it for the names of spans. The queries of some requests contain signed
// URLs, which should not be recorded in traces.
func CallInfoFromContext(ctx context.Context) (info CallInfo, ok bool) {
	attempt, ok := transport.AttemptFromContext(ctx)
	return CallInfo{Operation: attempt.Operation, Attempt: attempt.Number, Waited: attempt.Waited}, ok
}

// Timeouts limits how long a client waits for a server that makes no progress. A zero field means the default, and a
// negative field means no limit. The time of a whole call is not limited: an upload can take any time as long as bytes
// are transferred. A call always ends when its context ends.
type Timeouts struct {
	// Connect limits the time to open a connection, and separately the time of its TLS handshake. The default is 10 s.
	// A transport of [WithHTTPClient] has its own limit instead.
	Connect time.Duration
	// ResponseHeader limits the time from the end of the request to the beginning of the response, including the time
	// to connect. The default is 1 min.
	ResponseHeader time.Duration
	// Idle limits the time during which the server accepts no byte of the request, or sends no byte of the response.
	// The default is 30 s.
	Idle time.Duration
}

func (t Timeouts) withDefaults() Timeouts {
	return Timeouts{
		Connect:        cmp.Or(t.Connect, 10*time.Second),
		ResponseHeader: cmp.Or(t.ResponseHeader, time.Minute),
		Idle:           cmp.Or(t.Idle, 30*time.Second),
	}
}

// WithTimeouts replaces the default [Timeouts]. A call that exceeds a limit is repeated as its [RetryPolicy] allows,
// and then fails with a [TimeoutError] as its cause.
func WithTimeouts(t Timeouts) Option {
	return func(c *config) error {
		c.timeouts = t.withDefaults()
		return nil
	}
}

// WithLogger logs to logger. Keys, bodies and queries are never logged. These are the messages:
//
//   - "imagekit request" when an attempt of a call has ended, at debug level if it succeeded and as a warning if it
//     failed (a 404 too). An attempt of a download ends when its body has been read, or the [Object] is closed.
//     Attributes: operation, attempt, waited (as in [CallInfo]), method, host, path, elapsed (the duration of the
//     attempt); also status and requestId if there was a response, and error if no valid response was received.
//   - "imagekit waited for rate limit" at debug level, before an attempt that a [Limiter] has delayed for a
//     millisecond or more. Attributes: operation, attempt, waited (a duration by the client's clock).
//   - "imagekit response has values of unexpected types", a warning. Attributes: operation, requestId, count, and
//     pointers (the first JSON pointers of [Response.Mismatches]).
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return &ConfigError{Option: "WithLogger", Err: errors.New("logger is nil")}
		}
		c.logger = logger
		return nil
	}
}

// WithUserAgent puts product, such as "my-program/1.2", before the client's own name in the User-Agent header. A
// product that is empty or contains control characters is a [ConfigError].
func WithUserAgent(product string) Option {
	return func(c *config) error {
		if product == "" || strings.ContainsFunc(product, unicode.IsControl) {
			return &ConfigError{Option: "WithUserAgent", Err: fmt.Errorf("%q is not a valid User-Agent", product)}
		}
		c.userAgent = product + " " + defaultUserAgent
		return nil
	}
}

// WithClock replaces [time.Now] as the client's clock, for tests. It must not be nil.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return &ConfigError{Option: "WithClock", Err: errors.New("clock is nil")}
		}
		c.now = now
		return nil
	}
}

// WithoutEnvironment makes [New] ignore the IMAGEKIT_ environment variables. This is useful in tests.
func WithoutEnvironment() Option {
	return func(c *config) error {
		c.lookupEnv = func(string) (string, bool) { return "", false }
		return nil
	}
}
