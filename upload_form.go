package imagekit

import (
	"errors"
	"fmt"
	"math"
	stdmultipart "mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"github.com/openimagekit/imagekit/internal/multipart"
)

// DefaultMaxFormFile is the default of MaxSize in [UploadHandlerOptions], in bytes.
const DefaultMaxFormFile = 10 << 20

// FromPart uploads the file in a part of a form, for a handler that reads the form itself; [Client.UploadHandler] does
// that for you. The bytes are sent while they arrive.
//
//	form, err := r.MultipartReader()
//	part, err := form.NextPart()
//	result, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromPart(part), FileName: part.FileName()})
//
// The part is sent with its file name, and its size is unknown. It can be read only once, so the upload is not repeated
// after a byte of it was read; see [Client.UploadHandler]. Do not call NextPart before the upload has returned. The
// upload does not limit the size or the type of the file, and does not check whether the form has more parts. It fails
// with an [ArgumentError] if part is nil.
func FromPart(part *stdmultipart.Part) Source {
	if part == nil {
		return Source{multipart.FromNamedReader(nil, "")}
	}
	return Source{multipart.FromNamedReader(part, part.FileName())}
}

// UploadHandlerOptions are the options of [Client.UploadHandler]. Authorize is required.
type UploadHandlerOptions struct {
	// Authorize decides whether the sender of a request may upload. It is called before the body is read, and must not
	// read the body. It returns the parameters of the upload, such as Folder and Tags; the handler sets File and, if
	// FileName is empty, FileName. To refuse the upload, it returns an [HTTPError], or any other error for the status
	// 403.
	Authorize func(r *http.Request) (UploadRequest, error)

	// Prepare, if it is set, is called when the fields before the file and the beginning of the file have been read,
	// and the type of the file is allowed. It can change upload.Request and upload.Options. To refuse the upload, it
	// returns an error, as Authorize does. It must not read the body.
	Prepare func(r *http.Request, upload *FormUpload) error

	// Respond, if it is set, writes the response to a successful upload instead of the handler. The headers
	// Cache-Control and Vary, and those of CORS, are already set. Fields of result are empty, such as FileID, if the
	// service stores the file later, after a pre-transformation.
	Respond func(w http.ResponseWriter, r *http.Request, result *UploadResult)

	// OnError, if it is set, is called with the reason when an upload is refused or fails: the error of [Client.Upload]
	// or of a hook, or an [HTTPError]. The handler writes the response afterwards.
	OnError func(r *http.Request, err error)

	// Field is the name of the field in the form that contains the file; "file" if it is empty.
	Field string

	// MaxSize is the maximum size of a file in bytes; [DefaultMaxFormFile] if 0.
	MaxSize int64

	// Types are the media types that are allowed, in lower case and without parameters: "application/pdf", "image/*"
	// for all images, or "*/*" for all types. The default is "image/*". The type is detected from the content, as
	// [http.DetectContentType] does; in addition, image/avif, image/heic, image/svg+xml, video/mp4 and video/quicktime
	// are detected. HTML, SVG and XML can contain scripts, so a wildcard does not include them: they must be listed as
	// "text/html", "image/svg+xml" and "text/xml". If such a type is not listed, files with its extensions, such as
	// .html, .svg and .xml, are refused too, whatever their content is.
	Types []string

	// AllowedOrigins are the origins of pages on other hosts that may call the handler, in the same form as in
	// [AuthHandlerOptions]. Pages of the handler's own origin need not be listed.
	AllowedOrigins []string

	// AllowedHeaders are headers that pages of allowed origins may send besides Content-Type and Authorization.
	AllowedHeaders []string

	// AllowCredentials lets pages of allowed origins send cookies.
	AllowCredentials bool
}

// FormUpload is an upload from a form, which the hook Prepare of [UploadHandlerOptions] completes.
type FormUpload struct {
	// FileName is the name of the file on the sender's machine, without folders, and with _ instead of characters that
	// are not printable. The sender can choose any name.
	FileName    string
	ContentType string     // media type that was detected from the content, without parameters
	Fields      url.Values // fields of the form that precede the file; at most 64 KiB

	// Request is the result of Authorize. If its FileName was empty, it is the FileName above.
	Request UploadRequest

	// Options are the options of the upload, such as [WithUploadKey]. The slice is empty at first.
	Options []RequestOption
}

