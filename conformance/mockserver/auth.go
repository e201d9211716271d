package mockserver

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// authenticate is middleware that passes on requests with the private key. It also passes on requests without a key for
// operations that need no key according to openapi.yaml; these operations check the credentials themselves.
func (a *api) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := a.checkKey(r)
		if errors.Is(err, errNoKey) && operationOf(r).Public() {
			err = nil
		}
		if err != nil {
			closeAfterResponse(w, r)
			a.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// checkKey returns nil if the request has the private key, errNoKey if it has no key, and errWrongKey if it has another
// key.
//
// It ignores the password. According to the documentation the password is empty, but the vendor's SDKs always send one,
// and name its environment variable OPTIONAL_IMAGEKIT_IGNORES_THIS.
func (a *api) checkKey(r *http.Request) error {
	user, _, ok := r.BasicAuth()
	if !ok || user == "" {
		return errNoKey
	}
	if subtle.ConstantTimeCompare([]byte(user), []byte(a.privateKey)) != 1 {
		return errWrongKey
	}
	return nil
}

// checkUpload accepts an upload with the private key, or with a signature or token, but not with both. It accepts a
// public key in addition to the private key, because some clients always send it.
func (a *api) checkUpload(f *form) error {
	signed := f.has("signature") || f.has("token")
	switch {
	case f.hasKey && signed && !f.isDocumented("signature"):
		return errTokenAndKey
	case f.hasKey && signed:
		return errTwoMethods
	case f.hasKey:
		return nil
	case !signed && !f.isDocumented("signature"):
		return missing("token")
	case !signed:
		return errNoKey
	case !f.isDocumented("signature"):
		return a.checkToken(f)
	}
	return a.checkSignature(f)
}

// checkSignature verifies version 1 of client-side authentication. A token with a valid signature can be used only
// once, even if the upload fails later. A token with a wrong signature can be used again: otherwise anybody could use
// up the tokens of others.
//
// Assumed: if an upload has several errors in its signature or token, the response reports the first of them in this
// order: a missing part, the public key, the expiry, the signature, a token that was used before; for a JSON Web Token:
// the signature, the expiry, the public key, the period of validity, a token that was used before. No source has the
// message for a wrong signature.
func (a *api) checkSignature(f *form) error {
	for _, name := range []string{"token", "signature", "expire", "publicKey"} {
		if f.text(name) == "" {
			return missing(name)
		}
	}
	if f.text("publicKey") != a.publicKey {
		return errWrongKey
	}
	now := a.now()
	seconds, err := strconv.ParseInt(f.text("expire"), 10, 64)
	expire := time.Unix(seconds, 0)
	if err != nil || !expire.After(now) || expire.Sub(now) >= maxUploadExpiry {
		return errExpire
	}
	mac := hmac.New(sha1.New, []byte(a.privateKey))
	mac.Write([]byte(f.text("token") + f.text("expire")))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(f.text("signature"))) {
		return invalid("signature", "")
	}
	return a.lib.SpendToken(f.text("token"), expire)
}
