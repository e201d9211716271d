// Package helpers contains functions that need neither a network nor a client: they sign uploads by browsers, sign and
// verify webhooks, and compare perceptual hashes. They work with bytes, strings and maps. Package imagekit has typed
// methods for uploads and webhooks, which use the keys and the clock of a Client, and HTTP handlers for both.
//
// A key or a secret that begins or ends with white space, such as a line end from a file, is an error. Options are
// printed without their secrets. All functions and types are safe for concurrent use.
//
// # Uploads by browsers
//
// A browser must not have the private key. It requests signed parameters from your server, and uploads a file with
// them. The upload API has two versions, with different parameters.
//
// In version 1, [NewAuthParams] signs a token and an expiry. Anybody who has them can upload one file, with any content
// and to any folder. [SignUpload] returns only the signature.
//
//	params, err := helpers.NewAuthParams(privateKey, helpers.AuthOptions{})
//	json.NewEncoder(w).Encode(params) // {"token": "…", "expire": 1700001800, "signature": "…"}
//
// In version 2, which the service calls beta, [UploadToken] also signs the fields of the upload, so that nobody can
// change, add or remove a field.
//
//	token, err := helpers.UploadToken(privateKey, publicKey, map[string]string{
//		"fileName": "dress.jpg", "folder": "/users/7", "checks": `"file.size" < "2mb"`,
//	}, helpers.UploadTokenOptions{})
//
// # Webhooks
//
// [VerifyWebhook] checks that the service signed a request, and that it did so within the last five minutes. It
// supports the two signature schemes of the service, and can be restricted to one of them. [SignWebhook] signs requests
// as the service does, for tests.
//
// # Perceptual hashes
//
// The metadata of an image has a perceptual hash, pHash. If only a few bits of two hashes differ, the images look
// similar. [PHashDistance] returns the number of these bits. [PHash] is a parsed hash, for programs that compare many
// hashes, and [PHashIndex] finds similar images in a large set.
package helpers
