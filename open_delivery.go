package imagekit

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/time/rate"
)

// delivery sends the requests of downloads.
type delivery struct {
	engine *engine // nil if err is set
	err    error   // why nothing can be downloaded
}

// newDelivery returns the delivery of a client. Its requests go to the server of the URL endpoint, without credentials,
// through next.
func newDelivery(c *config, next http.RoundTripper) delivery {
	endpoint, err := url.Parse(c.urlEndpoint)
	switch {
	case c.urlEndpoint == "":
		return delivery{err: missing("WithURLEndpoint", envURLEndpoint)}
	case err != nil:
		return delivery{err: &ConfigError{Option: "WithURLEndpoint", Variable: envURLEndpoint, Err: err}}
	case endpoint.Scheme == "http" && !isLoopback(endpoint.Hostname()) && !c.isInsecure(endpoint.Hostname()):
		return delivery{err: &ConfigError{Option: "WithURLEndpoint", Variable: envURLEndpoint, Err: fmt.Errorf(
			"must use https for downloads: plain http is allowed for loopback addresses and the hosts of "+
				"WithInsecureHTTP (or %s), not for %s", envInsecureHosts, endpoint.Hostname(),
		)}}
	}
	own := *c
	own.limiters = RateLimiters{}
	own.budget = rate.NewLimiter(c.budget.Limit(), c.budget.Burst())
	client := *c.httpClient
	client.Transport = c.layers(next, []*url.URL{endpoint})
	client.CheckRedirect = checkDeliveryRedirect(c.httpClient.CheckRedirect)
	return delivery{engine: &engine{config: &own, http: &client, userAgent: []string{c.userAgent}}}
}

// maxRedirects is the limit of net/http.
const maxRedirects = 10

// redirectPolicy is the type of the CheckRedirect of an HTTP client.
type redirectPolicy = func(request *http.Request, via []*http.Request) error

// checkDeliveryRedirect returns the redirect policy of downloads. It does not follow a 302: the service redirects to
// the original with this status while it prepares a video. For other redirects, the policy of the caller applies.
func checkDeliveryRedirect(policy redirectPolicy) redirectPolicy {
	return func(request *http.Request, via []*http.Request) error {
		switch {
		case request.Response != nil && request.Response.StatusCode == http.StatusFound:
			return http.ErrUseLastResponse
		case policy != nil:
			return policy(request, via)
		case len(via) >= maxRedirects:
			return errors.New("stopped after 10 redirects")
		}
		return nil
	}
}
