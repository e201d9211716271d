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

// work is what building one URL needs: a buffer, and a keyed state that signs. A state that has been used once can be reset without
// allocation, so builders keep them.
type work struct {
	buffer []byte
	mac    hash.Hash // nil without a key
	sum    [sha1.Size]byte
}

func newWorkPool(key string) *sync.Pool {
	secret := []byte(key)
	return &sync.Pool{New: func() any {
		w := &work{buffer: make([]byte, 0, 512)}
		if len(secret) > 0 {
			w.mac = hmac.New(sha1.New, secret)
		}
		return w
	}}
}

// maxBuffer keeps an unusually long URL from staying in memory.
const maxBuffer = 16 << 10

func (b *Builder) release(w *work) {
	if cap(w.buffer) > maxBuffer {
		w.buffer = nil
	}
	b.works.Put(w)
}

// sign computes the signature: HMAC-SHA1 over what follows the endpoint in the URL, and the digits of the expiry.
func (w *work) sign(tail []byte) {
	w.mac.Write(tail)
	w.mac.Sum(w.sum[:0])
	w.mac.Reset()
}

const lowerHex = "0123456789abcdef"

// appendSignature appends ik-t, if the URL expires, and ik-s in lower-case hex to a URL whose tail begins at start.
func (w *work) appendSignature(out []byte, start int, separator byte, expiry int64) []byte {
	end := len(out)
	out = strconv.AppendInt(out, expiry, 10) // signed where it stands, then moved behind ik-t=
	w.sign(out[start:])
	var digits [20]byte
	n := copy(digits[:], out[end:])
	out = out[:end]
	if expiry != noExpiry {
		out = append(append(out, separator, 'i', 'k', '-', 't', '='), digits[:n]...)
		separator = '&'
	}
	out = append(out, separator, 'i', 'k', '-', 's', '=')
	for _, c := range w.sum {
		out = append(out, lowerHex[c>>4], lowerHex[c&15])
	}
	return out
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
	if !b.signs {
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
	w := b.works.Get().(*work)
	defer b.release(w)
	w.sign(strconv.AppendInt([]byte(signed), expiry, 10))
	if !hmac.Equal(hex.AppendEncode(nil, w.sum[:]), []byte(signature)) {
		return ErrSignatureWrong
	}
	if expires && now.Unix() > expiry {
		return fmt.Errorf("%w: at %s", ErrSignatureExpired, time.Unix(expiry, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

// cutLastParameter splits off the last query parameter if it begins with name=.
func cutLastParameter(s, nameEquals string) (before, value string, found bool) {
	query := strings.IndexByte(s, '?') // an ampersand before it belongs to the path
	if query < 0 {
		return s, "", false
	}
	i := query + strings.LastIndexAny(s[query:], "?&")
	if !strings.HasPrefix(s[i+1:], nameEquals) {
		return s, "", false
	}
	return s[:i], s[i+1+len(nameEquals):], true
}
