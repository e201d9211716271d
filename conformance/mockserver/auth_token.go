package mockserver

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// checkToken verifies version 2 of client-side authentication: a JSON Web Token over all parts but the file and itself.
// A token with a valid signature is spent, even if the upload fails later. Its claims are compared with the parts when
// all of them are there, see [form.checkClaims].
//
// The documentation requires iat and exp, at most 3,600 seconds apart, and a claim for each part but the file and the
// token itself, with the text of the part: https://imagekit.io/docs/api-reference/upload-file/upload-file-v2. The value
// of a part that the API does not know is not kept, so its claim can have any text.
//
// Assumed: a token whose iat is in the future is refused.
//
// Header parameters other than alg and kid are ignored, as RFC 7515 has it. Two tokens that differ in nothing but such
// a parameter are two tokens, each of which works once: clients put a random jti there, so that no two users get equal
// tokens.
func (a *api) checkToken(f *form) error {
	text := f.text("token")
	if text == "" {
		return missing("token")
	}
	claims := jwt.MapClaims{}
	token, err := a.tokenParser().ParseWithClaims(text, claims, func(*jwt.Token) (any, error) {
		return []byte(a.privateKey), nil
	})
	if errors.Is(err, jwt.ErrTokenInvalidClaims) {
		return errTokenExpire.withDetail(err.Error())
	}
	if err != nil {
		return errTokenWrong.withDetail(err.Error())
	}
	if kid, _ := token.Header["kid"].(string); kid != a.publicKey {
		return errWrongKey
	}
	issued, _ := claims.GetIssuedAt()
	expire, _ := claims.GetExpirationTime()
	if issued == nil || expire == nil || expire.Sub(issued.Time) > maxUploadExpiry {
		return errTokenExpire.withDetail("a token needs iat and exp, and can be valid for 1 hour at most")
	}
	// The signed part identifies the token: the signature itself can be written in several ways.
	if err := a.lib.SpendToken(text[:strings.LastIndexByte(text, '.')], expire.Time); err != nil {
		return err
	}
	f.claims = claims
	return nil
}

// tokenParser checks times of a token with the clock of the server, in whole seconds.
func (a *api) tokenParser() *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithTimeFunc(func() time.Time { return a.now() }),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithStrictDecoding(),
	)
}

// checkClaims compares the claims of the token, if there is one, with the parts that were sent. It removes the claims
// about time.
func (f *form) checkClaims() error {
	claims := f.claims
	if claims == nil {
		return nil
	}
	delete(claims, "iat")
	delete(claims, "exp")
	for name, claim := range claims {
		if text, ok := claim.(string); !ok || !f.has(name) || f.isDocumented(name) && text != f.text(name) {
			return errTokenPayload.withDetail(name)
		}
	}
	for name := range f.values {
		if _, ok := claims[name]; !ok && name != "token" {
			return errTokenPayload.withDetail(name)
		}
	}
	return nil
}

// maxUploadExpiry is how far ahead the expire parameter of an upload may be.
const maxUploadExpiry = time.Hour
