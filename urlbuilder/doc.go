// Package urlbuilder builds, signs, verifies and parses ImageKit delivery URLs.
//
// A delivery URL consists of a URL endpoint, such as https://ik.imagekit.io/demo, and the path of a file. A
// transformation is written between the two or in the query. A signed URL ends in ik-s=SIGNATURE, with ik-t=EXPIRY
// before it if it expires.
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
// A [Chain] is a list of steps, a [Step] is a list of parameters. Both keep their order, because the service caches
// h-300,w-400 and w-400,h-300 separately. There is a function for each parameter. [Custom] makes a parameter that this
// package has no function for, [RawParam] takes transformation text. [TextLayer], [ImageLayer] and the other layer
// functions put an overlay, which can have a chain of its own, over the picture.
//
// A chain can be read from JSON in the form that the Node SDKs take, so that presets can be configuration, and written
// in that form; see [Presets], [Chain.UnmarshalJSON] and [Chain.MarshalJSON]. The methods work with encoding/json and
// with encoding/json/v2. Formatted with %v, a chain is the text that the service reads; with %#v, it is Go code.
// [Chain.Equal] compares two chains.
//
// Border is b in URLs, as the service documents it; the first SDKs wrote bo.
//
// [Parameters] has what this package knows of each parameter: names, values, places, documentation. The table is
// generated from openapi.yaml; docs/transformations.md shows it. Functions of parameters take the values that the table
// allows, and refuse a parameter in a layer or a condition where the service does. [ParseChain] reads the text of a
// transformation with the same checks, and [Chain.Check] applies them to a chain from JSON.
//
// # Errors
//
// What cannot be built is a [BuildError], which names the field, the parameter and its value:
//
//	var e *urlbuilder.BuildError
//	if errors.As(err, &e) {
//		fmt.Println(e.Field, e.Step, e.Param, e.Value, e.Reason) // Transformation 2 q 180 must be from 1 to 100
//	}
//
// [Builder.Verify] returns sentinel errors such as [ErrSignatureExpired], for use with [errors.Is].
//
// # Encoding
//
// Characters that RFC 3986 allows in a path stay, all others are percent-encoded UTF-8. A browser does not change a URL
// of this package before it sends it, so the service receives the bytes that were signed. Control characters are
// errors, except in texts and prompts that are written in base64. Dot segments in a path are resolved; a path that
// leads out of the endpoint is an error.
//
// A value of a parameter function is text. It is encoded once, and the service decodes it once; a percent sign in it is
// a percent sign. The service takes a comma, a colon or a semicolon, encoded or not, for the end of a value. Text and
// paths of layers and AI prompts that contain one are therefore written in base64; in any other value it is an error.
//
// In Path, Src, [RawParam] and JSON, a percent sign with two hexadecimal digits behind it is taken for encoding that is
// already done; any other becomes %25. Raw text and values from JSON keep commas and colons, as with the SDKs. They can
// add parameters, so they must not come from users. They cannot end the transformation, the path or the URL.
//
// This package does not follow the reference SDKs where they write URLs that cannot work: an empty chain leaves no tr:,
// a fragment in Src is an error, because it is never sent, and ik-s and ik-t among QueryParameters are errors.
//
// # Signatures
//
// A signature is an HMAC-SHA1, keyed with the private key, over the bytes of the URL behind the endpoint and the digits
// of its expiry. No separator stands between them, so [Builder.Verify] accepts only URLs in the form that a Builder
// writes: with an expiry of ten digits, at the end. Anybody who has a signed URL can use it, any number of times, until
// it expires. [Builder.Parse] returns the [Options] that build a URL.
//
// # Responsive images
//
// [Builder.Responsive] returns src, srcset and sizes of an image, [Builder.Picture] the sources of a picture in several
// formats. Package htmlurl brings both into html/template.
//
// # Performance
//
// Building a URL makes one allocation, the string; [Builder.AppendURL] with a buffer of the caller makes none. A
// Builder is safe for concurrent use.
//
// Besides the standard library, the package links github.com/go-json-experiment/json, which is encoding/json/v2.
//
// Documentation of the service: https://imagekit.io/docs/transformations and
// https://imagekit.io/docs/media-delivery-basic-security
package urlbuilder
