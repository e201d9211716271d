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

// noExpiry is the number that is signed for a URL that does not expire.
const noExpiry int64 = 9999999999

// scratch contains a buffer and a keyed HMAC for building one URL. Builders keep scratches in a pool, because resetting
// an HMAC after its first use does not allocate.
type scratch struct {
	buffer []byte
	mac    hash.Hash // nil without a private key
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

// maxBuffer is the size in bytes of the largest buffer that is kept for the next URL, so that an unusually long URL
// does not stay in memory.
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
	out = strconv.AppendInt(out, expiry, 10) // signed at this position, then moved after ik-t=
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
// with the expiry, without a separator before it. Because the expiry always has ten digits, a digit of the URL cannot
// become a digit of the expiry.
const (
	firstExpiry int64 = 1000000000
	lastExpiry        = noExpiry - 1
)

// expiry contains the fields of [Options] that determine when a URL expires.
type expiry struct {
	in     time.Duration
	at     time.Time
	bucket time.Duration
}

// check returns an error for values that are invalid at any time.
func (e *expiry) check() error {
	switch {
	case e.in != 0 && !e.at.IsZero():
		return &BuildError{Field: "ExpiresIn", Value: e.in.String(), Reason: "must be 0 if ExpiresAt is set"}
	case e.in < 0:
		return &BuildError{Field: "ExpiresIn", Value: e.in.String(), Reason: "must not be negative"}
	case e.bucket < 0 || e.bucket%time.Second != 0:
		reason := "must be a whole number of seconds that is not negative"
		return &BuildError{Field: "ExpiryBucket", Value: e.bucket.String(), Reason: reason}
	case e.bucket != 0 && e.in == 0 && e.at.IsZero():
		return &BuildError{Field: "ExpiryBucket", Value: e.bucket.String(), Reason: "requires ExpiresIn or ExpiresAt"}
	}
	return nil
}

// expiry returns when a URL expires, in seconds since 1970, rounded up so that the URL is valid for at least as long as
// requested.
func (b *Builder) expiry(e expiry) (int64, error) {
	if err := e.check(); err != nil {
		return 0, err
	}
	var at int64
	switch {
	case e.in > 0:
		at = b.now().Unix() + wholeSeconds(e.in)
	case e.at.IsZero():
		return noExpiry, nil
	default:
		at = e.at.Unix()
		if e.at.Nanosecond() > 0 {
			at++
		}
	}
	if bucket := int64(e.bucket / time.Second); bucket > 0 && at%bucket > 0 {
		at += bucket - at%bucket
	}
	switch {
	case isExpiry(at):
		return at, nil
	case e.in > 0:
		return 0, badExpiry("ExpiresIn", e.in.String(), at)
	}
	return 0, badExpiry("ExpiresAt", e.at.String(), at)
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
