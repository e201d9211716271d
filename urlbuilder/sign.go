package urlbuilder

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"fmt"
	"hash"
	"strconv"
	"sync"
	"time"
)

// noExpiry is the number that is signed in place of the expiry if a URL does not expire.
const noExpiry int64 = 9999999999

// scratch holds a buffer and a keyed HMAC for building one URL. Builders keep scratches in a pool, because an HMAC that
// has been used once can be reset without an allocation.
type scratch struct {
	buffer []byte
	mac    hash.Hash // nil without a key
	sum    [sha1.Size]byte
}

func newScratchPool(key string) *sync.Pool {
	secret := []byte(key)
	return &sync.Pool{New: func() any {
		w := &scratch{buffer: make([]byte, 0, 512)}
		if len(secret) > 0 {
			w.mac = hmac.New(sha1.New, secret)
		}
		return w
	}}
}

// maxBuffer is the largest buffer that is kept for the next URL, in bytes, so that an unusually long URL does not stay
// in memory.
const maxBuffer = 16 << 10

func (b *Builder) release(w *scratch) {
	if cap(w.buffer) > maxBuffer {
		w.buffer = nil
	}
	b.scratchPool.Put(w)
}

// sign computes the signature: the HMAC-SHA1 of tail, which is the part of the URL after the endpoint followed by the
// digits of the expiry.
func (w *scratch) sign(tail []byte) {
	w.mac.Write(tail)
	w.mac.Sum(w.sum[:0])
	w.mac.Reset()
}

const lowerHex = "0123456789abcdef"

// appendSignature appends ik-t, if the URL expires, and ik-s in lower-case hex to a URL whose tail begins at start.
func (w *scratch) appendSignature(out []byte, start int, separator byte, expiry int64) []byte {
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

// The first and the last expiry, in seconds since 1970: the numbers of ten digits except noExpiry. The signed text ends
// in the expiry, without a separator before it. Because the expiry always has ten digits, a digit of the URL cannot be
// read as one of the expiry.
const (
	firstExpiry int64 = 1000000000
	lastExpiry        = noExpiry - 1
)

// expiry returns when a URL expires, in seconds since 1970, rounded up so that the URL is valid for at least as long as
// requested.
func (b *Builder) expiry(o *Options) (int64, error) {
	switch {
	case o.ExpiresIn != 0 && !o.ExpiresAt.IsZero():
		return 0, &BuildError{Field: "ExpiresIn", Value: o.ExpiresIn.String(), Reason: "must be 0 if ExpiresAt is set"}
	case o.ExpiresIn < 0:
		return 0, &BuildError{Field: "ExpiresIn", Value: o.ExpiresIn.String(), Reason: "must not be negative"}
	case o.ExpiresIn > 0:
		at := b.now().Unix() + wholeSeconds(o.ExpiresIn)
		if !isExpiry(at) {
			return 0, badExpiry("ExpiresIn", o.ExpiresIn.String(), at)
		}
		return at, nil
	case o.ExpiresAt.IsZero():
		return noExpiry, nil
	}
	at := o.ExpiresAt.Unix()
	if o.ExpiresAt.Nanosecond() > 0 {
		at++
	}
	if !isExpiry(at) {
		return 0, badExpiry("ExpiresAt", o.ExpiresAt.String(), at)
	}
	return at, nil
}

// isExpiry reports whether an expiry can be signed safely.
func isExpiry(at int64) bool { return at >= firstExpiry && at <= lastExpiry }

func badExpiry(field, value string, at int64) error {
	return &BuildError{
		Field: field, Value: value,
		Reason: fmt.Sprintf("makes the URL expire at %d, in seconds since 1970, which must be from %d to %d",
			at, firstExpiry, lastExpiry),
	}
}

// wholeSeconds returns a positive duration in seconds, rounded up.
func wholeSeconds(d time.Duration) int64 { return int64((d-1)/time.Second) + 1 }
