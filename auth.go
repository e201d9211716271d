package imagekit

import (
	"cmp"
	"net/http"

	"github.com/openimagekit/imagekit/helpers"
)

// AuthParams signs what a browser needs for one upload ([Client.Upload]) with the client's private key; its clock is
// the default one. Nothing is sent. Errors are those of [helpers.NewAuthParams], or a [ConfigError] if the client has
// no private key.
//
//	params, err := ik.AuthParams(helpers.AuthOptions{}) // valid for 30 minutes
func (c *Client) AuthParams(o helpers.AuthOptions) (helpers.AuthParams, error) {
	if c.config.privateKey == "" {
		return helpers.AuthParams{}, missing("WithPrivateKey", envPrivateKey)
	}
	if o.Now == nil {
		o.Now = c.config.now
	}
	return helpers.NewAuthParams(c.config.privateKey, o)
}

// UploadToken signs a request for one upload by a browser ([Client.UploadV2]) with the client's keys; its clock is the
// default one. Nothing is sent, and the file of the request is not looked at. Errors are those of
// [helpers.NewUploadToken], or a [ConfigError] if the client lacks one of its two keys.
//
//	request := imagekit.UploadV2Request{FileName: "dress.jpg", Folder: new("/users/7")}
//	token, err := ik.UploadToken(request, helpers.TokenOptions{}) // valid for 30 minutes
func (c *Client) UploadToken(request UploadV2Request, o helpers.TokenOptions) (string, error) {
	if c.config.privateKey == "" {
		return "", missing("WithPrivateKey", envPrivateKey)
	}
	if c.config.publicKey == "" {
		return "", missing("WithPublicKey", envPublicKey)
	}
	if o.Now == nil {
		o.Now = c.config.now
	}
	return helpers.NewUploadToken(c.config.privateKey, c.config.publicKey, request, o)
}

// AuthHandler is [helpers.AuthHandler] with the client's keys and clock where the options have none: the endpoint that
// gives browsers what they upload with. A key that is needed and is in neither is a [ConfigError].
//
//	handler, err := ik.AuthHandler(helpers.AuthHandlerOptions{Authorize: onlyMembers})
//	http.Handle("/upload-auth", handler)
func (c *Client) AuthHandler(o helpers.AuthHandlerOptions) (http.Handler, error) {
	o.PrivateKey = cmp.Or(o.PrivateKey, c.config.privateKey)
	o.PublicKey = cmp.Or(o.PublicKey, c.config.publicKey)
	if o.PrivateKey == "" {
		return nil, missing("WithPrivateKey", envPrivateKey)
	}
	if o.PublicKey == "" && o.AuthorizeUpload != nil {
		return nil, missing("WithPublicKey", envPublicKey)
	}
	if o.Now == nil {
		o.Now = c.config.now
	}
	return helpers.AuthHandler(o)
}
