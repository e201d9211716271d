package imagekit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/transport"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// config is the configuration of a client, made of options and environment variables.
type config struct {
	privateKey, publicKey, webhookSecret string
	webhookScheme                        helpers.WebhookScheme
	urlEndpoint                          string
	baseURL, uploadURL                   string // without a slash at the end
	insecureHosts                        string // hosts to which plain HTTP is allowed, separated by commas
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
	connsLimited                         bool // the transport limits the number of connections
	repeatableUploads                    bool
	wrap                                 func(http.RoundTripper) http.RoundTripper // nil if not set
	keySource                            func(context.Context) (string, error)     // nil if not set
	credentials                          *transport.Credentials                    // of privateKey
}

// newConfig returns the configuration of a client. Options take precedence over environment variables.
func newConfig(opts []Option) (*config, error) {
	c := &config{
		logger:     slog.New(slog.DiscardHandler),
		userAgent:  defaultUserAgent,
		now:        time.Now,
		lookupEnv:  os.LookupEnv,
		retry:      defaultPolicy,
		budget:     newRetryBudget(10, 100),
		httpClient: &http.Client{},
		timeouts:   Timeouts{}.withDefaults(),
		limiters: RateLimiters{
			Reads:  NewTokenBucket(DefaultReadsPerSecond, DefaultReadBurst),
			Writes: NewTokenBucket(DefaultWritesPerSecond, DefaultWriteBurst),
		},
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
	if !c.hasCredentials() && c.publicKey == "" && c.urlEndpoint == "" && c.webhookSecret == "" {
		return nil, missing("WithPrivateKey", envPrivateKey)
	}
	c.credentials = transport.BasicAuth(c.privateKey)
	c.setServers()
	if err := c.checkScheme(); err != nil {
		return nil, err
	}
	c.setTransport()
	return c, nil
}

// setTransport sets the transport of an HTTP client that has none.
func (c *config) setTransport() {
	if c.httpClient.Transport != nil {
		return
	}
	withTransport := *c.httpClient
	withTransport.Transport = transport.NewHTTP(max(c.timeouts.Connect, 0))
	// PoolBuffers is not for programs that can see the transport or its responses. A copy of the transport would ignore
	// changed TLS settings, and Response.TLS would be nil.
	if c.wrap == nil && c.httpClient.CheckRedirect == nil {
		transport.PoolBuffers(withTransport.Transport)
	}
	c.httpClient = &withTransport
}

func (c *config) setServers() {
	if c.uploadURL == "" {
		// If calls go to another server, uploads must not go to the real service.
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

// servers returns the base URLs of the servers that requests may be sent to.
func (c *config) servers() []*url.URL {
	var servers []*url.URL
	for _, server := range []string{c.baseURL, c.uploadURL} {
		if u, err := url.Parse(server); err == nil { // always, because the options have checked the URL
			servers = append(servers, u)
		}
	}
	return servers
}

// transport returns the transport of the HTTP client in the wrapper of WithTransportWrapper.
func (c *config) transport() (http.RoundTripper, error) {
	next := c.httpClient.Transport
	if standard, ok := next.(*http.Transport); ok {
		c.connsLimited = standard.MaxConnsPerHost > 0
	}
	if c.wrap != nil {
		if next = c.wrap(next); next == nil {
			return nil, &ConfigError{Option: "WithTransportWrapper", Err: errors.New("the function returned nil")}
		}
	}
	return next, nil
}

// layers returns the round tripper that sends requests to some servers: the layers of package transport around next.
func (c *config) layers(next http.RoundTripper, servers []*url.URL) http.RoundTripper {
	return transport.New(next, transport.Config{
		Servers:      servers,
		NotAllowed:   ErrHostNotAllowed,
		Timeouts:     transport.Timeouts{ResponseHeader: c.timeouts.ResponseHeader, Idle: c.timeouts.Idle},
		TimeoutError: func(t transport.Timeout) error { return &TimeoutError{Waiting: t.Waiting, Limit: t.Limit} },
		ConnsLimited: c.connsLimited,
	})
}

func checkURL(rawURL string) error {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https",
		u.Hostname() == "" || strings.HasSuffix(u.Host, ":"):
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

// checkScheme returns an error if the private key would be sent unencrypted to a host that is neither a loopback
// address nor one of WithInsecureHTTP.
func (c *config) checkScheme() error {
	for _, s := range []setting{settingBaseURL, settingUploadURL} {
		u, err := url.Parse(*s.field(c)) // no error, because the option has checked the URL
		if err != nil || u.Scheme != "http" || isLoopback(u.Hostname()) || c.isInsecure(u.Hostname()) {
			continue
		}
		return &ConfigError{Option: s.option, Variable: s.variable, Err: fmt.Errorf(
			"must use https, because each request contains the private key: "+
				"plain http is allowed for loopback addresses and the hosts of WithInsecureHTTP (or %s), not for %s",
			envInsecureHosts, u.Hostname(),
		)}
	}
	return nil
}

func (c *config) isInsecure(host string) bool {
	isHost := func(name string) bool { return name != "" && strings.EqualFold(name, host) }
	return slices.ContainsFunc(strings.Split(c.insecureHosts, ","), isHost)
}

// checkHosts returns an error if hosts is not a list of host names or IP addresses, for example if it contains a URL, a
// host with its port, or a pattern.
func checkHosts(hosts string) error {
	for host := range strings.SplitSeq(hosts, ",") {
		u, err := url.Parse("http://" + host)
		isIPv6 := net.ParseIP(host) != nil && strings.Contains(host, ":")
		if !isIPv6 && (err != nil || host == "" || u.Host != host || u.Port() != "" || strings.ContainsAny(host,
			"*:[] ")) {
			return errors.New("must be host names or IP addresses, without scheme, port or path")
		}
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