// UploadHandler returns the HTTP endpoint that receives a form with a file from a browser (multipart/form-data) and
// uploads the file while it arrives: no file is held in memory or stored on disk, and nothing is stored in ImageKit
// unless the whole form has arrived and is valid.
//
//	handler, err := ik.UploadHandler(imagekit.UploadHandlerOptions{
//		MaxSize: 10 << 20,
//		Types:   []string{"image/*"},
//		Authorize: func(r *http.Request) (imagekit.UploadRequest, error) {
//			user, err := session(r)
//			return imagekit.UploadRequest{Folder: new("/users/" + user)}, err
//		},
//	})
//	http.Handle("/upload", handler)
//
// The handler checks a request in this order: its origin, its method, Authorize, its Content-Length, the fields and the
// type of the file, Prepare, and, during the upload, the size of the file and the rest of the form. A form has exactly
// one file. Prepare gets the fields that precede the file; fields after it are ignored. All fields, with their headers,
// can have 64 KiB in total.
//
// The handler accepts POST only. It refuses a request from a page of another origin with [http.CrossOriginProtection],
// unless the origin is listed; so a page of another website cannot upload with the cookies of a user.
//
// The response to an upload is the [UploadResult] as JSON, or what Respond writes. The response to a failure is JSON
// with a message, such as {"message": "the form has no file"}. It never contains a secret, an error of the service or
// an error of a hook that is not an [HTTPError]. Its status is
//   - 400 for a malformed or incomplete form, no file, an empty file or several files
//   - 403 for an origin that is not allowed, and for an error of a hook that is not an HTTPError
//   - 405, with an Allow header, for another method
//   - 408 if the read timeout of the HTTP server passes
//   - 409 if the key of the upload was used for another file ([UploadKeyError])
//   - 413 for a file that is larger than MaxSize, and for fields that are too long
//   - 415 for a body that is not multipart/form-data, and for a file of a type that is not allowed
//   - 422 if the service refuses the upload as invalid, for example because of Checks
//   - 502 if the upload fails, and 503 if the service refuses it because there were too many requests
//   - 500 for any other error, such as invalid parameters from a hook
//
// If the sender disconnects, the upload is cancelled. A sender that stops sending without disconnecting is not
// detected: set ReadTimeout of [http.Server], or a read deadline in a middleware.
//
// The file cannot be sent a second time, because its bytes are not kept. The upload is repeated only if it failed
// before the first byte of the file was read. If the connection to the service is lost later, the upload fails with
// [ErrUploadOutcomeUnknown] unless the client finds the file, which requires a key ([WithUploadKey] or
// [WithRepeatableUploads]). The key is needed before the file arrives, so it cannot be a hash of the content; it can be
// the value of a field, such as a random id that the page creates for each file. Then the user can submit the form
// again, and the file is stored once.
//
// UploadHandler fails with a [ConfigError] if Authorize is missing, or if another option is invalid.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file
func (c *Client) UploadHandler(o UploadHandlerOptions) (http.Handler, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Field == "" {
		o.Field = "file"
	}
	if o.MaxSize == 0 {
		o.MaxSize = DefaultMaxFormFile
	}
	o.MaxSize = min(o.MaxSize, math.MaxInt64-maxFormText) // so that the sum does not overflow
	if o.Types = slices.Clone(o.Types); len(o.Types) == 0 {
		o.Types = []string{"image/*"}
	}
	h := &uploadHandler{client: c, options: o}
	h.cors = newCORS(o.AllowedOrigins, o.AllowedHeaders, o.AllowCredentials, http.MethodPost)
	for _, origin := range h.cors.origins {
		if err := h.crossOrigin.AddTrustedOrigin(origin); err != nil {
			return nil, &ConfigError{Option: "UploadHandlerOptions.AllowedOrigins", Err: err}
		}
	}
	return http.HandlerFunc(h.serve), nil // a function, which prints without the keys
}

func (o *UploadHandlerOptions) check() error {
	if o.Authorize == nil {
		return &ConfigError{
			Option: "UploadHandlerOptions.Authorize",
			Err:    errors.New("must be set: without it, anybody could upload"),
		}
	}
	if o.MaxSize < 0 {
		return &ConfigError{Option: "UploadHandlerOptions.MaxSize", Err: fmt.Errorf("%d is negative", o.MaxSize)}
	}
	for i, allowed := range o.Types {
		if !isMediaTypePattern(allowed) {
			return &ConfigError{
				Option: fmt.Sprintf("UploadHandlerOptions.Types[%d]", i),
				Err:    fmt.Errorf(`%q is not a media type in lower case, such as "image/png" or "image/*"`, allowed),
			}
		}
	}
	return checkOrigins("UploadHandlerOptions.AllowedOrigins", o.AllowedOrigins)
}
