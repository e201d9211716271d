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

// TokenParameter is the name of the query parameter with the token.
const TokenParameter = "token"

// tokenPattern is b64token of RFC 6750, which is valid in a Bearer header and in a cookie without quotes.
var tokenPattern = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// CheckToken returns an error if a text cannot be a token. The error does not contain the text.
func CheckToken(token string) error {
	switch {
	case token == "":
		return errors.New("must not be empty")
	case !tokenPattern.MatchString(token):
		return errors.New("must have only letters, digits and -._~+/, with = at its end")
	}
	return nil
}

// valid reports whether a token is that of the policy. It compares hashes in constant time.
func (p *Policy) valid(token string) bool {
	sent, own := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(p.Token))
	return subtle.ConstantTimeCompare(sent[:], own[:]) == 1
}

// hasToken reports whether a request has the token: in the header Authorization or, if this header has no Bearer token,
// in a cookie. It returns true if no token is needed.
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

// cookieName returns the name of the cookie. It contains the port, because a browser sends cookies to all ports of a
// host.
func cookieName(r *http.Request) string {
	return strings.TrimSuffix("imagekit-mock-token-"+splitHost(r.Host).Port, "-")
}

// isSignIn reports whether a user opens a URL with the right token in its query. The user can follow a link on any
// page, because everybody who has the token has full access. Other requests of pages are not sign-ins, so that pages
// cannot try many tokens.
func (p *Policy) isSignIn(r *http.Request) bool {
	query := r.URL.Query()
	mode, destination := r.Header.Get("Sec-Fetch-Mode"), r.Header.Get("Sec-Fetch-Dest")
	return p.Token != "" && r.Method == http.MethodGet && query.Has(TokenParameter) &&
		(mode == "" || mode == "navigate") && (destination == "" || destination == "document") &&
		r.Header.Get("Origin") == "" && p.valid(query.Get(TokenParameter))
}

// signIn sets the cookie and redirects to the same URL without the token. A browser does not send a strict cookie after
// a redirect that began at another site. Requests that come from another site therefore get a page that loads the URL.
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

// path returns the path of the endpoints for clients.
func (p *Policy) path() string { return p.Base.EscapedPath() + p.Root }

// withoutToken returns the path and the query of a request for clients, without the token.
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
