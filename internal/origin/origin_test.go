package origin_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/origin"
)

// refused are malformed origins. instead is the origin that a browser sends; word is a part of the error if that cannot
// be determined.
var refused = map[string]struct{ instead, word string }{
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
	"https://a.example, https://b.example": {word: "separately"},
	"https://a.example https://b.example":  {word: "separately"},
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
	"https://a\"b.example":                 {word: "invalid host name"},
	"http://[fe80::1%25eth0]":              {word: "invalid host name"},
}

// accepted are origins that browsers send.
var accepted = []string{
	"https://example.com", "https://example.com:8443", "http://localhost", "http://127.0.0.1:8080", "http://[::1]:3000",
	"https://example.com.", "http://intranet", "https://a_b.example.com", "https://a--b.example.com",
	"https://1.example.com", "https://xn--bcher-kva.example", "http://example.com:443", "capacitor://localhost",
	"chrome-extension://abcdef", "moz-extension://6f0e",
}

func TestCheck_Refused(t *testing.T) {
	t.Parallel()
	for configured, test := range refused {
		err := origin.Check(configured)
		if err == nil {
			t.Errorf("%q is accepted", configured)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, test.word) || strings.Contains(text, "hush") {
			t.Errorf("%q: error %s", configured, text)
		}
		if test.instead != "" && text != `is not in the form that browsers send: use "`+test.instead+`"` {
			t.Errorf("%q: error %s, want one that names %q", configured, text, test.instead)
		}
		if test.instead == "" && strings.Contains(text, ": use") {
			t.Errorf("%q: error %s", configured, text)
		}
	}
}

func TestCheck_Accepted(t *testing.T) {
	t.Parallel()
	origins := accepted
	for _, test := range refused {
		if test.instead != "" {
			origins = append(origins, test.instead)
		}
	}
	for _, sent := range origins {
		if err := origin.Check(sent); err != nil {
			t.Errorf("%q: %v", sent, err)
		}
	}
}

// FuzzCheck checks that the origin that an error suggests is accepted, and that accepted origins have the right form.
func FuzzCheck(f *testing.F) {
	for configured := range refused {
		f.Add(configured)
	}
	f.Fuzz(func(t *testing.T, configured string) {
		err := origin.Check(configured)
		if err == nil {
			checkForm(t, configured)
			return
		}
		_, instead, ok := strings.Cut(err.Error(), ": use \"")
		if !ok {
			return
		}
		if err := origin.Check(strings.TrimSuffix(instead, `"`)); err != nil {
			t.Errorf("%q: the suggested origin %q is refused: %v", configured, instead, err)
		}
	})
}

// checkForm checks the form of an origin: scheme://host or scheme://host:port, in lower case and ASCII.
func checkForm(t *testing.T, origin string) {
	t.Helper()
	scheme, host, _ := strings.Cut(origin, "://")
	if scheme == "" || host == "" || strings.ToLower(origin) != origin || strings.ContainsAny(host, `/?#@\*, `) ||
		strings.ContainsFunc(origin, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Errorf("accepted %q", origin)
	}
}
