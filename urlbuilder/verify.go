package urlbuilder

import (
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// VerifyOptions are the options of [Builder.Verify].
type VerifyOptions struct {
	// Time is the time at which the URL has to be valid; the builder's clock if it is zero.
	Time time.Time
	// MaxExpiresIn is the longest time after Time at which a URL may expire, rounded up to seconds; 0 or less means no
	// limit. If a URL expires later or never, the error is [ErrExpiryTooLate]. Include the possible difference between
	// the clocks of signer and verifier.
	MaxExpiresIn time.Duration
}

// Verify returns nil if rawURL is under the builder's URL endpoint and has a valid signature that has not expired. It
// accepts only URLs that end in ik-s=SIGNATURE, or in ik-t=EXPIRY&ik-s=SIGNATURE with an expiry of ten digits that does
// not begin with zero, and that have no other ik-t and ik-s. Changing any byte makes the URL invalid. The error is one
// of [ErrEndpointMismatch], [ErrSignatureMissing], [ErrSignatureInvalid], [ErrSignatureExpired] and [ErrExpiryTooLate],
// or, if the builder has no private key, a [BuildError].
//
// The signature covers the path, the query and the expiry. It does not limit who may use the URL or how often: anybody
// who has the URL can use it until it expires. In the signed text, the digits of the expiry follow the URL without a
// separator. A less strict verifier would accept URLs in which digits have moved from the URL to the expiry or back.
//
// See https://imagekit.io/docs/media-delivery-basic-security#signed-urls
func (b *Builder) Verify(rawURL string, o VerifyOptions) error {
	if !b.signs {
		return &BuildError{Field: "PrivateKey", Reason: "is required to verify signatures"}
	}
	tail, ok := strings.CutPrefix(rawURL, b.endpoint)
	if !ok || b.endpoint == "" {
		return ErrEndpointMismatch
	}
	tail, signature, ok := cutLastParameter(tail, "ik-s=")
	if !ok {
		return ErrSignatureMissing
	}
	signed, expiryText, expires := cutLastParameter(tail, "ik-t=")
	expiry := noExpiry
	if expires {
		var err error
		if expiry, err = parseExpiry(expiryText); err != nil {
			return fmt.Errorf("%w: ik-t is not a time of ten digits", ErrSignatureInvalid)
		}
	}
	if _, query, _ := strings.Cut(signed, "?"); hasSignature(query) {
		return fmt.Errorf("%w: ik-t and ik-s must be at the end of the URL", ErrSignatureInvalid)
	}
	w := b.scratchPool.Get().(*scratch)
	defer b.release(w)
	w.sign(strconv.AppendInt([]byte(signed), expiry, 10))
	if !hmac.Equal(hex.AppendEncode(nil, w.sum[:]), []byte(signature)) {
		return ErrSignatureInvalid
	}
	return o.check(expiry, b.now)
}

// check compares the expiry of a URL with the time. The signature has been verified before.
func (o VerifyOptions) check(expiry int64, clock func() time.Time) error {
	now := o.Time
	if now.IsZero() {
		now = clock()
	}
	at := time.Unix(expiry, 0).UTC().Format(time.RFC3339)
	switch {
	case expiry != noExpiry && now.Unix() > expiry:
		return fmt.Errorf("%w: it was valid until %s", ErrSignatureExpired, at)
	case o.MaxExpiresIn <= 0:
		return nil
	case expiry == noExpiry:
		return fmt.Errorf("%w: it never expires", ErrExpiryTooLate)
	case expiry > now.Unix()+wholeSeconds(o.MaxExpiresIn):
		return fmt.Errorf("%w: it expires at %s, more than %v from now", ErrExpiryTooLate, at, o.MaxExpiresIn)
	}
	return nil
}

// parseExpiry reads the value of ik-t. It accepts only the form that this package writes.
func parseExpiry(text string) (int64, error) {
	at, err := strconv.ParseUint(text, 10, 63)
	if err != nil || len(text) != len("9999999999") || !isExpiry(int64(at)) {
		return 0, &BuildError{
			Field: "QueryParameters", Param: "ik-t", Value: text,
			Reason: "must be a time of ten digits in seconds since 1970",
		}
	}
	return int64(at), nil
}

// cutLastParameter splits off the last query parameter if it begins with nameEquals and is separated from the rest as
// this package writes it.
func cutLastParameter(s, nameEquals string) (before, value string, found bool) {
	query := strings.IndexByte(s, '?') // an ampersand before it belongs to the path
	if query < 0 {
		return s, "", false
	}
	i := query + max(strings.LastIndexByte(s[query:], '&'), 0)
	if !strings.HasPrefix(s[i+1:], nameEquals) {
		return s, "", false
	}
	return s[:i], s[i+1+len(nameEquals):], true
}
