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

// Defaults of a server. The keys are easy to recognise as fakes.
const (
	DefaultPrivateKey = "private_mock_key"
	DefaultPublicKey  = "public_mock_key"
	DefaultImageKitID = "demo"
	// DefaultWebhookSecret signs webhooks to targets that have no secret.
	DefaultWebhookSecret = "whsec_mock_secret"
)

// controlPath begins the mock's own paths. They need no API key, and faults and rate limits do not apply to them.
const controlPath = "/_mock"

func isControl(path string) bool {
	return path == controlPath || strings.HasPrefix(path, controlPath+"/")
}

// Option sets up a server.
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
	ids               *idSource // behind newID
	log               *slog.Logger
	validateResponses bool
	store             store.Backend // nil if everything is in memory
	jobDuration       time.Duration // of bulk jobs and purges
	purgeQuota        int           // a month, 0 for no limit
	maxAssets         int           // in a folder that is copied, moved or deleted, 0 for the limit of the service
	rateLimits        ratelimit.Limits
	maxFileSize       int64 // in bytes, 0 for no limit
	remoteFetch       bool  // URLs of uploads may be on other machines
	seed              fs.FS // nil if there is none
	tls               bool
	certificate       *selfsigned.Certificate // nil without TLS
	webhook           *webhooks.Target        // nil if there is none
	webhookSecret     string                  // of targets that have none

	readIdle  time.Duration // how long the body of a request can pause
	fetchTime time.Duration // how long a download from a URL can take

	exposed      bool          // other machines can reach the listener
	allowedHosts []access.Host // of the server, in addition to those that are always allowed
	controlToken string        // empty if none is needed
	access       *access.Policy
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

// locate sets the base URL, if no option has, and makes the certificate for it. The base URL is normalized here, once:
// all URLs that the server makes or recognizes as its own derive from it.
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

// urlEndpoint returns the URL under which files are delivered, without a slash at its end.
func (c *config) urlEndpoint() string { return c.baseURL + "/" + c.imagekitID }

// setChecked sets a field to a value that passes a check. The error does not quote the value, which may be a real key.
func setChecked(field *string, what, value string, check func(string) error) error {
	if err := check(value); err != nil {
		return fmt.Errorf("the %s %w", what, err)
	}
	*field = value
	return nil
}

// newIdentity makes a certificate for a server at a URL, which has been checked.
func newCertificate(baseURL string) (*selfsigned.Certificate, error) {
	u, err := url.Parse(baseURL)
	if err != nil {
		return nil, err
	}
	return selfsigned.New(u.Hostname())
}
