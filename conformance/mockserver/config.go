package mockserver

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/selfsigned"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
)

// Defaults of a server. The keys are recognizable as fakes.
const (
	DefaultPrivateKey = "private_mock_key"
	DefaultPublicKey  = "public_mock_key"
	DefaultImageKitID = "demo"
	// DefaultWebhookSecret is the secret of webhook targets for which no secret is set.
	DefaultWebhookSecret = "whsec_mock_secret"
)

// controlPath is the prefix of the paths of the control endpoints. They need no API key, and faults and rate limits do
// not apply to them.
const controlPath = "/_mock"

func isControl(path string) bool {
	return path == controlPath || strings.HasPrefix(path, controlPath+"/")
}

// Option configures a server.
type Option func(*config) error

// config is the configuration that the options set. It does not change after [New].
type config struct {
	privateKey        string
	publicKey         string
	imagekitID        string
	prefix            string // begins with a slash and does not end in one, or is empty
	baseURL           string // includes the prefix
	address           string // host and port of the listener, if the server has one
	now               func() time.Time
	newID             func() string
	ids               *idSource // the source of newID
	log               *slog.Logger
	validateResponses bool
	store             store.Backend // nil if everything is in memory
	jobDuration       time.Duration // of bulk jobs and purges
	purgeQuota        int           // in a calendar month; 0 for no limit
	maxAssets         int           // in a folder to be copied, moved or deleted; 0 for the service's limit
	rateLimits        ratelimit.Limits
	maxFileSize       int64 // in bytes; 0 for no limit
	remoteFetch       bool  // uploads can fetch URLs from other machines
	rendering         bool  // transformations are applied to images
	optimization      bool  // images without a transformation are optimized

	contentCredentials bool          // the account has the add-on for c2pa
	intermediate       time.Duration // how long AI and video operations take

	seed          fs.FS // nil for no seed
	docs          fs.FS // the API reference; nil for none
	tls           bool
	certificate   *selfsigned.Certificate // nil without TLS
	webhook       *webhooks.Target        // nil for no target
	webhookSecret string                  // of targets without a secret

	readIdle  time.Duration // how long the body of a request can pause
	fetchTime time.Duration // how long a download from a URL can take
	ffmpeg    string        // path of the program that renders videos; empty for none

	exposed      bool          // other machines can connect to the listener
	allowedHosts []access.Host // in requests to the control endpoints, in addition to those that are always allowed
	controlToken string        // empty if none is needed
	access       *access.Policy
}

// newConfig applies the options to the defaults, in order.
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
		rendering:     true,

		readIdle:  defaultReadIdle,
		fetchTime: defaultFetchTime,
	}
	for _, o := range opts {
		if err := o(c); err != nil {
			return nil, fmt.Errorf("mockserver: %w", err)
		}
	}
	c.ids = newIDSource(c.newID)
	c.newID = c.ids.newID
	if err := c.setBaseURL(); err != nil {
		return nil, err
	}
	return c, c.setAccess()
}

// setBaseURL sets the base URL unless an option has set it, normalises it, and creates the certificate for it. All URLs
// that the server returns or accepts as its own are derived from this normalised URL.
func (c *config) setBaseURL() (err error) {
	if c.baseURL == "" {
		scheme := "http://"
		if c.tls {
			scheme = "https://"
		}
		c.baseURL = scheme + c.address + c.prefix
	}
	c.baseURL = library.NormalizeURL(c.baseURL)
	if c.tls {
		c.certificate, err = newCertificate(c.baseURL)
	}
	return err
}

// urlEndpoint returns the URL at which files are delivered, without a trailing slash.
func (c *config) urlEndpoint() string { return c.baseURL + "/" + c.imagekitID }

// setChecked sets a field to a value if check accepts it. The error does not contain the value, which may be a real
// key.
func setChecked(field *string, what, value string, check func(string) error) error {
	if err := check(value); err != nil {
		return fmt.Errorf("the %s %w", what, err)
	}
	*field = value
	return nil
}

// newCertificate creates a certificate for the host of a URL.
func newCertificate(baseURL string) (*selfsigned.Certificate, error) {
	u, err := url.Parse(baseURL)
	if err != nil {
		return nil, err
	}
	return selfsigned.New(u.Hostname())
}
