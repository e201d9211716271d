package helpers

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Lifetimes of upload parameters and upload tokens.
const (
	DefaultUploadLifetime = 30 * time.Minute // if no expiry is given
	MaxUploadLifetime     = time.Hour        // the service refuses what expires later
)

// AuthParams are the parameters with which a browser uploads one file (version 1) in place of the private key, together
// with the public key. Encoded as JSON they have the form that the browser SDKs expect from an authentication endpoint:
//
//	{"token": "…", "expire": 1700001800, "signature": "…"}
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
type AuthParams struct {
	Token     string `json:"token"`     // spent by the first upload that has it, even by one that fails
	Expire    int64  `json:"expire"`    // end of validity, in seconds since 1970
	Signature string `json:"signature"` // see [SignUpload]
}

// AuthOptions are the options of [NewAuthParams]. The zero value makes a random token that is valid for 30 minutes.
type AuthOptions struct {
	// Token is any text that was not used before; a random UUID (version 4) if empty.
	Token string
	// Expire is the end of validity, in seconds since 1970: after the current time and at most [MaxUploadLifetime]
	// after it; 0 means [DefaultUploadLifetime] from now.
	Expire int64
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// NewAuthParams signs the parameters of one upload by a browser (version 1) with the private key. A token in the
// options is returned unchanged.
//
// It fails with an [OptionError] if the private key is empty or malformed, or if the expiry is not in the future or
// more than an hour ahead. The service requires less than an hour; exactly an hour is accepted here, because some time
// passes before the service sees it.
func NewAuthParams(privateKey string, o AuthOptions) (AuthParams, error) {
	if err := checkKey("privateKey", privateKey); err != nil {
		return AuthParams{}, err
	}
	_, expire, err := validity(o.Expire, o.Now)
	if err != nil {
		return AuthParams{}, err
	}
	if o.Token == "" {
		o.Token = uuid.NewString()
	}
	return AuthParams{Token: o.Token, Expire: expire, Signature: SignUpload(privateKey, o.Token, expire)}, nil
}

// SignUpload returns the signature of upload parameters (version 1): the HMAC-SHA1, keyed with the private key, of
// token followed by expire (seconds since 1970) in decimal, as 40 lower-case hexadecimal digits. It checks neither the
// key nor the expiry and never fails; [NewAuthParams] does, and makes the token.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
func SignUpload(privateKey, token string, expire int64) string {
	mac := hmac.New(sha1.New, []byte(privateKey))
	mac.Write(strconv.AppendInt([]byte(token), expire, 10))
	return hex.EncodeToString(mac.Sum(nil))
}

// validity returns the current time and the expiry, both in seconds since 1970. An expiry in the current second counts
// as past, because it would be over on arrival.
func validity(expire int64, clock func() time.Time) (now, end int64, err error) {
	if clock == nil {
		clock = time.Now
	}
	now = clock().Unix()
	reason := ""
	switch {
	case expire == 0:
		return now, now + seconds(DefaultUploadLifetime), nil
	case expire <= now:
		reason = "not in the future"
	case expire > now+seconds(MaxUploadLifetime):
		reason = "more than one hour ahead"
	default:
		return now, expire, nil
	}
	return 0, 0, &OptionError{
		Option: "Expire",
		Reason: fmt.Sprintf("%d is %s; the current time is %d", expire, reason, now),
	}
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
