package mockserver

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/selfsigned"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/internal/keys"
)

// Default keys and id of a server. The keys are easy to recognise as fakes.
const (
	DefaultPrivateKey = "private_mock_key"
	DefaultPublicKey  = "public_mock_key"
	DefaultImageKitID = "demo"
)

// Option configures a server; see [New], [Listen] and [Start]. An invalid value is an error of these functions.
type Option func(*config) error

// config is what the options have set. It does not change after [New].
type config struct {
	privateKey        string
	publicKey         string
	imagekitID        string
	prefix            string // begins with a slash and does not end in one, or is empty
	baseURL           string // includes the prefix
	address           string // host and port of the listener, if the server has one
	now               func() time.Time
	newID             func() string
	log               *slog.Logger
	validateResponses bool
	store             Store         // nil if everything is in memory
	jobDuration       time.Duration // of bulk jobs and purges
	rateLimits        RateLimits
	maxFileSize       int64 // in bytes, 0 for no limit
	remoteFetch       bool  // URLs of uploads may be on other machines
	seed              fs.FS // nil if there is none
	tls               bool
	identity          *selfsigned.Certificate // nil without TLS
	webhook           *webhooks.Target        // nil if there is none
	webhookSecret     string                  // of targets that have none
}

// newConfig applies the options to the defaults, in their order.
func newConfig(opts []Option) (*config, error) {
	c := &config{
		privateKey: DefaultPrivateKey,
		publicKey:  DefaultPublicKey,
		imagekitID: DefaultImageKitID,
		address:    "localhost",
		now:        time.Now,
		newID:      randomID,
		log:        slog.New(slog.DiscardHandler),

		webhookSecret: DefaultWebhookSecret,
	}
	for _, o := range opts {
		if err := o(c); err != nil {
			return nil, fmt.Errorf("mockserver: %w", err)
		}
	}
	c.newID = oneAtATime(c.newID)
	return c, c.locate()
}

// locate sets the base URL, if no option has, and makes the certificate for it.
func (c *config) locate() (err error) {
	if c.baseURL == "" {
		scheme := "http://"
		if c.tls {
			scheme = "https://"
		}
		c.baseURL = scheme + c.address + c.prefix
	}
	if c.tls {
		c.identity, err = newIdentity(c.baseURL)
	}
	return err
}

// urlEndpoint returns the URL under which files are delivered, without a slash at its end.
func (c *config) urlEndpoint() string { return c.baseURL + "/" + c.imagekitID }

// WithPrivateKey sets the private API key that the server accepts. The default is [DefaultPrivateKey]. A key with white
// space or a colon is an error, as in [imagekit.New].
func WithPrivateKey(key string) Option {
	return func(c *config) error { return setChecked(&c.privateKey, "private key", key, keys.Check) }
}

// WithPublicKey sets the public API key that the server accepts. The default is [DefaultPublicKey].
func WithPublicKey(key string) Option {
	return func(c *config) error { return setChecked(&c.publicKey, "public key", key, keys.Check) }
}

// Checks of an ImageKit id.
var (
	idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	// reserved are the first path segments of the API and of the mock's own paths.
	reserved = []string{"v1", "v2", "api", "_mock"}
)

// WithImageKitID sets the last part of the URL endpoint: letters, digits, hyphens and underscores. The default is
// [DefaultImageKitID].
func WithImageKitID(id string) Option {
	return func(c *config) error {
		if !idPattern.MatchString(id) || slices.Contains(reserved, id) {
			return fmt.Errorf("%q cannot be an ImageKit id", id)
		}
		c.imagekitID = id
		return nil
	}
}

// WithClock sets the clock of the server, which dates of files and the expiry of signatures and upload tokens use. The
// default is [time.Now].
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("the clock is nil")
		}
		c.now = now
		return nil
	}
}

// WithIDs sets the function that makes ids of files, folders, origins and so on. The unique suffixes of file names are
// derived from them. The function is called by one goroutine at a time and must not return an id twice. By default, ids
// are random.
func WithIDs(next func() string) Option {
	return func(c *config) error {
		if next == nil {
			return errors.New("the source of ids is nil")
		}
		c.newID = next
		return nil
	}
}

// WithPrefix serves everything under a path such as /imagekit. A client that ignores the path of its base URL gets 404.
func WithPrefix(prefix string) Option {
	return func(c *config) error {
		prefix := "/" + strings.Trim(prefix, "/")
		u, err := url.Parse(prefix)
		if err != nil || u.EscapedPath() != prefix || path.Clean(u.Path) != prefix || prefix == "/" {
			return fmt.Errorf("%q cannot be a prefix", prefix)
		}
		c.prefix = prefix
		return nil
	}
}

// WithURL sets the URL, prefix included, under which clients reach the handler that [New] makes. [Start] and [Listen]
// derive it from their listener.
func WithURL(base string) Option {
	return func(c *config) error {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%q is not an absolute URL", base)
		}
		c.baseURL = strings.TrimRight(base, "/")
		return nil
	}
}

// WithLogger logs one line per request. By default, nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("the logger is nil")
		}
		c.log = l
		return nil
	}
}

// WithResponseValidation checks every JSON response against openapi.yaml, and replaces one that does not fit by a 500
// with the reason. It is meant for tests of the mock server itself: a list of 1,000 files takes some milliseconds
// longer.
func WithResponseValidation(on bool) Option {
	return func(c *config) error {
		c.validateResponses = on
		return nil
	}
}

// WithJobDuration sets how long bulk jobs and purges are pending, by the clock of the server. A job does its work at
// the end of this time. The default is 0. The first request for a status is answered with Pending in any case.
func WithJobDuration(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("the duration of jobs is negative: %v", d)
		}
		c.jobDuration = d
		return nil
	}
}

// WithMaxFileSize refuses larger files with status 400, while they are being received. The limit of the service is 25
// MB for images and 100 MB for videos on the free plan, 40 MB and 300 MB on Lite, 50 MB and 2 GB on Pro. By default,
// there is no limit.
func WithMaxFileSize(bytes int64) Option {
	return func(c *config) error {
		if bytes <= 0 {
			return fmt.Errorf("the largest size of a file is %d bytes", bytes)
		}
		c.maxFileSize = bytes
		return nil
	}
}

// WithRemoteFetch lets uploads fetch URLs from any host. By default, the server fetches from loopback addresses only,
// so that tests need no network.
func WithRemoteFetch(on bool) Option {
	return func(c *config) error {
		c.remoteFetch = on
		return nil
	}
}

// withAddress sets the address of the listener. The base URL follows from it when all options, such as the prefix, are
// known.
func withAddress(address string) Option {
	return func(c *config) error { return setText(&c.address, "address", address) }
}

// setChecked sets a field to a value that passes a check. The error does not quote the value, which may be a real key.
func setChecked(field *string, what, value string, check func(string) error) error {
	if err := check(value); err != nil {
		return fmt.Errorf("the %s %w", what, err)
	}
	*field = value
	return nil
}

// setText sets a field to a value that is not empty: an option without a value is a mistake.
func setText(field *string, what, value string) error {
	if value == "" {
		return fmt.Errorf("the %s is empty", what)
	}
	*field = value
	return nil
}
