package redact_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/internal/redact"
)

// spellings are encodings of a text. [resolved] decodes them.
var spellings = []struct {
	name  string
	write func(string) string
}{
	{"literal", func(s string) string { return s }},
	{"JSON", func(s string) string { b, _ := json.Marshal(s); return string(b[1 : len(b)-1]) }},
	{"JSON with escaped slashes", func(s string) string { return strings.ReplaceAll(s, "/", `\/`) }},
	{"JSON, all escaped", func(s string) string { return eachUTF16(s, `\u%04x`) }},
	{"JSON, all escaped in capitals", func(s string) string { return eachUTF16(s, `\u%04X`) }},
	{"JSON, the first escaped", func(s string) string { return eachUTF16(s[:1], `\u%04x`) + s[1:] }},
	{"hexadecimal escapes", func(s string) string { return eachByte(s, `\x%02x`) }},
	{"escapes of ECMAScript", func(s string) string { return eachRune(s, `\u{%x}`) }},
	{"escapes of Go", func(s string) string { return eachRune(s, `\U%08x`) }},
	{"Go, quoted", func(s string) string { return fmt.Sprintf("%q", s) }},
	{"HTML", html.EscapeString},
	{"HTML, decimal", func(s string) string { return eachRune(s, "&#%d;") }},
	{"HTML, decimal with zeros", func(s string) string { return eachRune(s, "&#%07d;") }},
	{"HTML, hexadecimal", func(s string) string { return eachRune(s, "&#x%x;") }},
	{"HTML, hexadecimal in capitals", func(s string) string { return eachRune(s, "&#X%X;") }},
	{"HTML, by names", strings.NewReplacer("/", "&sol;", "+", "&plus;", "=", "&equals;", "_", "&lowbar;", "&",
		"&amp;").Replace},
	{"a query", url.QueryEscape},
	{"a path", url.PathEscape},
	{"percent, all escaped", func(s string) string { return eachByte(s, "%%%02x") }},
	{"percent, of old browsers", func(s string) string { return eachUTF16(s, "%%u%04x") }},
	{"broken lines", func(s string) string { return s[:len(s)/2] + "\r\n " + s[len(s)/2:] }},
	{
		"base64 of Basic authentication",
		func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s + ":")) },
	},
	{
		"base64 of Basic authentication without padding",
		func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s + ":")) },
	},
	{
		"base64 of Basic authentication for URLs",
		func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s + ":")) },
	},
	{
		"base64 of a password in Basic authentication",
		func(s string) string { return base64.StdEncoding.EncodeToString([]byte("user:" + s)) },
	},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 of more", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("ab" + s + "cd")) }},
}

