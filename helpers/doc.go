// Package helpers has the functions of ImageKit that need neither a network nor a client: signing uploads by browsers,
// signing and verifying webhooks, and comparing perceptual hashes. They work on bytes, strings and maps. Package
// imagekit has typed methods for uploads and webhooks, which use the keys and the clock of its Client, and the HTTP
// handlers.
//
// A key or a secret with white space around it, such as a line end from a file, is an error. Options with secrets are
// printed without them.
//
// # Uploads by browsers
//
// A browser must not have the private key. It asks your server for signed parameters, and uploads a file with them.
// There are two versions.
//
// In version 1, [NewAuthParams] signs a token and an expiry: whoever has them can upload one file, with any content and
// to any folder. [SignUpload] returns only the signature.
//
//	params, err := helpers.NewAuthParams(privateKey, helpers.AuthOptions{})
//	json.NewEncoder(w).Encode(params) // {"token": "…", "expire": 1700001800, "signature": "…"}
//
// In version 2, which the service calls beta, [UploadToken] signs the fields of the upload as well: nobody can change,
// add or remove one.
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
// The metadata of an image has a perceptual hash, pHash. The fewer bits differ between two hashes, the more similar the
// images look. [PHashDistance] returns the number of these bits. [PHash] is a parsed hash, for programs that compare
// many hashes, and [PHashIndex] finds similar images in a large set.
package helpers
