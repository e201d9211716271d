// Package helpers has the functions of ImageKit that need neither a network nor a client: signing uploads by browsers,
// signing and verifying webhooks, and comparing perceptual hashes. They work on bytes, strings and maps. Package
// imagekit has the typed forms of the first two, with the keys and the clock of its Client, and the HTTP handlers.
//
// Keys and secrets with white space around them, such as a line end from a file, are errors. Options that hold a secret
// print without it.
//
// # Uploads by browsers
//
// A browser must not have the private key. It asks your server for permission, and uploads with that. There are two
// versions.
//
// In version 1, [NewAuthParams] signs a token and an expiry: whoever has them can upload one file, with any content and
// to any folder. [SignUpload] is the bare signature.
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
// [VerifyWebhook] checks that the service has signed a request, at most five minutes ago. It knows the two schemes in
// which the service signs, and can be restricted to one of them. [SignWebhook] signs as the service does, for tests.
//
// # Perceptual hashes
//
// The metadata of an image has a perceptual hash, pHash: the fewer bits differ between two of them, the more the images
// look alike. [PHashDistance] counts these bits. [PHash] is a parsed hash, for programs that compare many, and
// [PHashIndex] finds similar images in a large set.
package helpers
