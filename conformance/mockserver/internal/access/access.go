// Package access protects the control endpoints of the mock server from web pages of other origins and from other
// machines in the network. A request is allowed only if
//   - it names a host of the server, so that an attacker cannot use another name that resolves to this machine;
//   - it does not come from a page of another origin;
//   - it does not come from a mock server, which fetches URLs and posts webhooks to URLs that its clients choose;
//   - it has the token, if there is one;
//   - it only reads, or has a content type that a page cannot send without a CORS preflight request.
//
// The package imports only the standard library.
package access

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
)

// UserAgent is the header User-Agent of all requests that the mock server sends. Clients choose the URLs of these
// requests, and could choose the URL of a control endpoint.
const UserAgent = "imagekit-mock"

// Policy determines which requests are allowed. Its fields must not change while it is in use.
type Policy struct {
	Base  *url.URL // URL of the server for clients
	Root  string   // path of the endpoints below Base, such as /_mock
	Hosts []Host   // hosts of the server in addition to that of Base and the loopback names
	Token string   // empty if none is needed; then only requests at loopback addresses are allowed
}

// Error is the status and the message of a refused request.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return e.Message }

// Errors of [Policy.Check].
var (
	errPage = &Error{http.StatusForbidden, "The control endpoints do not answer requests from web " +
		"pages of other origins. Send them from a program, open the address yourself, or use a page of this server."}
	errMockServer = &Error{http.StatusForbidden, "The control endpoints do not answer requests that a mock server " +
		"sends, such as webhooks and uploads by URL."}
	errToken = &Error{http.StatusUnauthorized, "The control endpoints of this server need its control " +
		"token, which the server printed at its start unless you have set it. Send it in the header \"Authorization: " +
		"Bearer TOKEN\", or open the address once in a browser with ?token=TOKEN."}
	errNoToken = &Error{http.StatusForbidden, "This request has arrived at an address that other machines can " +
		"reach, and the server has no control token. Set one with WithControlToken."}
	errContentType = &Error{http.StatusUnsupportedMediaType, "Requests other than GET, HEAD and OPTIONS need the " +
		"header \"Content-Type: application/json\", even without a body, so that web pages of other origins cannot " +
		"send them. " +
		"With curl, write --json '{}' instead of -d '{}', or add -H 'Content-Type: application/json'."}
)

func errHost(host string) *Error {
	return &Error{http.StatusForbidden, fmt.Sprintf("The control endpoints do not answer requests for the host %q. If "+
		"that is a name of this server, start it with -allow-host (in Go WithAllowedHosts) and this name.", host)}
}

// Handler returns a handler that calls next for allowed requests and refuse for others. If the query of a browser's
// request has the token, the handler moves it into a cookie.
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

// Check returns nil for an allowed request.
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
// the IP address at which the request has arrived. An attacker cannot register these names.
func (p *Policy) ownHost(r *http.Request) bool {
	h := splitHost(r.Host)
	at, known := reached(r)
	return h.Name != "" && (h.IsLoopback() || h.Name == splitHost(p.Base.Host).Name || known && h.Name == at.String() ||
		slices.ContainsFunc(p.Hosts, func(own Host) bool { return own.includes(h) }))
}

// FromOtherPage reports whether a browser has sent a request for a page of another origin. Browsers send the header
// Origin with all requests except simple reads, and Sec-Fetch-Site with all requests to loopback addresses and over
// HTTPS. Programs send neither.
func (p *Policy) FromOtherPage(r *http.Request) bool {
	return slices.ContainsFunc(r.Header.Values("Sec-Fetch-Site"), func(site string) bool {
		return site != "same-origin" && site != "none" // none: typed or bookmarked
	}) || slices.ContainsFunc(r.Header.Values("Origin"), func(origin string) bool { return !p.ownOrigin(origin, r) })
}

// FromElsewhere reports whether a request comes from a page of another origin, or may come from another machine.
func (p *Policy) FromElsewhere(r *http.Request) bool { return p.FromOtherPage(r) || !isLocal(r) }

// ownOrigin reports whether an origin is the one to which the request was sent, and has a host of the server. It
// returns false for the origin "null", which sandboxed pages and local files have.
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

// mayUse reports whether a request to the default port of a host can have been sent with a scheme. If the host is not a
// loopback name, a proxy may have terminated TLS.
func (p *Policy) mayUse(scheme string, to Host, r *http.Request) bool {
	spoken := "http"
	if r.TLS != nil {
		spoken = "https"
	}
	return scheme == spoken || scheme == p.Base.Scheme || !to.IsLoopback()
}

// changes reports whether the method of a request can change something.
func changes(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
}

// isJSON reports whether the content type is application/json, with or without parameters such as charset.
func isJSON(r *http.Request) bool {
	values := r.Header.Values("Content-Type")
	if len(values) != 1 {
		return false
	}
	mediaType, _, err := mime.ParseMediaType(values[0])
	return err == nil && mediaType == "application/json"
}