// eachByte formats each byte of s.
func eachByte(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// eachRune formats each rune of s.
func eachRune(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

// eachUTF16 formats each UTF-16 code unit of s.
func eachUTF16(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		if r > 0xffff {
			fmt.Fprintf(&b, format+format, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
			continue
		}
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

var secrets = map[string]string{
	"private key":    "private_N3vEr+/Sh0wn==abcdefghijklmn",
	"query":          "ik-t=1700000060&ik-s=0123456789abcdef0123456789abcdef01234567",
	"SAS token":      "?sv=2023-01-03&sr=c&sig=aBc%2Bdef%2F0123456789%3D",
	"password":       `pa"ss/wörd\n&<1>😀`,
	"short password": "p4ssw0",
	"JSON Web Token": "eyJhbGciOiJIUzI1NiJ9.eyJmIjoiYSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
	"PEM": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n" +
		"abcdefghijklmnopqrstuvwxyz0123\n-----END PRIVATE KEY-----\n",
	"password of HTML": "&amp;copy=%41\\u0041",
}

func TestRedactor_Text_Spellings(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, secret := range secrets {
		for _, inner := range spellings {
			for _, outer := range spellings {
				if (strings.Contains(outer.name, "ase64") || outer.name == "broken lines") && inner.name != "literal" {
					continue // the result would not be an encoding of the secret
				}
				checkHidden(t, name+", "+inner.name+" in "+outer.name, secret, func(s string) string {
					return outer.write(inner.write(s))
				}, 2*len(outer.write(`"`)))
			}
		}
	}
}

// checkHidden redacts a secret in a spelling. White space at its end, and quotation marks that the spelling adds, may
// stay.
func checkHidden(t *testing.T, name, secret string, spell func(string) string, quotes int) {
	t.Helper()
	text := spell(secret)
	got := redact.New(secret).Text("before: " + text + " :behind")
	rest, _ := strings.CutPrefix(got, "before: ")
	rest, _ = strings.CutSuffix(rest, " :behind")
	loose := quotes + len(spell("\n")) + 2
	if !strings.Contains(rest, redact.Mark) || len(rest) > len(redact.Mark)+loose {
		t.Errorf("%s: %q leaves %q", name, text, got)
	}
}

func TestRedactor_Cut_Beginning(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, secret := range secrets {
		r := redact.New(secret)
		for _, s := range spellings {
			text := s.write(secret)
			for n := 0; n < len(text); n += 1 + len(text)/40 {
				got := r.Cut("before: " + text[:n])
				rest, _ := strings.CutPrefix(got, "before: ")
				rest = strings.Trim(strings.ReplaceAll(rest, redact.Mark, ""), `"`)
				if len(rest) > len(`\U0000000`) { // longer than the beginning of an escaped byte
					t.Errorf("%s in %s: %q leaves %q", name, s.name, text[:n], got)
				}
			}
		}
	}
}

func TestRedactor_Text_FirstHalf(t *testing.T) {
	t.Parallel()
	const secret = "private_0123456789abcdefghijklmnopqr"
	for text, want := range map[string]string{
		"key " + secret[:20] + "... is wrong": "key [redacted]... is wrong",
		"key " + secret[:8] + "... is wrong":  "key private_... is wrong",
		secret + secret:                       redact.Mark,
		secret + " " + secret[:30] + secret:   redact.Mark + " " + redact.Mark,
	} {
		if got := redact.New(secret).Text(text); got != want {
			t.Errorf("%q is redacted to %q, want %q", text, got, want)
		}
	}
}

func TestRedactor_Text_NoSecret(t *testing.T) {
	t.Parallel()
	const text = `{"message":"100% of a+b \u00e9 &amp; c\\d","help":"pri vate"}`
	for _, r := range []*redact.Redactor{nil, redact.New(), redact.New("", "a+b", "abc"), redact.New("private_key")} {
		if got := r.Text(text); got != text {
			t.Errorf("got %q", got)
		}
	}
}

// TestRedactor_Text_JSON checks that JSON can still be decoded after it was redacted.
func TestRedactor_Text_JSON(t *testing.T) {
	t.Parallel()
	for name, secret := range secrets {
		for _, s := range spellings {
			body, _ := json.Marshal(map[string]string{"message": s.write(secret)})
			got := redact.New(secret).Text(string(body))
			var message struct{ Message string }
			if err := json.Unmarshal([]byte(got), &message); err != nil || !strings.Contains(message.Message,
				redact.Mark) {
				t.Errorf("%s in %s: %s, %v", name, s.name, got, err)
			}
		}
	}
}

// FuzzRedactor applies several spellings to a secret, one after the other; steps are their indexes. It decodes the
// redacted text without the Redactor.
func FuzzRedactor(f *testing.F) {
	for _, secret := range secrets {
		f.Add(secret, "before ", " behind", []byte{3, 10})
		f.Add(secret, "", "", []byte{1, 16, 9})
	}
	f.Fuzz(func(t *testing.T, secret, before, behind string, steps []byte) {
		if len(secret) < 8 || len(secret) > 200 || len(before)+len(behind) > 200 || !isPlain(secret) {
			t.Skip()
		}
		if len(steps) > 1 && strings.ContainsAny(before, `\%&`) {
			t.Skip() // an incomplete escape before the secret can include its first characters
		}
		r := redact.New(secret)
		text := before + spelledInSteps(secret, steps[:min(len(steps), 3)]) + behind
		for _, got := range []string{r.Text(text), r.Cut(text)} {
			if strings.Contains(resolved(got), secret) || strings.Contains(got, secret) {
				t.Errorf("%q in %q leaves %q", secret, text, got)
			}
		}
	})
}

// spelledInSteps applies spellings to a secret, one after the other, without those whose result would not be an
// encoding of the secret.
func spelledInSteps(secret string, steps []byte) string {
	text := secret
	for _, step := range steps {
		s := spellings[int(step)%len(spellings)]
		if s.name == "broken lines" || strings.Contains(s.name, "ase64") && text != secret {
			continue
		}
		text = s.write(text)
	}
	return text
}

// isPlain reports whether decoding does not change a secret, as is the case for keys and signatures.
func isPlain(secret string) bool {
	return utf8.ValidString(secret) && !strings.ContainsAny(secret, `\%&+`) && !strings.ContainsFunc(secret,
		func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// resolved decodes JSON, HTML and percent escapes and base64.
func resolved(text string) string {
	for range 4 {
		var s string
		if json.Unmarshal([]byte(`"`+text+`"`), &s) == nil {
			text = s
		}
		text = html.UnescapeString(text)
		if s, err := url.PathUnescape(text); err == nil {
			text = s
		}
	}
	decoded, _ := base64.StdEncoding.DecodeString(text)
	return text + string(decoded)
}

func BenchmarkRedactor_Cut(b *testing.B) {
	r := redact.New(secrets["private key"], secrets["query"], secrets["JSON Web Token"])
	for name, piece := range map[string]string{
		"text": `{"message":"a \u0026 b"}`, "percent": "%25", "JSON": `\\\\`,
		"secret": "private_N3vEr",
	} {
		text := strings.Repeat(piece, 64<<10/len(piece))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r.Cut(text)
			}
		})
	}
}
