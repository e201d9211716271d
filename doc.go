// Package imagekit is a client for ImageKit, a service that stores, transforms and delivers images and videos. It
// covers the upload, media library, cache and account APIs, builds delivery URLs, and receives webhooks.
//
// It is an independent project, not affiliated with ImageKit.
//
// # Start
//
// Create a client with the private key and the URL endpoint of an account:
//
//	ik, err := imagekit.New(
//		imagekit.WithPrivateKey("private_..."),
//		imagekit.WithURLEndpoint("https://ik.imagekit.io/your_imagekit_id"),
//	)
//
// Upload a file:
//
//	file, err := ik.Upload(ctx, imagekit.UploadRequest{
//		File:              imagekit.FromPath(path), // or FromReader, FromBytes, FromURL, ...
//		FileName:          "coffee.txt",
//		Folder:            new("/menu/drinks"),
//		Tags:              []string{"coffee", "summer"},
//		UseUniqueFileName: new(false),
//	})
//
// The result has the id, the path and the URL of the file. [Client.URL] builds URLs of transformed versions.
//
// # Configuration
//
// [New] takes options. If an option is not given, New reads the setting from an environment variable, for example the
// private key from IMAGEKIT_PRIVATE_KEY. New returns an error for a malformed setting. A call that needs a missing
// setting returns a [*ConfigError]. A program that only builds URLs needs no key, and a program that only calls the API
// needs no URL endpoint.
//
// A client is safe for concurrent use and does not change after New. Use one client for the whole program, so that all
// calls share its rate limit and its connections. [WithPrivateKeySource] is for keys that rotate.
//
// # Calls
//
// Every operation of the API is a method of [Client], generated from the project's openapi.yaml. It takes a context,
// the path parameters as arguments and a struct for the rest, and returns the decoded response.
//
// Optional fields of requests are pointers, lists or maps. A nil field is not sent; new(false), new(0) and new("") are
// sent. Two fields of [UpdateFileDetailsRequest] have a third state, which removes the value; they take [Value] or
// [Null]:
//
//	file, err := ik.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
//		Tags:              imagekit.Value([]string{"coffee"}), // replaces the tags
//		CustomCoordinates: imagekit.Null[string](),            // removes the coordinates
//		Description:       new("A cup of coffee."),            // other fields do not change
//	})
//
// A union is a value of one of several types. The function that creates it is called New and the name of the union,
// such as [NewExtension] for an [Extension].
//
// [MetadataOf] and [ReadMetadata] convert custom metadata from and to structs with tags.
//
// In the comments of generated code, names in backquotes are those of openapi.yaml: `purgeCache` is the operation of
// [Client.PurgeCache], and `fileId` is the property of a field FileID.
//
// Every method takes options for the single call: [WithHeader] adds a header field, [WithResponse] returns the status,
// the header, the request id and the body of the response, and [WithRetry] sets how often the call is repeated.
//
// # Responses
//
// Fields of responses are plain values. A client keeps working when the service adds to its API: unknown fields are
// ignored, unknown enum values are kept as they are, and the Value method of a union returns members of unknown types
// as JSON.
//
// A call does not fail if the response contains a value of another type than documented. The field of this value is
// zero; a fraction in an integer field is rounded; a list element of another type is left out. A type with
// AdditionalProperties keeps the value there. The Mismatches of [Response] list these values, and the client logs one
// warning per response ([WithLogger]).
//
// A response that does not contain the result is an error, for example an empty body, null, or an upload without id,
// path and URL. A call fails with a [*ResponseLimitError] if the response is larger than x-max-response-bytes in
// openapi.yaml, or needs too much memory to decode.
//
// # Uploads
//
// [Client.Upload] streams the file, whatever its size. The file comes from [FromPath], [FromReader], [FromSizedReader],
// [FromBytes], [FromURL], [FromBase64] or [FromDataURI]. [WithProgress] reports how much has been sent.
//
// A video with a pre-transformation is accepted at once and stored later: Upload returns a result with an empty FileID.
// [Client.WaitForUpload] waits for the file; a webhook reports it as well.
//
// [Client.UploadHandler] returns an HTTP handler that receives a form with a file and uploads the file while it
// arrives. [FromPart] is for a handler that you write.
//
// # Downloads
//
// [Client.Open] and [Client.OpenFile] open a file or a rendition: an [Object] is an [io.ReadSeekCloser] that continues
// after a lost connection, and never mixes the bytes of two versions of a file. [Client.FS] returns a folder as an
// [io/fs.FS]. docs/files.md describes both.
//
// # Lists
//
// [Client.Files] iterates over all files that match some conditions, and [Client.Assets] over files and folders. Both
// fetch the next page while the loop uses the current one:
//
//	params := &imagekit.ListFilesParams{Path: new("/menu"), Sort: new(imagekit.SortOrderAscName)}
//	for file, err := range ik.Files(ctx, params) {
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(file.Name, file.Size)
//	}
//
// [Client.ListFiles] returns a single page, and [Client.FilesByID] looks up files by their ids. Package helpers/search
// builds search queries.
//
// # Errors
//
// A call that fails returns an [*Error] with the HTTP status, the service's message and help text, and the request id,
// which ImageKit's support asks for. Test for the usual cases with [errors.Is]: [ErrNotFound], [ErrUnauthorized],
// [ErrForbidden], [ErrRateLimited], [ErrConflict], [ErrLocked] and [ErrInvalidRequest]. An argument that cannot be sent
// is an [*ArgumentError], and a missing setting a [*ConfigError]; in both cases no request has been made.
//
//	var failed *imagekit.Error
//	switch {
//	case errors.Is(err, imagekit.ErrNotFound):
//		fmt.Println("no such file")
//	case errors.Is(err, imagekit.ErrOutcomeUnknown): // before context.Canceled, because an error can be both
//		fmt.Println("check the library before you go on")
//	case errors.Is(err, imagekit.ErrRateLimited) && errors.As(err, &failed):
//		fmt.Println("try again in", failed.RetryAfter)
//	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded): // or ErrRateLimitDeadline
//		fmt.Println("out of time")
//	case errors.As(err, &failed):
//		fmt.Println(failed.StatusCode, failed.Message, failed.RequestID)
//	}
//
// # Retries and timeouts
//
// The client repeats a call that failed if repeating it cannot do harm. [RetryPolicy] describes how often it does that
// and how long it waits; [WithRetryPolicy] changes the policy for a client and [WithRetry] for a call. If the service
// asks for a wait, the client waits that long.
//
// A call that may have been carried out, and cannot safely be repeated, fails with [ErrOutcomeUnknown]. An upload with
// a key is stored once, even if the client or another program repeats it; see [WithUploadKey]. [WithRepeatableUploads]
// gives every upload with a unique name a random key. Without a key, an upload whose outcome is not known fails with
// [ErrUploadOutcomeUnknown]. So the client never stores a file twice because of a failure.
//
// [WithTimeouts] limits how long the client waits for a server that does not respond or accept data. Only the context
// limits the time of a whole call.
//
// # Rate limits
//
// The service limits the calls of an account: by default about 40 reads and 5 writes per second, with bursts of 100 and
// 20; uploads are not limited. The client delays calls to stay below that, and adapts when the service reports a limit.
// If several processes share an account, give each of them a part of the limits, or a limiter that they share:
//
//	ik, err := imagekit.New(
//		imagekit.WithPrivateKey("private_..."),
//		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 6, MaxBackoff: 10 * time.Second}),
//		imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: 30 * time.Second}),
//		imagekit.WithRateLimiters(imagekit.RateLimiters{ // about half of the account's limits
//			Reads: imagekit.NewTokenBucket(20, 50), Writes: imagekit.NewTokenBucket(2, 10),
//		}),
//	)
//
// A call that would have to wait beyond the deadline of its context fails at once with [ErrRateLimitDeadline].
//
// # Bulk work
//
// [Client.UploadAll] uploads any number of files, several at the same time, with an outcome for each. Each item has a
// key, so the same call can be made again after it was interrupted, on this machine or another, and stores no file
// twice. A [Journal] lists the uploaded items, so that the next run does not send them again:
//
//	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{Journal: journal}) {
//		if outcome.Err != nil {
//			log.Println(outcome.Item.Request.FileName, outcome.Err)
//		}
//	}
//
// [Client.DeleteFiles], [Client.AddTags] and [Client.RemoveTags] take any number of ids and report the error of each.
//
// # Waiting
//
// Copying, moving and renaming folders, and purging URLs from the CDN cache, are jobs that the service carries out
// later. [Client.WaitForBulkJob] and [Client.WaitForPurge] wait until the job is done, and [Client.WaitForUpload] waits
// until an accepted upload is stored. They ask the service at growing intervals ([WaitOptions]) until the context ends:
//
//	started, err := ik.CopyFolder(ctx, imagekit.CopyFolderRequest{
//		SourceFolderPath: "/menu", DestinationPath: "/backup",
//	})
//	if err != nil {
//		log.Fatal(err)
//	}
//	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
//	defer cancel()
//	job, err := ik.WaitForBulkJob(ctx, started.JobID, imagekit.WaitOptions{Interval: 10 * time.Millisecond})
//
// A wait that ends before the job is done returns a [*WaitError] with the last status.
//
// # Delivery URLs
//
// [Client.URL] builds URLs of files and of their transformed versions, and can sign them and let them expire. Package
// urlbuilder describes transformations, layers and conditions.
//
//	u, err := ik.URL(urlbuilder.Options{
//		Path:           "/menu/café.jpg",
//		Transformation: urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Height(300)}},
//	})
//
// The builder that [Client.URLBuilder] returns can also parse and verify URLs, and build responsive images.
//
// # Browsers and webhooks
//
// Browsers upload without the private key, with signed parameters from your server: [Client.AuthHandler] returns an
// HTTP handler that gives them to browsers; [Client.AuthParams] and [Client.UploadToken] create them for a handler that
// you write.
//
// [Client.WebhookHandler] returns an HTTP handler that verifies the events of the service and passes them to your
// functions as Go types; [Client.VerifyWebhook] does that for a single request. Package helpers has the functions
// behind these methods, and compares images by perceptual hashes.
//
// # The private key
//
// The private key is sent as HTTP Basic authentication to the configured servers only. It is not sent to another server
// after a redirect, and does not appear in errors, log lines or URLs. Plain HTTP is refused, except to loopback
// addresses and the hosts of [WithInsecureHTTP].
//
// A server can repeat secrets of the request in an error or a header: the private key, upload tokens, credentials of an
// origin, queries and user names of URLs, and cookies. The client replaces each secret, and also its first half alone,
// by "[redacted]". It recognises a secret that is written literally, with JSON, HTML or percent escapes, or in base64.
// It does not recognise other encodings, and secrets shorter than 4 bytes. It does not change the body of a successful
// response. Packages fmt and log/slog print types that contain credentials without the credentials. There is one
// exception: package fmt prints the credentials if the value is in an unexported field of another type, because it does
// not call the methods of such a value.
//
// # Tests
//
// Package conformance/mockserver simulates ImageKit in memory, for tests without an account and a network:
//
//	server := mockserver.Start(t)
//	ik, err := server.Client()
package imagekit
