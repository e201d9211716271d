package redact

import (
	"net/http"
	"strings"
)

// shortestCookie is the length in bytes of the shortest cookie value that is treated as a secret.
const shortestCookie = 8

// Cookies returns the secrets in the Cookie fields of a request header: each whole field, and the value of each cookie
// that is long enough to be a secret, because a server can repeat a value without the rest of the field.
func Cookies(header http.Header) []string {
	var secrets []string
	for _, line := range header.Values("Cookie") {
		secrets = append(secrets, line)
		for pair := range strings.SplitSeq(line, ";") {
			_, value, _ := strings.Cut(pair, "=")
			if value = strings.Trim(value, `" `); len(value) >= shortestCookie {
				secrets = append(secrets, value)
			}
		}
	}
	return secrets
}
