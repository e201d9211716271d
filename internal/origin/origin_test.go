package helpers_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/helpers"
)

// sent are origins as somebody may configure them, and what a browser sends instead, or a word of the error if that
// cannot be known.
var sent = map[string]struct{ instead, word string }{
	"https://www.example.com/":             {instead: "https://www.example.com"},
	"https://www.example.com/upload?a=1#b": {instead: "https://www.example.com"},
	"https://www.example.com?":             {instead: "https://www.example.com"},
	"https://www.example.com#":             {instead: "https://www.example.com"},
	"HTTPS://www.example.com":              {instead: "https://www.example.com"},
	"https://WWW.Example.com":              {instead: "https://www.example.com"},
	"https://www.example.com:443":          {instead: "https://www.example.com"},
	"http://www.example.com:80":            {instead: "http://www.example.com"},
	"http://www.example.com:080":           {instead: "http://www.example.com"},
	"http://www.example.com:08080":         {instead: "http://www.example.com:8080"},
	"https://www.example.com:":             {instead: "https://www.example.com"},
	"https://user:hush@www.example.com":    {instead: "https://www.example.com"},
	"https://user@www.example.com/":        {instead: "https://www.example.com"},
	"www.example.com":                      {instead: "https://www.example.com"},
	"//www.example.com":                    {instead: "https://www.example.com"},
	"localhost:3000":                       {instead: "https://localhost:3000"},
	`https:\\www.example.com`:              {instead: "https://www.example.com"},
	" https://www.example.com":             {instead: "https://www.example.com"},
	"https://www.example.com\n":            {instead: "https://www.example.com"},
	"https://bücher.example":               {instead: "https://xn--bcher-kva.example"},
	"https://BÜCHER.example:8443":          {instead: "https://xn--bcher-kva.example:8443"},
	"https://XN--bcher-kva.example":        {instead: "https://xn--bcher-kva.example"},
	"https://例え.テスト":                       {instead: "https://xn--r8jz45g.xn--zckzah"},
	"http://[0:0:0:0:0:0:0:1]":             {instead: "http://[::1]"},
	"http://[2001:DB8::1]:80":              {instead: "http://[2001:db8::1]"},
	"http://[::ffff:127.0.0.1]":            {instead: "http://[::ffff:7f00:1]"},
	"chrome-extension://abcdef/page":       {instead: "chrome-extension://abcdef"},
	"":                                     {word: "empty"},
	" ":                                    {word: "empty"},
	"null":                                 {word: "null"},
	"*":                                    {word: "wildcard"},
	"https://*.example.com":                {word: "wildcard"},
	"https://*":                            {word: "wildcard"},
	"https://a.example, https://b.example": {word: "by itself"},
	"https://a.example https://b.example":  {word: "by itself"},
	"https://":                             {word: "scheme://host"},
	"https:///path":                        {word: "scheme://host"},
	"https://:443":                         {word: "scheme://host"},
	"https://[::1":                         {word: "scheme://host"},
	"//a://b":                              {word: "scheme://host"},
	"https://www.example.com:x":            {word: "scheme://host"},
	"https://user:hush%zz@www.example.com": {word: "scheme://host"},
	"https://www.example.com:65536":        {word: "port"},
	"file:///index.html":                   {word: "scheme://host"},
	"file://host/index.html":               {word: "no origin"},
	"http://127.1":                         {word: "number"},
	"http://0x7f.0.0.1":                    {word: "IP address"},
	"http://1.2.3.256":                     {word: "number"},
	"https://%77ww.example.com":            {word: "scheme://host"},
	"https://a%20b.example":                {word: "scheme://host"},
	"https://a\"b.example":                 {word: "no host name"},
	"http://[fe80::1%25eth0]":              {word: "no host name"},
}

func TestAuthHandler_SaysWhatABrowserSendsAsOrigin(t *testing.T) {
	t.Parallel()
	for origin, test := range sent {
		o := options()
		o.AllowedOrigins = []string{"https://fine.example.com", origin}
		_, err := helpers.AuthHandler(o)
		if !errors.Is(err, helpers.ErrOriginInvalid) {
			t.Errorf("%q: error %v", origin, err)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, "AllowedOrigins[1] ") || !strings.Contains(text, test.word) || strings.Contains(text, "hush") {
			t.Errorf("%q: error %s", origin, text)
		}
		if test.instead != "" && !strings.HasSuffix(text, ` is not what a browser sends, which is "`+test.instead+`"`) {
			t.Errorf("%q: error %s, want one that ends in %q", origin, text, test.instead)
		}
		if test.instead == "" && strings.Contains(text, "which is") {
			t.Errorf("%q: error %s", origin, text)
		}
	}
}

func TestAuthHandler_AcceptsOriginsThatBrowsersSend(t *testing.T) {
	t.Parallel()
	origins := []string{
		"https://example.com", "https://example.com:8443", "http://localhost", "http://127.0.0.1:8080", "http://[::1]:3000", "https://example.com.",
		"http://intranet", "https://a_b.example.com", "https://a--b.example.com", "https://1.example.com", "https://xn--bcher-kva.example", "http://example.com:443",
		"capacitor://localhost", "chrome-extension://abcdef", "moz-extension://6f0e",
	}
	for _, test := range sent {
		if test.instead != "" {
			origins = append(origins, test.instead)
		}
	}
	o := options()
	o.AllowedOrigins = origins
	h := handler(t, o)
	for _, origin := range origins {
		a := ask(t, h, http.MethodGet, "", "Origin", origin).want(t, http.StatusOK)
		if got := a.Header().Get("Access-Control-Allow-Origin"); got != origin {
			t.Errorf("%q is shared with %q", origin, got)
		}
	}
}

func TestAuthHandler_RefusesTwoOrigins(t *testing.T) {
	t.Parallel()
	h := handler(t, options())
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header["Origin"] = []string{"https://www.example.com", "https://evil.example"}
	if w := served(h, r); w.Code != http.StatusForbidden || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
}

// FuzzAuthHandlerOrigins: what the error of an origin says a browser sends is accepted, and is ASCII.
func FuzzAuthHandlerOrigins(f *testing.F) {
	for origin := range sent {
		f.Add(origin)
	}
	f.Fuzz(func(t *testing.T, origin string) {
		o := options()
		o.AllowedOrigins = []string{origin}
		_, err := helpers.AuthHandler(o)
		if err == nil {
			wantOrigin(t, origin)
			return
		}
		_, instead, ok := strings.Cut(err.Error(), "which is \"")
		if !ok {
			return
		}
		o.AllowedOrigins = []string{strings.TrimSuffix(instead, `"`)}
		if _, err := helpers.AuthHandler(o); err != nil {
			t.Errorf("%q: instead of it %q: %v", origin, instead, err)
		}
	})
}

// wantOrigin checks the form of an origin: scheme://host or scheme://host:port, in lower case and ASCII.
func wantOrigin(t *testing.T, origin string) {
	t.Helper()
	scheme, host, _ := strings.Cut(origin, "://")
	if scheme == "" || host == "" || strings.ToLower(origin) != origin || strings.ContainsAny(host, `/?#@\*, `) ||
		strings.ContainsFunc(origin, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Errorf("accepted %q", origin)
	}
}
