// Package helpers has what a program needs besides calls of the API: permission for browsers to upload, distances
// between pictures, and proof that a webhook comes from ImageKit. Nothing here needs a network or a client; package
// imagekit offers the same with the keys and the clock of its Client.
//
// Keys and secrets with white space around them, such as a line end from a file, are errors. Options that hold a key or
// a secret print without it.
//
// # Uploads from browsers
//
// A browser must not have the private key. It asks your server for permission, and uploads with that. There are two
// versions.
//
// In version 1, [NewAuthParams] signs a token and an expiry: whoever has them can upload one file, whatever it is and
// wherever it goes.
//
//	params, err := helpers.NewAuthParams(privateKey, helpers.AuthOptions{})
//	json.NewEncoder(w).Encode(params) // {"token": "…", "expire": 1700001800, "signature": "…"}
//
// In version 2, which the service calls beta, [NewUploadToken] signs the fields of the upload as well: nobody can
// change, add or remove one.
//
//	token, err := helpers.NewUploadToken(privateKey, publicKey, imagekit.UploadV2Request{
//		FileName: "dress.jpg", Folder: new("/users/7"), Checks: new(`"file.size" < "2mb"`),
//	}, helpers.TokenOptions{})
//
// [AuthHandler] is the endpoint for both. It insists on a hook that decides who may upload:
//
//	handler, err := helpers.AuthHandler(helpers.AuthHandlerOptions{
//		PrivateKey: privateKey,
//		PublicKey:  publicKey,
//		AuthorizeUpload: func(r *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
//			user, err := sessionOf(r)
//			if err != nil {
//				return imagekit.UploadV2Request{}, &helpers.HTTPError{Status: http.StatusUnauthorized, Message: "log in to upload"}
//			}
//			return imagekit.UploadV2Request{FileName: asked.FileName, Folder: new("/users/" + user.ID)}, nil
//		},
//	})
//
// # Pictures that look alike
//
// The metadata of an image has a perceptual hash, pHash: the fewer bits differ between two of them, the more the images
// look alike. [PHashDistance] counts these bits. [PHash] is for those who compare many, [PHashIndex] for those who look
// for neighbours among them.
//
// # Webhooks
//
// [VerifyWebhook] returns the event of a request if the service has signed it, at most five minutes ago;
// [WebhookHandler] is the http.Handler around it. Both know the two schemes in which the service signs, and can be
// restricted to one of them.
package helpers
