package imagekit

import (
	"errors"
	"time"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/helpers"
)

// AuthParams are the parameters that a browser sends, together with the public key, in place of the private key. They
// allow one upload with version 1 of the upload API (that of [Client.Upload]). Their JSON has the form that the browser
// SDKs expect from an authentication endpoint:
//
//	{"token": "…", "expire": 1700001800, "signature": "…"}
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
type AuthParams struct {
	Token     string `json:"token"`     // used up by the first upload that has it, even if that fails
	Expire    int64  `json:"expire"`    // end of validity, in seconds since 1970
	Signature string `json:"signature"` // HMAC-SHA1 of token and expire in hexadecimal; see [helpers.SignUpload]
}

// AuthOptions are the options of [Client.AuthParams]. The zero value makes a random token that is valid for 30 minutes.
type AuthOptions struct {
	// Token is any text that was not used before. If it is empty, the token is a random UUID (version 4).
	Token string
	// Lifetime is how long the parameters are valid: from one second to one hour, in whole seconds; 30 minutes if 0.
	Lifetime time.Duration
}

// UploadTokenOptions are the options of [Client.UploadToken]. The zero value makes a token with a random id that is
// valid for 30 minutes.
type UploadTokenOptions struct {
	// ID is the jti of the token: any text that was not used before. If it is empty, the id is a random UUID (version
	// 4).
	ID string
	// Lifetime is how long the token is valid: from one second to one hour, in whole seconds; 30 minutes if 0.
	Lifetime time.Duration
}

// AuthParams signs the parameters of one upload by a browser (version 1) with the client's private key. It makes no
// request.
//
//	params, err := ik.AuthParams(imagekit.AuthOptions{}) // valid for 30 minutes by the client's clock
//
// It fails with a [ConfigError] if the client has no private key, or if the lifetime is out of range.
// [Client.AuthHandler] returns an HTTP handler that gives parameters to browsers.
func (c *Client) AuthParams(o AuthOptions) (AuthParams, error) {
	privateKey, err := c.signingKey()
	if err != nil {
		return AuthParams{}, err
	}
	params, err := helpers.NewAuthParams(privateKey, helpers.AuthOptions{
		Token: o.Token, Lifetime: o.Lifetime, Now: c.config.now,
	})
	return AuthParams(params), optionError("AuthOptions", err)
}

// UploadToken signs the request of one upload by a browser (version 2, [Client.UploadV2]) with the client's keys, and
// returns the token that the browser sends in place of the private key. The token signs all fields of the request: the
// upload must have exactly these fields and values, with any file. The token works once, even if the upload fails.
// UploadToken makes no request. It ignores File and Token of the request, so the same request can be signed and then
// sent:
//
//	request := imagekit.UploadV2Request{FileName: "dress.jpg", Folder: new("/users/7")}
//	token, err := ik.UploadToken(request, imagekit.UploadTokenOptions{}) // valid for 30 minutes by the client's clock
//	request.Token = &token
//
// [UploadFields] returns the fields as a form sends them, and [helpers.UploadToken] describes what the token contains.
//
// It fails with a [ConfigError] if the client lacks one of its two keys, or if the lifetime is out of range, and with
// an [ArgumentError] for a field that cannot be sent.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file-v2
func (c *Client) UploadToken(request UploadV2Request, o UploadTokenOptions) (string, error) {
	fields, err := UploadFields(request)
	if err != nil {
		return "", err
	}
	return c.signFields(fields, o)
}

func (c *Client) signFields(fields map[string]string, o UploadTokenOptions) (string, error) {
	privateKey, publicKey, err := c.signingKeys()
	if err != nil {
		return "", err
	}
	token, err := helpers.UploadToken(privateKey, publicKey, fields, helpers.UploadTokenOptions{
		ID: o.ID, Lifetime: o.Lifetime, Now: c.config.now,
	})
	return token, optionError("UploadTokenOptions", err)
}

// UploadFields returns the fields that an upload token signs, by name: the texts of the parts of the multipart form in
// which the request is sent, except the file and the token. A page that uploads with [Client.UploadToken] must send
// these fields.
//
//	request := imagekit.UploadV2Request{FileName: "dress.jpg", Tags: []string{"summer", "dress"}}
//	fields, err := imagekit.UploadFields(request) // map[fileName:dress.jpg tags:summer,dress]
//
// It fails with an [ArgumentError] if a field cannot be sent, or is not valid UTF-8, which a token cannot contain.
func UploadFields(request UploadV2Request) (map[string]string, error) {
	request.File, request.Token = FromBytes(nil), nil
	call := uploadV2Call(request)
	if p := call.Problem(); p != nil {
		return nil, fieldError(p.Argument, p.Reason)
	}
	fields := call.Form().Fields()
	for name, text := range fields {
		if !utf8.ValidString(text) {
			return nil, fieldError(name, "is not valid UTF-8")
		}
	}
	return fields, nil
}

// fieldError returns the error of a field of an upload that cannot be sent, and therefore not signed.
func fieldError(field, reason string) error {
	return &ArgumentError{Operation: "uploadV2", Argument: field, Reason: reason}
}

// signingKey returns the key that signs uploads by browsers.
func (c *Client) signingKey() (string, error) {
	if c.config.privateKey == "" {
		return "", missing("WithPrivateKey", envPrivateKey)
	}
	return c.config.privateKey, nil
}

// signingKeys returns the keys of an upload token: the private key that signs it, and the public key that it contains.
func (c *Client) signingKeys() (privateKey, publicKey string, err error) {
	if privateKey, err = c.signingKey(); err != nil {
		return "", "", err
	}
	if c.config.publicKey == "" {
		return "", "", missing("WithPublicKey", envPublicKey)
	}
	return privateKey, c.config.publicKey, nil
}

// optionError converts the error of an option that package helpers refused to a [ConfigError], which names the option
// as a field of the type options. It returns any other error unchanged.
func optionError(options string, err error) error {
	var refused *helpers.OptionError
	if errors.As(err, &refused) {
		return &ConfigError{Option: options + "." + refused.Option, Err: errors.New(refused.Reason)}
	}
	return err
}
