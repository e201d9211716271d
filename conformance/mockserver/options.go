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

// Defaults of a server. The keys are made to be recognised as fakes.
const (
	DefaultPrivateKey = "private_mock_key"
	DefaultPublicKey  = "public_mock_key"
	DefaultImageKitID = "demo"
)

// Option sets up a server.
type Option func(*config) error

// config is what the options have set. It does not change once the server is made.
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
	remoteFetch       bool  // URLs of uploads may lead away from this machine
	seed              fs.FS // nil if there is none
	tls               bool
	identity          *selfsigned.Certificate // nil without TLS
	webhook           *webhooks.Target        // nil if there is none
	webhookSecret     string                  // of targets that have none
}

// newConfig sets the defaults and then lets the options replace them, in their order.
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

// locate fills in where clients find the server, and makes the certificate for it.
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

// urlEndpoint is where files are delivered, without a slash at its end.
func (c *config) urlEndpoint() string { return c.baseURL + "/" + c.imagekitID }

// WithPrivateKey sets the private API key; without it [DefaultPrivateKey]. Keys are checked as imagekit.New does: they
// have neither white space nor a colon, at which Basic authentication would cut them.
func WithPrivateKey(key string) Option {
	return func(c *config) error { return setChecked(&c.privateKey, "private key", key, keys.Check) }
}

// WithPublicKey sets the public API key; without it [DefaultPublicKey].
func WithPublicKey(key string) Option {
	return func(c *config) error { return setChecked(&c.publicKey, "public key", key, keys.Check) }
}

// What an ImageKit id can be.
var (
	idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	// reserved are first path segments that belong to the API and to the mock.
	reserved = []string{"v1", "v2", "api", "_mock"}
)

// WithImageKitID sets the id that the URL endpoint ends in; without it [DefaultImageKitID].
func WithImageKitID(id string) Option {
	return func(c *config) error {
		if !idPattern.MatchString(id) || slices.Contains(reserved, id) {
			return fmt.Errorf("%q cannot be an ImageKit id", id)
		}
		c.imagekitID = id
		return nil
	}
}

// WithClock sets the clock: dates of files, expiry of signatures and of upload tokens. Without it the time of day.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("the clock is nil")
		}
		c.now = now
		return nil
	}
}

// WithIDs sets where ids of files, folders, origins and all else come from; the unique suffixes of file names are
// derived from them. The function is called by one goroutine at a time and must not repeat itself. Without it ids are
// random.
func WithIDs(next func() string) Option {
	return func(c *config) error {
		if next == nil {
			return errors.New("the source of ids is nil")
		}
		c.newID = next
		return nil
	}
}

// WithPrefix mounts everything under a path such as /imagekit, so that a client which forgets the path of its base URL
// fails.
func WithPrefix(prefix string) Option {
	return func(c *config) error {
		prefix := "/" + strings.Trim(prefix, "/")
		if u, err := url.Parse(prefix); err != nil || u.EscapedPath() != prefix || path.Clean(u.Path) != prefix ||
			prefix == "/" {
			return fmt.Errorf("%q cannot be a prefix", prefix)
		}
		c.prefix = prefix
		return nil
	}
}

// WithURL says under which URL, prefix included, clients reach the handler that [New] makes. [Start] and [Listen] find
// it out.
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

// WithLogger logs one line per request. Without it nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("the logger is nil")
		}
		c.log = l
		return nil
	}
}

// WithResponseValidation checks every JSON response against openapi.yaml; one that differs becomes a 500 that says how.
// For the tests of the mock itself: a list of 1,000 files takes some milliseconds longer.
func WithResponseValidation(on bool) Option {
	return func(c *config) error {
		c.validateResponses = on
		return nil
	}
}

// WithJobDuration sets how long bulk jobs and purges are pending by the clock of the server; a job does its work at the
// end of it. Without it they take no time. Whatever it is, the first question for a status is answered with Pending.
func WithJobDuration(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("the duration of jobs is negative: %v", d)
		}
		c.jobDuration = d
		return nil
	}
}

// WithRemoteFetch lets uploads fetch URLs from anywhere. Without it they are fetched from the loopback interface only,
// so that tests need no network.
func WithRemoteFetch(on bool) Option {
	return func(c *config) error {
		c.remoteFetch = on
		return nil
	}
}

// withAddress is for servers that listen; the prefix is not known yet when they begin to.
func withAddress(address string) Option {
	return func(c *config) error { return setText(&c.address, "address", address) }
}

// setText refuses empty values: an option that is given and has none is a mistake.
// setChecked does not quote a value that is wrong: it may be a real key.
func setChecked(field *string, what, value string, check func(string) error) error {
	if err := check(value); err != nil {
		return fmt.Errorf("the %s %w", what, err)
	}
	*field = value
	return nil
}

func setText(field *string, what, value string) error {
	if value == "" {
		return fmt.Errorf("the %s is empty", what)
	}
	*field = value
	return nil
}
