package urlbuilder

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Answers of [Builder.Verify].
var (
	ErrSignatureMissing = errors.New("URL is not signed")
	ErrSignatureWrong   = errors.New("signature is wrong")
	ErrSignatureExpired = errors.New("signature has expired")
	ErrForeignURL       = errors.New("URL is not under the URL endpoint")
)

// noExpiry is what the service signs in place of an expiry for URLs that have none.
const noExpiry int64 = 9999999999

const signatureLength = 2 * sha1.Size

// signer makes signatures: lower-case hex HMAC-SHA1 over what follows the endpoint in the URL, and the expiry.
// A keyed state that has been used once can be reset without allocation, so they are kept.
type signer struct{ states sync.Pool }

type macState struct {
	mac hash.Hash
	sum [sha1.Size]byte
}

func newSigner(key string) *signer {
	secret := []byte(key)
	return &signer{states: sync.Pool{New: func() any { return &macState{mac: hmac.New(sha1.New, secret)} }}}
}

// appendSignature appends the signature of tail, which ends in the expiry's digits.
func (s *signer) appendSignature(out, tail []byte) []byte {
	state := s.states.Get().(*macState)
	state.mac.Write(tail)
	out = hex.AppendEncode(out, state.mac.Sum(state.sum[:0]))
	state.mac.Reset()
	s.states.Put(state)
	return out
}

// sign appends ik-t, if the URL expires, and ik-s to a URL whose tail begins at start.
func (b *Builder) sign(out []byte, start int, separator byte, expiry int64) []byte {
	end := len(out)
	out = strconv.AppendInt(out, expiry, 10) // signed where it stands, then moved behind ik-t=
	var signature [signatureLength]byte
	signed := b.signer.appendSignature(signature[:0], out[start:])
	out = out[:end]
	if expiry != noExpiry {
		out = strconv.AppendInt(append(append(out, separator), "ik-t="...), expiry, 10)
		separator = '&'
	}
	return append(append(append(out, separator), "ik-s="...), signed...)
}

// expiry returns when a URL expires, in epoch seconds, rounded up so that it lives at least as long as was asked for.
func (b *Builder) expiry(o *Options) (int64, error) {
	switch {
	case o.ExpiresIn != 0 && !o.ExpiresAt.IsZero():
		return 0, fmt.Errorf("%w: either ExpiresIn or ExpiresAt, not both", ErrExpiryInvalid)
	case o.ExpiresIn < 0:
		return 0, fmt.Errorf("%w: ExpiresIn is %v", ErrExpiryInvalid, o.ExpiresIn)
	case o.ExpiresIn > 0:
		return b.now().Unix() + int64((o.ExpiresIn+time.Second-1)/time.Second), nil
	case o.ExpiresAt.IsZero():
		return noExpiry, nil
	}
	at := o.ExpiresAt.Unix()
	if o.ExpiresAt.Nanosecond() > 0 {
		at++
	}
	if at <= 0 || at == noExpiry {
		return 0, fmt.Errorf("%w: ExpiresAt is %v", ErrExpiryInvalid, o.ExpiresAt)
	}
	return at, nil
}

// Verify returns nil if rawURL lies under the builder's URL endpoint and has a signature that is right and, at the time now, has not
// expired. Otherwise the error is one of [ErrForeignURL], [ErrSignatureMissing], [ErrSignatureWrong] and [ErrSignatureExpired].
func (b *Builder) Verify(rawURL string, now time.Time) error {
	if b.signer == nil {
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
		if expiry, err = strconv.ParseInt(expiryText, 10, 64); err != nil || expiry < 0 || expiry > math.MaxInt64/2 {
			return fmt.Errorf("%w: ik-t is not a time", ErrSignatureWrong)
		}
	}
	if !hmac.Equal(b.signer.appendSignature(nil, strconv.AppendInt([]byte(signed), expiry, 10)), []byte(signature)) {
		return ErrSignatureWrong
	}
	if expires && now.Unix() > expiry {
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
