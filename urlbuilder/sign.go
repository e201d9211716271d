package urlbuilder

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Answers of [Builder.Verify].
var (
	ErrSignatureMissing = errors.New("URL is not signed")
	ErrSignatureWrong   = errors.New("signature is wrong")
	ErrSignatureExpired = errors.New("signature has expired")
	ErrForeignURL       = errors.New("URL is not under the URL endpoint")
)

// sign returns the lower-case hex HMAC-SHA1 over what follows the endpoint in the URL, and the expiry.
func sign(key, tail []byte, expiry int64) string {
	mac := hmac.New(sha1.New, key)
	mac.Write(tail)
	mac.Write(strconv.AppendInt(nil, expiry, 10))
	return hex.EncodeToString(mac.Sum(nil))
}

// Verify returns nil if rawURL lies under the builder's URL endpoint and has a signature that is right and, at the time now, has not
// expired. Otherwise the error is one of [ErrForeignURL], [ErrSignatureMissing], [ErrSignatureWrong] and [ErrSignatureExpired].
func (b *Builder) Verify(rawURL string, now time.Time) error {
	if len(b.key) == 0 {
		return ErrKeyMissing
	}
	tail, ok := strings.CutPrefix(rawURL, b.endpoint)
	if !ok || b.endpoint == "" {
		return ErrForeignURL
	}
	tail, signature, ok := cutLastParameter(tail, "ik-s=")
	if !ok {
		return ErrSignatureMissing
	}
	signed, expiryText, expires := cutLastParameter(tail, "ik-t=")
	expiry := noExpiry
	if expires {
		var err error
		if expiry, err = strconv.ParseInt(expiryText, 10, 64); err != nil || expiry < 0 || expiry > maxExpiry {
			return fmt.Errorf("%w: ik-t is not a time", ErrSignatureWrong)
		}
	}
	if !hmac.Equal([]byte(sign(b.key, []byte(signed), expiry)), []byte(signature)) {
		return ErrSignatureWrong
	}
	if now.Unix() > expiry && expires {
		return fmt.Errorf("%w: at %s", ErrSignatureExpired, time.Unix(expiry, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

// cutLastParameter splits off the last query parameter if it begins with name=.
func cutLastParameter(s, nameEquals string) (before, value string, found bool) {
	i := strings.LastIndexAny(s, "?&")
	if i < 0 || !strings.HasPrefix(s[i+1:], nameEquals) {
		return s, "", false
	}
	return s[:i], s[i+1+len(nameEquals):], true
}
