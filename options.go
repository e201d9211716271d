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

// The default base URLs: of the API, and of uploads.
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

// setting is an option that an environment variable can stand in for.
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

// WithPrivateKey sets the private API key, which authenticates calls and signs URLs. For a key that rotates, see
// [WithPrivateKeySource].
func WithPrivateKey(key string) Option { return settingPrivateKey.set(key) }

// WithPublicKey sets the public API key, which goes with uploads from browsers.
func WithPublicKey(key string) Option { return settingPublicKey.set(key) }

// WithWebhookSecret sets the secret with which the service signs webhooks, the whole text that the dashboard shows. It
// is an error if the secret has white space around it or control characters in it.
func WithWebhookSecret(secret string) Option { return settingWebhookSecret.set(secret) }

// WithWebhookScheme makes [Client.VerifyWebhook] and [Client.WebhookHandler] accept one scheme of webhook signatures
// only: [StandardWebhooks] or [LegacyWebhooks]. The default, [AnyWebhookScheme], accepts both, which allows a replay
// that it describes. If all webhooks of an account are signed in one scheme, a program should name it.
func WithWebhookScheme(scheme WebhookScheme) Option {
	return func(c *config) error {
		if scheme < AnyWebhookScheme || scheme > LegacyWebhooks {
			return &ConfigError{Option: "WithWebhookScheme", Err: fmt.Errorf("%v is unknown", scheme)}
		}
		c.webhookScheme = scheme
		return nil
	}
}

// WithURLEndpoint sets the URL endpoint of delivery URLs, such as https://ik.imagekit.io/demo, with or without a slash
// at its end.
func WithURLEndpoint(endpoint string) Option { return settingURLEndpoint.set(endpoint) }

// WithBaseURL sends all calls but uploads to another server than [DefaultBaseURL], and uploads too unless
// [WithUploadURL] says where. Plain HTTP is for loopback addresses only, because the private key goes with each
// request; see [WithInsecureHTTP].
func WithBaseURL(baseURL string) Option { return settingBaseURL.set(baseURL) }

// WithUploadURL sends uploads to another server than [DefaultUploadURL].
func WithUploadURL(uploadURL string) Option { return settingUploadURL.set(uploadURL) }

// WithInsecureHTTP allows a base or upload URL with plain http on these hosts, such as the mock server in a container
// beside the program. The private key travels to them unencrypted, so whoever can read the network has it: use it only
// with keys that protect nothing, such as that of the mock server. Hosts are names or IP addresses without a port.
func WithInsecureHTTP(hosts ...string) Option {
	return settingInsecureHTTP.set(strings.Join(hosts, ","))
}

// WithTransformationPosition sets the position of transformations in delivery URLs whose options do not set one. The
// default is that of the dialect: the path for [urlbuilder.Classic], the query for [urlbuilder.Current].
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

// WithHTTPClient makes calls with a copy of client: its transport, redirect policy, cookie jar and timeout. A timeout
// there limits whole uploads, but not a source that blocks. If client has no transport, the Client uses its own, which
// speaks HTTP/1.1 only: over HTTP/2, the outcome of calls whose connection is lost is unknown more often.
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
// transport that sends requests, and the client uses the one that wrap returns. That one sees each attempt, with the
// private key in its header; see [CallInfoFromContext] and examples/otel. It is a [ConfigError] if wrap is nil or
// returns nil.
//
// The client calls a transport that is not an *http.Transport, and the bodies of its responses, in goroutines of their
// own. If they do not return 100 ms after the context has ended, or a limit of [Timeouts] has passed, the call returns
// without them.
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
	Operation string        // operationId in openapi.yaml, such as getFileDetails
	Attempt   int           // number of the attempt, from 1 on
	Waited    time.Duration // between the previous attempt and this one; 0 for the first
}

// CallInfoFromContext describes the request that ctx belongs to; ok is false for a request that no client has made.
// examples/otel names spans by it. The queries of some requests contain signed URLs, which should not be recorded in
// traces.
func CallInfoFromContext(ctx context.Context) (info CallInfo, ok bool) {
	attempt, ok := transport.AttemptFromContext(ctx)
	return CallInfo{Operation: attempt.Operation, Attempt: attempt.Number, Waited: attempt.Waited}, ok
}

// Timeouts limits how long a client waits for a server that makes no progress. A field that is zero has its default, a
// negative one is no limit. There is no limit on a whole call: an upload takes as long as it takes while bytes move.
// The context of a call ends it in any case.
type Timeouts struct {
	// Connect is for a connection, and again for its TLS handshake. The default is 10 s. A client of [WithHTTPClient]
	// that has a transport has its own limit.
	Connect time.Duration
	// ResponseHeader is from the end of the request to the beginning of the response; connecting counts. The default
	// is 1 min.
	ResponseHeader time.Duration
	// Idle is without a byte of the request accepted, or of the response received. The default is 30 s.
	Idle time.Duration
}

func (t Timeouts) withDefaults() Timeouts {
	return Timeouts{
		Connect:        cmp.Or(t.Connect, 10*time.Second),
		ResponseHeader: cmp.Or(t.ResponseHeader, time.Minute),
		Idle:           cmp.Or(t.Idle, 30*time.Second),
	}
}

// WithTimeouts replaces the default [Timeouts]. A call that takes longer fails with a [TimeoutError] as its cause,
// after the attempts of its [RetryPolicy].
func WithTimeouts(t Timeouts) Option {
	return func(c *config) error {
		c.timeouts = t.withDefaults()
		return nil
	}
}

// WithLogger logs to logger. Keys, bodies and queries are never logged. These are the messages:
//
//   - "imagekit request" when an attempt of a call has ended, at debug level if it succeeded and as a warning if it
//     failed (a 404 too). Attributes: operation, attempt, waited (the duration between the previous attempt and this
//     one), method, host, path, elapsed (a duration), and as far as there are any status, requestId and error.
//   - "imagekit waited for rate limit" at debug level, before an attempt that a [Limiter] has held back for a
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

// WithoutEnvironment ignores the IMAGEKIT_ variables: only options count. This is useful in tests.
func WithoutEnvironment() Option {
	return func(c *config) error {
		c.lookupEnv = func(string) (string, bool) { return "", false }
		return nil
	}
}
