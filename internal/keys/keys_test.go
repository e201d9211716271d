package keys_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/keys"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const invisible = "must not contain white space or invisible characters"
	for name, test := range map[string]struct{ key, want string }{
		"a private key":        {"private_b9SXnsVT2oPgLbCj", ""},
		"base64":               {"private_aB+/9=", ""},
		"empty":                {"", "must not be empty"},
		"line feed at the end": {"private_x\n", invisible},
		"CR LF at the end":     {"private_x\r\n", invisible},
		"space at the start":   {" private_x", invisible},
		"tab inside":           {"private\tx", invisible},
		"no-break space":       {"private_x\u00a0", invisible},
		"byte order mark":      {"\ufeffprivate_x", invisible},
		"zero width space":     {"private_\u200bx", invisible},
		"NUL":                  {"private_x\x00", invisible},
		"DEL":                  {"private_x\x7f", invisible},
		"colon":                {"private_x:", "must not contain a colon"},
		"only a line break":    {"\n", invisible},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := keys.Check(test.key)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("Check(%q) = %q, want %q", test.key, got, test.want)
			}
			if key := strings.TrimSpace(test.key); len(key) > 2 && strings.Contains(got, key) {
				t.Errorf("the error %q contains the key", got)
			}
		})
	}
}

func TestCheckSecret(t *testing.T) {
	t.Parallel()
	const (
		around    = "must not have white space around it"
		invisible = "must not contain control or invisible characters"
	)
	for name, test := range map[string]struct{ secret, want string }{
		"as the dashboard shows it": {"whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", ""},
		"without a prefix":          {"c2VjcmV0", ""},
		"no base64":                 {"whsec_not:base64!", ""},
		"a space inside":            {"two words", ""},
		"another script":            {"né☃", ""},
		"empty":                     {"", "must not be empty"},
		"line feed at the end":      {"whsec_x\n", around},
		"CR LF at the end":          {"whsec_x\r\n", around},
		"space at the start":        {" whsec_x", around},
		"no-break space at the end": {"whsec_x\u00a0", around},
		"a line break inside":       {"whsec_\nx", invisible},
		"NUL":                       {"whsec_\x00x", invisible},
		"byte order mark":           {"\ufeffwhsec_x", invisible},
		"zero width space":          {"whsec_x\u200b", invisible},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := keys.CheckSecret(test.secret); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("CheckSecret(%q) = %q, want %q", test.secret, got, test.want)
			}
		})
	}
}
