package helpers

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/internal/rest"
)

// TokenOptions says how an upload token is made. The zero value will do.
type TokenOptions struct {
	// ID is the jti of the token: any text that was not used before; a random UUID (version 4) if empty.
	ID string
	// epoch seconds, in the future and at most [MaxLifetime] ahead; [DefaultLifetime] from now if 0
	Expire int64
	Now    func() time.Time // the clock; [time.Now] if nil
}

// FieldError is a field of an upload that cannot be signed, because it could not be sent. It matters to whoever filled
// it in, and holds no secret.
type FieldError struct {
	Field  string // name in the API, such as fileName
	Reason string
}

func (e *FieldError) Error() string { return e.Field + " " + e.Reason }

// NewUploadToken returns the token with which a browser uploads (version 2) in place of the private key: a JSON Web
// Token that vouches for all fields of the request. The upload must have these fields with these values, no other ones,
// and the file, which is not signed. A token is good for one upload, even if that fails. The file and the token of the
// request are ignored, so the request that is signed can be the one that is sent:
//
//	token, err := helpers.NewUploadToken(privateKey, publicKey, request, helpers.TokenOptions{})
//	request.Token = &token
//	file, err := ik.UploadV2(ctx, request)
//
// The token is signed with HS256 and the private key. Its header has typ, alg, the public key as kid, and a random jti,
// so that no two tokens are equal, even for two users who ask for the same fields in the same second. Its claims are
// those of [UploadFields], iat and exp.
//
// Documented: typ, alg and kid; a lifetime of at most 3600 seconds; that each field is a claim of its name and "in
// stringified form" ("false", "summer,dress"), and that file and token are none. Also known, from pull request 72 of
// imagekit-javascript, is that extensions and customMetadata are signed as the JSON text that is sent. Assumed, because
// nobody says so: that stringified always means the text of the multipart part, also of transformation and
// responseFields; that checks, which is newer, is signed like the rest; and that a header parameter that the service
// does not know, jti, is ignored, as RFC 7515 has it (4.2). As a claim it would not be: the service compares claims
// with the fields of the upload.
//
// It fails with [ErrPrivateKeyMissing], [ErrPrivateKeyInvalid], [ErrPublicKeyMissing], [ErrPublicKeyInvalid],
// [ErrExpirePast], [ErrExpireTooFar] or a [FieldError].
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file-v2 and, for the token,
// https://docs.imagekit.io/api-reference/upload-file-api/secure-client-side-file-upload
func NewUploadToken(privateKey, publicKey string, request gen.UploadV2Request, o TokenOptions) (string, error) {
	fields, err := UploadFields(request)
	if err != nil {
		return "", err
	}
	return signFields(privateKey, publicKey, fields, o)
}

// UploadFields returns what an upload token vouches for: the text of each part that the request is sent as, by its
// name, but for the file and the token. It asks the generated client, so there is no second list of fields that could
// differ.
//
// It fails with a [FieldError] if a field cannot be sent, or is not UTF-8, which a token cannot hold.
func UploadFields(request gen.UploadV2Request) (map[string]string, error) {
	request.File, request.Token = rest.TextSource("none"), nil
	var r recorder
	if _, err := gen.NewClient(&r).UploadV2(context.Background(), request); err != nil {
		return nil, err
	}
	if p := r.call.Problem(); p != nil {
		return nil, &FieldError{Field: p.Argument, Reason: p.Reason}
	}
	fields := r.call.Form().Fields()
	for name, text := range fields {
		if !utf8.ValidString(text) {
			return nil, &FieldError{Field: name, Reason: "is not valid UTF-8"}
		}
	}
	return fields, nil
}

// recorder keeps a call instead of carrying it out.
type recorder struct{ call *rest.Call }

func (r *recorder) Call(_ context.Context, call *rest.Call, _ ...rest.RequestOption) error {
	r.call = call
	return nil
}

func signFields(privateKey, publicKey string, fields map[string]string, o TokenOptions) (string, error) {
	if err := cmp.Or(checkPrivateKey(privateKey), checkPublicKey(publicKey)); err != nil {
		return "", err
	}
	now, expire, err := validity(o.Expire, o.Now)
	if err != nil {
		return "", err
	}
	claims := jwt.MapClaims{"iat": now, "exp": expire}
	for name, text := range fields {
		claims[name] = text
	}
	if o.ID == "" {
		o.ID = uuid.NewString()
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	token.Header["kid"], token.Header["jti"] = publicKey, o.ID
	signed, err := token.SignedString([]byte(privateKey))
	if err != nil {
		return "", fmt.Errorf("sign upload token: %w", err)
	}
	return signed, nil
}
