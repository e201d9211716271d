package helpers

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// UploadTokenOptions are the options of [UploadToken]. With the zero value, the token has a random id and is valid for
// 30 minutes.
type UploadTokenOptions struct {
	// ID is the jti of the token: any text that has not been used before; a random UUID (version 4) if empty.
	ID string
	// Lifetime is how long the token is valid: from one second to [MaxUploadLifetime], in whole seconds;
	// [DefaultUploadLifetime] if 0.
	Lifetime time.Duration
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// UploadToken returns the token with which a browser uploads one file (version 2) without the private key. It is a JSON
// Web Token that signs all fields of the upload. The keys of fields are the names of the parts of the multipart form,
// such as fileName, and the values are the texts of the parts. The upload must consist of exactly these fields with
// these values, the token, and the file, which is not signed. A token works once, even if the upload fails.
//
//	token, err := helpers.UploadToken(privateKey, publicKey, map[string]string{
//		"fileName": "dress.jpg", "folder": "/users/7", "useUniqueFileName": "false", "tags": "summer,dress",
//	}, helpers.UploadTokenOptions{})
//
// Function UploadFields of package imagekit returns the fields of a typed request, and Client.UploadToken signs a typed
// request.
//
// The token is signed with HS256 and the private key. Its header has typ, alg, the public key as kid, and a random jti,
// so that tokens differ even if two users request the same fields in the same second. Its claims are the fields, iat
// and exp.
//
// The documentation of the service describes typ, alg and kid, a lifetime of at most 3600 seconds, and one claim for
// each field except file and token, "in stringified form" ("false", "summer,dress"). Pull request 72 of
// imagekit-javascript shows that extensions and customMetadata are signed as the JSON text that is sent. Three things
// are assumed, because they are not documented: the stringified form of every field, including transformation and
// responseFields, is the text of the multipart part; the newer field checks is signed like the others; and the service
// ignores the header parameter jti, as RFC 7515 (4.2) requires for unknown header parameters. jti is not a claim,
// because the service compares the claims with the fields of the upload.
//
// It fails with an [OptionError] if a key is empty or malformed, if the lifetime is out of range, or if a field is not
// valid UTF-8, which a token cannot contain, or has the name file, token, iat or exp.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file-v2 and, for the token,
// https://docs.imagekit.io/api-reference/upload-file-api/secure-client-side-file-upload
func UploadToken(privateKey, publicKey string, fields map[string]string, o UploadTokenOptions) (string, error) {
	if err := cmp.Or(checkKey("privateKey", privateKey), checkKey("publicKey", publicKey)); err != nil {
		return "", err
	}
	now, expire, err := validity(o.Lifetime, o.Now)
	if err != nil {
		return "", err
	}
	claims := jwt.MapClaims{"iat": now, "exp": expire}
	for _, name := range slices.Sorted(maps.Keys(fields)) { // sorted, so that the error is reproducible
		if err := checkField(name, fields[name]); err != nil {
			return "", err
		}
		claims[name] = fields[name]
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

// checkField returns an error for a field that would replace another claim, that is never signed, or that a token
// cannot contain.
func checkField(name, text string) error {
	option := fmt.Sprintf("fields[%q]", name)
	switch name {
	case "file", "token", "iat", "exp":
		return &OptionError{Option: option, Reason: "cannot be signed as a field"}
	}
	if !utf8.ValidString(name) || !utf8.ValidString(text) {
		return &OptionError{Option: option, Reason: "is not valid UTF-8"}
	}
	return nil
}
