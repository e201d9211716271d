package helpers

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the service signs with it
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/internal/keys"
)

// How long what a browser uploads with is valid.
const (
	DefaultLifetime = 30 * time.Minute // unless an option says otherwise
	MaxLifetime     = time.Hour        // the service refuses what expires later
)

// Errors of parameters and tokens that could not be made, to be compared with [errors.Is]. The service would refuse
// such parameters and tokens.
var (
	ErrPrivateKeyMissing = errors.New("no private key")
	ErrPrivateKeyInvalid = errors.New("invalid private key") // such as one with a line end; the key is not quoted
	ErrPublicKeyMissing  = errors.New("no public key")
	ErrPublicKeyInvalid  = errors.New("invalid public key")
	ErrExpirePast        = errors.New("expire is not in the future")
	ErrExpireTooFar      = errors.New("expire is more than one hour ahead")
)

// AuthParams is what a browser sends with an upload (version 1) in place of the private key, together with the public
// key. As JSON it is what the browser SDKs expect of an authentication endpoint. It is good for one upload.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
type AuthParams struct {
	Token     string `json:"token"`     // spent by the first upload that has it, even by one that fails
	Expire    int64  `json:"expire"`    // epoch seconds
	Signature string `json:"signature"` // see [SignAuth]
}

// AuthOptions is what can be said about [AuthParams]. The zero value will do.
type AuthOptions struct {
	Token string // any text that was not used before; a random UUID (version 4) if empty
	// epoch seconds, in the future and at most [MaxLifetime] ahead; [DefaultLifetime] from now if 0
	Expire int64
	Now    func() time.Time // the clock; [time.Now] if nil
}

// NewAuthParams signs the parameters of one upload from a browser. A token that is given is returned as it is.
//
// It fails with [ErrPrivateKeyMissing], [ErrPrivateKeyInvalid], [ErrExpirePast] or [ErrExpireTooFar]. The service wants
// less than an hour; exactly an hour is accepted here, because a moment passes until the service sees it.
func NewAuthParams(privateKey string, o AuthOptions) (AuthParams, error) {
	if err := checkPrivateKey(privateKey); err != nil {
		return AuthParams{}, err
	}
	_, expire, err := validity(o.Expire, o.Now)
	if err != nil {
		return AuthParams{}, err
	}
	if o.Token == "" {
		o.Token = uuid.NewString()
	}
	return AuthParams{Token: o.Token, Expire: expire, Signature: SignAuth(privateKey, o.Token, expire)}, nil
}

// SignAuth is the bare signature of [AuthParams]: the HMAC-SHA1, keyed with the private key, of token followed by
// expire (epoch seconds) in decimal, as 40 lower-case hexadecimal digits. It checks neither the key nor the expiry, and
// never fails: use [NewAuthParams] for uploads.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
func SignAuth(privateKey, token string, expire int64) string {
	mac := hmac.New(sha1.New, []byte(privateKey))
	mac.Write(strconv.AppendInt([]byte(token), expire, 10))
	return hex.EncodeToString(mac.Sum(nil))
}

func checkPrivateKey(key string) error {
	return checkKey(key, ErrPrivateKeyMissing, ErrPrivateKeyInvalid)
}

func checkPublicKey(key string) error { return checkKey(key, ErrPublicKeyMissing, ErrPublicKeyInvalid) }

func checkKey(key string, missing, invalid error) error {
	if key == "" {
		return missing
	}
	if err := keys.Check(key); err != nil {
		return fmt.Errorf("%w: it %w", invalid, err)
	}
	return nil
}

// validity returns this moment and the expiry, both in epoch seconds. An expiry of this very second is past: it would
// be over on arrival.
func validity(expire int64, clock func() time.Time) (now, end int64, err error) {
	if clock == nil {
		clock = time.Now
	}
	now = clock().Unix()
	switch {
	case expire == 0:
		return now, now + seconds(DefaultLifetime), nil
	case expire <= now:
		return 0, 0, fmt.Errorf("%w: %d, and it is %d now", ErrExpirePast, expire, now)
	case expire > now+seconds(MaxLifetime):
		return 0, 0, fmt.Errorf("%w: %d, and it is %d now", ErrExpireTooFar, expire, now)
	}
	return now, expire, nil
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
