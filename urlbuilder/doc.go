// Package urlbuilder builds, signs, verifies and parses ImageKit delivery URLs.
//
// A delivery URL consists of a URL endpoint, such as https://ik.imagekit.io/demo, and the path of a file. A
// transformation is written between the two or in the query. A signed URL ends in ik-s=SIGNATURE; if it expires,
// ik-t=EXPIRY precedes the signature.
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
// A [Chain] is a list of steps, and a [Step] is a list of parameters. Both keep their order, because the service caches
// h-300,w-400 and w-400,h-300 separately. There is a function for each parameter. [Custom] returns a parameter for
// which this package has no function. [RawParam] returns transformation text unchanged. [TextLayer], [ImageLayer] and
// the other layer functions put an overlay over the picture; the overlay can have its own chain. [If] returns a step
// that applies one of two chains:
//
//	urlbuilder.If(urlbuilder.CurrentAspectRatio.Is(urlbuilder.GreaterThan, 1),
//		urlbuilder.Chain{{urlbuilder.Width(400)}}, urlbuilder.Chain{{urlbuilder.Width(300)}})
//
// A chain can be read from JSON and written as JSON, in the form of the Node SDKs, so that presets can be part of a
// configuration; see [Chain.UnmarshalJSON] and [Chain.MarshalJSON]. [Presets] reads a file with several chains. The
// methods work with encoding/json and with encoding/json/v2. Formatted with %v, a chain is printed as transformation
// text; with %#v, it is printed as Go code. [Chain.Equal] compares two chains.
//
// [Border] is written as b in URLs, as the service documents it; the first SDKs wrote bo.
//
// [Parameters] returns a description of each parameter: its names, values, places and documentation. The table is
// generated from openapi.yaml; docs/transformations.md contains the same table. The functions for parameters accept
// only values that the table allows. Building a URL fails if a layer or a condition contains a parameter that the
// service does not allow there. [ParseChain] reads the text of a transformation with the same checks, and [Chain.Check]
// applies them to a chain from JSON.
//
// # Renditions
//
// [Options].Rendition selects a file that the service makes of the file at the path: a [Thumbnail] of a video or a PDF,
// a manifest for streaming ([HLS], [DASH]), or a video of a GIF ([GIFVideo]). SEOName gives a URL a name for search
// engines, Prompt is for generated pictures, Version selects a version of the file, and Attachment and AttachmentName
// are for downloads. All can be combined with a transformation and a signature, and [Builder.Parse] returns them.
//
// # Errors
//
// If a URL cannot be built, the error is a [BuildError], which names the field, the parameter and its value:
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
// Characters that RFC 3986 allows in a path are kept. All other characters are percent-encoded as UTF-8. Browsers do
// not rewrite the URLs of this package, so the service receives the bytes that were signed. Control characters are
// errors, except in texts and prompts that are written in base64. Dot segments in a path are resolved; a path that
// leads out of the endpoint is an error.
//
// The functions for parameters take values without encoding. A value is encoded once, and the service decodes it once,
// so a percent sign in a value is a literal percent sign. For the service, a comma, a colon or a semicolon ends a
// value, encoded or not. Therefore, the text or path of a layer and an AI prompt are written in base64 if they contain
// such a character. In any other value, it is an error.
//
// Path, Src, the text of [RawParam] and JSON may be percent-encoded: a percent sign followed by two hexadecimal digits
// is kept, any other becomes %25. Raw text and values from JSON keep commas and colons, as with the SDKs. They can add
// parameters, so they must not come from users. However, they cannot end the transformation, the path or the URL.
//
// If the vendor's SDKs write URLs that cannot work, this package writes other URLs. For example, it writes no tr: for
// an empty chain. A fragment in Src is an error, because clients do not send fragments. The query parameters ik-s and
// ik-t in QueryParameters are errors.
//
// # Signatures
//
// A signature is an HMAC-SHA1 with the private key as the key. It covers the part of the URL after the endpoint and the
// digits of the expiry, without a separator between them. Therefore, [Builder.Verify] accepts only URLs in the form
// that a Builder writes: with an expiry of ten digits, at the end. Anybody who has a signed URL can use it, any number
// of times, until it expires. [Builder.Parse] returns the [Options] from which a URL can be built again.
//
// # Responsive images
//
// [Builder.Responsive] returns src, srcset and sizes of an image, [Builder.Picture] the sources of a picture in several
// formats. Package htmlurl makes both available in html/template.
//
// # Performance
//
// [Builder.URL] allocates once, for the string. [Builder.AppendURL] does not allocate if the buffer is large enough.
// [Builder.Prepare] checks and encodes a transformation once, for many paths. A Builder is safe for concurrent use.
//
// Apart from the standard library, the package depends only on github.com/go-json-experiment/json, which is
// encoding/json/v2.
//
// Documentation of the service: https://imagekit.io/docs/transformations and
// https://imagekit.io/docs/media-delivery-basic-security
package urlbuilder
