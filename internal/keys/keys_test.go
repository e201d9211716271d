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
		"a private key":            {"private_b9SXnsVT2oPgLbCj", ""},
		"base64":                   {"private_aB+/9=", ""},
		"empty":                    {"", "must not be empty"},
		"line feed at the end":     {"private_x\n", invisible},
		"CR LF at the end":         {"private_x\r\n", invisible},
		"space at the start":       {" private_x", invisible},
		"tab inside":               {"private\tx", invisible},
		"no-break space":           {"private_x\u00a0", invisible},
		"byte order mark":          {"\ufeffprivate_x", invisible},
		"zero width space":         {"private_\u200bx", invisible},
		"NUL":                      {"private_x\x00", invisible},
		"DEL":                      {"private_x\x7f", invisible},
		"colon":                    {"private_x:", "must not contain a colon"},
		"nothing but a line break": {"\n", invisible},
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
				t.Errorf("the error %q quotes the key", got)
			}
		})
	}
}
