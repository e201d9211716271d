// Package urlbuilder builds, signs and verifies ImageKit delivery URLs.
//
// A delivery URL is a URL endpoint, such as https://ik.imagekit.io/demo, followed by the path of a file. A signed one ends in
// ik-s=SIGNATURE, preceded by ik-t=EXPIRY if it expires; private files are delivered at signed URLs only.
//
//	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: key})
//	u, err := b.URL(urlbuilder.Options{Path: "/menu/coffee.png", Signed: true, ExpiresIn: 5 * time.Minute})
//
// The package imports nothing but the standard library. Documentation of the service:
// https://imagekit.io/docs/media-delivery-basic-security
package urlbuilder
