// Package urlbuilder builds, signs, verifies and takes apart ImageKit delivery URLs.
//
// A delivery URL is a URL endpoint, such as https://ik.imagekit.io/demo, and the path of a file behind it. A
// transformation stands between them or in the query; a signed URL ends in ik-s=SIGNATURE, preceded by ik-t=EXPIRY if
// it expires.
//
//	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: key})
//	u, err := b.URL(urlbuilder.Options{
//		Path: "/menu/coffee.jpg",
//		Transformation: urlbuilder.Chain{
//			{urlbuilder.Height(300), urlbuilder.Width(400)},
//			{urlbuilder.Rotation(90)},
//		},
//		ExpiresIn: 5 * time.Minute,
//	})
//
// # Transformations
//
// A [Chain] is a list of steps, a [Step] a list of parameters; both keep their order, because the service caches
// h-300,w-400 and w-400,h-300 apart. There is a function for each parameter. A value that it can tell to be wrong makes
// building fail with a [BuildError] that names both. [Custom] takes a parameter that this package does not know,
// [RawParam] any text. [TextLayer], [ImageLayer] and the others lay something over the picture, with a chain of its
// own.
//
// A chain can be read from JSON in the form that the Node SDKs take, so that presets can be configuration, and written
// in that form; see [Chain.UnmarshalJSON] and [Chain.MarshalJSON]. Formatted with %v a chain is the text that the
// service reads, with %#v the Go code. [Chain.Equal] compares two chains.
//
// Of names that the SDKs changed over time: the oldest table wrote bo for border; the service documents b, and so does
// this package.
//
// # What is encoded
//
// What RFC 3986 allows in a path stays, everything else is percent-encoded UTF-8. A browser does not change a URL of
// this package before it sends it, so what is signed is what arrives. Control characters are errors, except in texts
// and prompts that are written in base64. Dot segments in a path are resolved, and one that climbs out of the endpoint
// is an error.
//
// A typed value is text, and is encoded once, for its place: the service, which decodes once, reads the value as it was
// given. A percent sign in it is a percent sign. The service would take a comma, a colon or a semicolon for the end of
// the value, encoded or not: text and paths of layers and AI prompts are then written in base64, and any other value is
// an error.
//
// In Path, Src, [RawParam] and JSON, a percent sign with two hexadecimal digits behind it is taken for encoding already
// done; any other becomes %25. Raw text and values from JSON keep commas and colons, as with the SDKs: they can add
// parameters, so they must not come from users. They cannot end the transformation, the path or the URL.
//
// Where the reference SDKs write a URL that cannot work, this package does not follow: a chain with nothing to say
// leaves no lone tr:, a fragment in Src is an error, since everything behind it would be lost, and so are ik-s and ik-t
// among QueryParameters.
//
// # Signatures
//
// A signature is an HMAC-SHA1, keyed with the private key, over exactly the bytes of the URL behind the endpoint and
// the digits of its expiry. Nothing separates the two, so [Builder.Verify] accepts only what a Builder writes: an
// expiry of ten digits, at the end. A signed URL can be used by anybody and any number of times until it expires.
// [Builder.Parse] takes a URL apart into [Options] that build it again.
//
// # Responsive images
//
// [Builder.Responsive] makes src, srcset and sizes, [Builder.Picture] sources by format; package htmlurl brings them
// into html/template.
//
// # Speed
//
// Building a URL costs one allocation, the string; [Builder.AppendURL] with a buffer of your own costs none. A Builder
// is safe for concurrent use.
//
// Besides the standard library, the package links github.com/go-json-experiment/json, which is encoding/json/v2.
//
// Documentation of the service: https://imagekit.io/docs/transformations and
// https://imagekit.io/docs/media-delivery-basic-security
package urlbuilder
