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
	DefaultUploadLifetime = 30 * time.Minute // used if no lifetime is set
	MaxUploadLifetime     = time.Hour        // the service rejects longer lifetimes
)

// AuthParams are the parameters with which a browser uploads one file (version 1) without the private key. The upload
// also needs the public key. Encoded as JSON, they have the form that the browser SDKs expect from an authentication
// endpoint:
//
//	{"token": "…", "expire": 1700001800, "signature": "…"}
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
type AuthParams struct {
	Token     string `json:"token"`     // used up by the first upload with it, even if the upload fails
	Expire    int64  `json:"expire"`    // end of validity, in seconds since 1970
	Signature string `json:"signature"` // see [SignUpload]
}

// AuthOptions are the options of [NewAuthParams]. With the zero value, the token is random and valid for 30 minutes.
type AuthOptions struct {
	// Token is any text that was not used before; a random UUID (version 4) if empty.
	Token string
	// Lifetime is how long the parameters are valid: from one second to [MaxUploadLifetime], in whole seconds;
	// [DefaultUploadLifetime] if 0.
	Lifetime time.Duration
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// NewAuthParams returns parameters for one upload by a browser (version 1), signed with the private key.
//
// It fails with an [OptionError] if the private key is empty or malformed, or if the lifetime is out of range. The
// service requires a lifetime of less than an hour; NewAuthParams accepts exactly an hour, because some time passes
// before the service receives the parameters.
func NewAuthParams(privateKey string, o AuthOptions) (AuthParams, error) {
	if err := checkKey("privateKey", privateKey); err != nil {
		return AuthParams{}, err
	}
	_, expire, err := validity(o.Lifetime, o.Now)
	if err != nil {
		return AuthParams{}, err
	}
	if o.Token == "" {
		o.Token = uuid.NewString()
	}
	return AuthParams{Token: o.Token, Expire: expire, Signature: SignUpload(privateKey, o.Token, expire)}, nil
}

// SignUpload returns the signature of upload parameters (version 1) as 40 lower-case hexadecimal digits. It is the
// HMAC-SHA1, with the private key as the key, of token followed by expire (seconds since 1970) in decimal. SignUpload
// checks neither the key nor the expiry, and never fails. [NewAuthParams] checks them, and creates a token.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
func SignUpload(privateKey, token string, expire int64) string {
	mac := hmac.New(sha1.New, []byte(privateKey))
	mac.Write(strconv.AppendInt([]byte(token), expire, 10))
	return hex.EncodeToString(mac.Sum(nil))
}

// validity returns the current time and the end of a lifetime, both in seconds since 1970.
func validity(lifetime time.Duration, clock func() time.Time) (now, end int64, err error) {
	if lifetime == 0 {
		lifetime = DefaultUploadLifetime
	}
	if lifetime < time.Second || lifetime > MaxUploadLifetime {
		reason := fmt.Sprintf("%v is not between one second and one hour", lifetime)
		return 0, 0, &OptionError{Option: "Lifetime", Reason: reason}
	}
	if clock == nil {
		clock = time.Now
	}
	now = clock().Unix()
	return now, now + int64(lifetime/time.Second), nil
}
