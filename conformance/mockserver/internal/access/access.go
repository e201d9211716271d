// Package access protects the control endpoints of the mock server from web pages of other origins and from strangers
// in the network. A request has to name a host of the server, so that a name which an attacker points at this machine
// does not lead there; it must not come from a page of another origin, or from a mock server that fetches a URL or
// sends a webhook for somebody else; it has to have the token, if there is one; and a change needs a content type that
// a page cannot send without asking first.
//
// It imports only the standard library.
package access

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
)

// UserAgent is the header User-Agent of all requests that the mock server sends. Who can make it fetch a URL or send a
// webhook chooses the URL, which can be one of the control endpoints.
const UserAgent = "imagekit-mock"

// Policy says whose requests are served. It does not change once it is in use.
type Policy struct {
	Base  *url.URL // of the server as clients reach it
	Root  string   // where the endpoints are beneath Base, such as /_mock
	Hosts []Host   // of the server, in addition to that of Base and the loopback names
	Token string   // empty if none is needed; then requests are served at loopback addresses only
}

// Error is an answer to a request that is refused.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return e.Message }

// Refusals.
var (
	errPage = &Error{http.StatusForbidden, "The control endpoints do not answer requests from web " +
		"pages of other origins. Send them from a program, open the address yourself, or use a page of this server."}
	errMockServer = &Error{http.StatusForbidden, "The control endpoints do not answer requests that a mock server " +
		"sends, such as webhooks and uploads by URL."}
	errToken = &Error{http.StatusUnauthorized, "The control endpoints of this server need its control " +
		"token, which it printed at its start unless it was given one. Send it in the header \"Authorization: Bearer " +
		"TOKEN\", or open the address once in a browser with ?token=TOKEN."}
	errNoToken = &Error{http.StatusForbidden, "This request has arrived at an address that other machines can " +
		"reach, and the server has no control token. Give it one with WithControlToken."}
	errContentType = &Error{http.StatusUnsupportedMediaType, "A change needs the header " +
		"\"Content-Type: application/json\", even without a body, so that web pages of other origins cannot make it. " +
		"With curl, write --json '{}' instead of -d '{}', or add -H 'Content-Type: application/json'."}
)

func errHost(host string) *Error {
	return &Error{http.StatusForbidden, fmt.Sprintf("The control endpoints do not answer requests for the host %q. If "+
		"that is a name of this server, start it with -allow-host (in Go WithAllowedHosts) and this name.", host)}
}

// Handler passes requests on that are allowed and answers a first visit with the token. What it refuses is answered by
// refuse.
func (p *Policy) Handler(next http.Handler, refuse func(http.ResponseWriter, *http.Request, *Error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.ownHost(r) && p.isSignIn(r) {
			p.signIn(w, r)
			return
		}
		if err := p.Check(r); err != nil {
			if err.Status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="imagekit-mock control"`)
			}
			refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Check returns nil for a request that is allowed.
func (p *Policy) Check(r *http.Request) *Error {
	switch {
	case !p.ownHost(r):
		return errHost(r.Host)
	case p.FromOtherPage(r):
		return errPage
	case r.UserAgent() == UserAgent:
		return errMockServer
	case p.Token == "" && !isLocal(r):
		return errNoToken
	case !p.hasToken(r):
		return errToken
	case changes(r) && !isJSON(r):
		return errContentType
	}
	return nil
}

// ownHost reports whether a request names a host of the server: a loopback name, the host of its URL, one of Hosts, or
// the IP address at which the request has arrived. No attacker can point these at the server.
func (p *Policy) ownHost(r *http.Request) bool {
	h := splitHost(r.Host)
	at, known := reached(r)
	return h.Name != "" && (h.IsLoopback() || h.Name == splitHost(p.Base.Host).Name || known && h.Name == at.String() ||
		slices.ContainsFunc(p.Hosts, func(own Host) bool { return own.includes(h) }))
}

// FromOtherPage reports whether a browser has sent a request for a page of another origin. Browsers tell this by the
// header Origin with all requests but simple reads, and by Sec-Fetch-Site with all requests to loopback addresses and
// over HTTPS. Programs send neither.
func (p *Policy) FromOtherPage(r *http.Request) bool {
	return slices.ContainsFunc(r.Header.Values("Sec-Fetch-Site"), func(site string) bool {
		return site != "same-origin" && site != "none" // none: typed or bookmarked
	}) || slices.ContainsFunc(r.Header.Values("Origin"), func(origin string) bool { return !p.ownOrigin(origin, r) })
}

// FromElsewhere reports whether a request is for a page of another origin, or may come from another machine.
func (p *Policy) FromElsewhere(r *http.Request) bool { return p.FromOtherPage(r) || !isLocal(r) }

// ownOrigin reports whether an origin is the one to which the request was sent, at a host of the server. The origin
// "null", which sandboxed pages and local files have, is not.
func (p *Policy) ownOrigin(origin string, r *http.Request) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != origin || !p.ownHost(r) {
		return false
	}
	from, to := splitHost(u.Host), splitHost(r.Host)
	if from.Name != to.Name {
		return false
	}
	defaultPort := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	switch {
	case defaultPort == "":
		return false
	case to.Port == "":
		return from.Port == "" && p.mayUse(u.Scheme, to, r)
	case from.Port == "":
		return to.Port == defaultPort
	}
	return from.Port == to.Port
}

// mayUse reports whether a request to the default port of a host can have been sent with a scheme. If the host is not
// this machine by its name, something between may have removed TLS.
func (p *Policy) mayUse(scheme string, to Host, r *http.Request) bool {
	spoken := "http"
	if r.TLS != nil {
		spoken = "https"
	}
	return scheme == spoken || scheme == p.Base.Scheme || !to.IsLoopback()
}

// changes reports whether a method is for something other than reading.
func changes(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
}

// isJSON accepts parameters such as charset.
func isJSON(r *http.Request) bool {
	values := r.Header.Values("Content-Type")
	if len(values) != 1 {
		return false
	}
	mediaType, _, err := mime.ParseMediaType(values[0])
	return err == nil && mediaType == "application/json"
}
