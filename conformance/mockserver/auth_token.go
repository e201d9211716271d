package mockserver

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// checkToken verifies version 2 of client-side authentication, a JSON Web Token. A token with a valid signature can be
// used only once, even if the upload fails later. checkToken does not check the claims for parts: [form.checkClaims]
// does this after all parts have been read.
//
// According to the documentation, a token has the claims iat and exp, at most 3,600 seconds apart, and for each part
// except the file and the token a claim with the text of the part:
// https://imagekit.io/docs/api-reference/upload-file/upload-file-v2. The text of a part that the API does not define is
// not stored, so the claim for such a part can have any text.
//
// Assumed: a token with an iat in the future is rejected.
//
// Header parameters other than alg and kid are ignored, as RFC 7515 requires. Tokens that differ only in such a
// parameter count as different tokens, and each can be used once: clients add a random jti to the header so that no two
// users get the same token.
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
		return errTokenExpire.withDetail("the token must have the claims iat and exp, at most 1 hour apart")
	}
	// The signed part identifies the token, because the same signature can be encoded in several ways.
	if err := a.lib.SpendToken(text[:strings.LastIndexByte(text, '.')], expire.Time); err != nil {
		return err
	}
	f.claims = claims
	return nil
}

// tokenParser returns a parser that compares the times in a token with the server's clock, in whole seconds.
func (a *api) tokenParser() *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithTimeFunc(func() time.Time { return a.now() }),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithStrictDecoding(),
	)
}

// checkClaims compares the claims of the token, if there is one, with the parts that were sent. It deletes the claims
// iat and exp.
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

// maxUploadExpiry is the maximum time from now to the parameter expire of an upload, and from iat to exp of a token.
const maxUploadExpiry = time.Hour
