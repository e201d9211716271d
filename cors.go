package imagekit

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/internal/origin"
)

// cors answers the CORS requests of pages on other hosts: https://fetch.spec.whatwg.org/#http-cors-protocol
type cors struct {
	origins     []string // origins of pages that may call the handler, in the form that browsers send
	credentials bool     // whether these pages may send cookies
	methods     []string // methods of the handler
	headers     string   // headers that these pages may send
}

func newCORS(origins, headers []string, credentials bool, methods ...string) cors {
	return cors{
		origins: slices.Clone(origins), credentials: credentials, methods: methods,
		headers: strings.Join(append([]string{"Authorization", "Content-Type"}, headers...), ", "),
	}
}

// checkOrigins returns an error if an origin does not have the form that browsers send. option is the name of the list.
func checkOrigins(option string, origins []string) error {
	for i, allowed := range origins {
		if err := origin.Check(allowed); err != nil {
			return &ConfigError{Option: fmt.Sprintf("%s[%d]", option, i), Err: err}
		}
	}
	return nil
}

// share lets the page that sent the request read the response, even an error, if the origin of the page is listed. It
// reports whether the origin is listed.
func (c *cors) share(header http.Header, r *http.Request) (isListed bool) {
	header.Add("Vary", "Origin")
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !slices.Contains(c.origins, origins[0]) { // no browser sends two
		return false
	}
	header.Set("Access-Control-Allow-Origin", origins[0])
	if c.credentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	return true
}

// isSameHost reports whether the request is from a page of this host, or not from a page.
func isSameHost(r *http.Request) bool {
	if len(r.Header.Values("Origin")) > 1 {
		return false // no browser sends two
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // not from a page, or by GET from a page of this host
	}
	_, host, _ := strings.Cut(origin, "://")
	return host != "" && strings.EqualFold(host, r.Host)
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" &&
		r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight answers the CORS preflight request, which browsers send before some requests of pages from other hosts.
func (c *cors) preflight(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Methods", strings.Join(c.methods, ", "))
	w.Header().Set("Access-Control-Allow-Headers", c.headers)
	w.WriteHeader(http.StatusNoContent)
}

// allow returns the Allow header.
func (c *cors) allow() string {
	methods := c.methods
	if len(c.origins) > 0 {
		methods = append(slices.Clone(methods), http.MethodOptions)
	}
	return strings.Join(methods, ", ")
}
