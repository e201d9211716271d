package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// TokenParameter is the name of the token in a query.
const TokenParameter = "token"

// tokenPattern is b64token of RFC 6750: what can be in a Bearer header, and in a cookie without quotes.
var tokenPattern = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// CheckToken returns an error if a text cannot be a token. The error does not quote it.
func CheckToken(token string) error {
	switch {
	case token == "":
		return errors.New("must not be empty")
	case !tokenPattern.MatchString(token):
		return errors.New("must have only letters, digits and -._~+/, with = at its end")
	}
	return nil
}

// valid compares in constant time, whatever the lengths.
func (p *Policy) valid(token string) bool {
	sent, own := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(p.Token))
	return subtle.ConstantTimeCompare(sent[:], own[:]) == 1
}

// hasToken reports whether a request has the token, if there is one: in its header or, if that has none, in a cookie.
func (p *Policy) hasToken(r *http.Request) bool {
	if p.Token == "" {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return p.valid(strings.TrimSpace(token))
	}
	return slices.ContainsFunc(r.CookiesNamed(cookieName(r)), func(c *http.Cookie) bool { return p.valid(c.Value) })
}

// cookieName has the port in it. Servers on other ports of the same host get each other's cookies.
func cookieName(r *http.Request) string {
	return strings.TrimSuffix("imagekit-mock-token-"+splitHost(r.Host).Port, "-")
}

// isSignIn reports whether a request is a visit with the right token in its query. A browser may send it because of a
// link on any page: who knows the token may do everything. Other requests of pages are no visits, so that pages cannot
// try many tokens.
func (p *Policy) isSignIn(r *http.Request) bool {
	query := r.URL.Query()
	mode, destination := r.Header.Get("Sec-Fetch-Mode"), r.Header.Get("Sec-Fetch-Dest")
	return p.Token != "" && r.Method == http.MethodGet && query.Has(TokenParameter) &&
		(mode == "" || mode == "navigate") && (destination == "" || destination == "document") &&
		r.Header.Get("Origin") == "" && p.valid(query.Get(TokenParameter))
}

// signIn sets the cookie and leads to the same URL without the token. A browser sends no strict cookie after a redirect
// that began at another site, so it then gets a page that goes on from here.
func (p *Policy) signIn(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name:     cookieName(r),
		Value:    p.Token,
		Path:     p.path(),
		HttpOnly: true,
		Secure:   r.TLS != nil || p.Base.Scheme == "https",
		SameSite: http.SameSiteStrictMode,
	})
	w.Header().Set("Referrer-Policy", "no-referrer")
	location := p.withoutToken(r)
	if p.FromOtherPage(r) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		location = html.EscapeString(location)
		_, _ = io.WriteString(w, `<!DOCTYPE html><meta http-equiv="refresh" content="0;url=`+location+`">`+
			`<a href="`+location+`">Continue</a>`+"\n")
		return
	}
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
}

// path is where the endpoints are, as clients see it.
func (p *Policy) path() string { return p.Base.EscapedPath() + p.Root }

// withoutToken returns the path and the query of a request as clients see them, without the token.
func (p *Policy) withoutToken(r *http.Request) string {
	rest := url.URL{Path: strings.TrimPrefix(r.URL.Path, p.Root)}
	location := p.path() + rest.EscapedPath()
	query := r.URL.Query()
	query.Del(TokenParameter)
	if len(query) == 0 {
		return location
	}
	return location + "?" + query.Encode()
}
