// Package imagekit is a client for ImageKit: its upload, media library, cache and account API, and its delivery URLs.
//
// It is an independent project, not affiliated with ImageKit.
//
// # Start
//
//	ik, err := imagekit.New(
//		imagekit.WithPrivateKey("private_..."),
//		imagekit.WithURLEndpoint("https://ik.imagekit.io/your_imagekit_id"),
//	)
//
// Both can also come from the environment; see [New]. One client serves a whole program: its methods are safe for
// concurrent use.
//
// Every operation of the API is a method of [Client], generated from the project's openapi.yaml. It takes a context,
// path parameters as arguments, and a struct for the rest, and returns the decoded answer.
//
// # Requests and responses
//
// Optional fields of requests are pointers, lists or maps: nil is not sent, and new(false), new(0) and new("") are. Two
// fields of [UpdateFileDetailsRequest] tell a third state, "remove it": they take [Value] or [Null]. Fields of
// responses are plain values. What this version does not know yet is no error: unknown fields are ignored, unknown enum
// values are kept as they are, and members of unions that it cannot name come back as JSON from their Value method.
//
// A value of another type than documented does not fail the call either: its field is zero, a fraction in an integer
// field is rounded, and an element of a list is left out. Types with AdditionalProperties keep it there. Mismatches of
// [Response] says where, and the client's logger gets one warning for the response. A response that lacks the result is
// an error: an empty body, null, or an upload without id, path and URL. One that is larger than x-max-response-bytes in
// openapi.yaml, or would take much memory to decode, is a [ResponseLimitError].
//
// A value that can be one of several types is made by a function of its type's name, e.g. [NewExtension]:
//
//	Extensions: []imagekit.Extension{
//		imagekit.NewExtension(imagekit.RemoveBackgroundExtension{}),
//	},
//
// # Uploads
//
// [Client.Upload] streams: [FromPath], [FromReader], [FromBytes] and the other From functions say where the file is,
// and none of them reads it into memory. [WithProgress] reports how far it is. A video with a pre-transformation is
// stored later: the call succeeds with an empty FileID, and the result comes by webhook.
//
// # Lists
//
// [Client.Files] and [Client.Assets] iterate over everything that fits, with the next page on its way;
// [Client.ListFiles] returns one page.
//
// # Errors
//
// A call that fails returns an [*Error] with the HTTP status, the service's message and help, and the request id that
// ImageKit's support asks for. [errors.Is] answers the usual questions: [ErrNotFound], [ErrUnauthorized],
// [ErrForbidden], [ErrRateLimited], [ErrConflict], [ErrInvalidRequest]. An argument that cannot be sent is an
// [*ArgumentError], a missing key or URL endpoint a [*ConfigError]; in both cases nothing has been sent.
//
// # When the network or the service fails
//
// Calls that fail are repeated where that is safe; [RetryPolicy] has the rule, [WithRetryPolicy] and [WithRetry] change
// how often. A call that may have been carried out and must not be repeated fails with
// [ErrOutcomeUnknown]. Uploads whose name the client knows are looked for before they are repeated, and others are not
// repeated, so that there are never two files: see [WithRepeatableUploads] and [ErrUploadOutcomeUnknown].
//
// Calls are paced to the limits of an account ([WithRateLimiters], [ErrRateLimitDeadline]), and end when a server keeps
// them waiting ([WithTimeouts]). There is no time limit on a whole call but that of its context.
//
// # Bulk work
//
// [Client.UploadAll] uploads any number of files, several at a time, and can be resumed with a [Journal].
// [Client.DeleteFiles], [Client.AddTags], [Client.RemoveTags] and [Client.FilesByID] make batches.
//
// # The private key
//
// It comes from [WithPrivateKey] or, for keys that rotate, from [WithPrivateKeySource], which each call asks. It
// travels as HTTP Basic authentication to the configured servers and nowhere else: it is in no error, log line or URL,
// it does not follow a redirect to another server, and plain HTTP is refused but for loopback addresses and the hosts
// of [WithInsecureHTTP].
//
// It and the other secrets of a request (upload tokens, the credentials of an origin, the queries and user names of
// URLs, cookies) are replaced by "[redacted]" when a server repeats them in an error or a header: literally, with JSON,
// HTML or percent escapes, or in base64. The first half of a secret is hidden as well. Secrets of less than 4 bytes,
// and other encodings, are not recognised. The body of a success is not changed. Types that hold credentials print and
// log themselves without them, unless they are in an unexported field of another type, where package fmt does not ask
// them.
//
// # Delivery URLs
//
// [Client.URL] builds URLs, signs them and lets them expire; package urlbuilder says how.
//
// # Browsers and webhooks
//
// [Client.AuthParams], [Client.UploadToken] and [Client.AuthHandler] let browsers upload without the private key;
// [Client.VerifyWebhook] and [Client.WebhookHandler] receive the service's events. Package helpers has the functions
// behind them, and perceptual hashes.
//
// # Tests
//
// Package conformance/mockserver is ImageKit in memory, for tests without an account and without a network.
package imagekit
