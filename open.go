package imagekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// operationOpen is the Operation of errors, logs and [CallInfo] of downloads.
const operationOpen = "open"

// defaultOpenExpiry is the default of [OpenOptions].ExpiresIn. A signature need only be valid when a request begins;
// the time allows for clocks that differ.
const defaultOpenExpiry = 10 * time.Minute

var (
	// ErrFileChanged is returned by the methods of an [Object] when the file at its URL has been replaced since the
	// object was opened. The bytes that were read before are those of the old file.
	ErrFileChanged = errors.New("the file has changed since it was opened")
	// ErrRangeNotSupported is returned when a part of a file cannot be requested (Offset, Seek, ReadAt), because the
	// server does not serve parts of this file, or does not identify its versions (ETag, Last-Modified).
	ErrRangeNotSupported = errors.New("the server does not serve parts of this file")
	// ErrNotReady is returned by [Client.Open] when the service is still preparing a rendition: a video, a stream, or
	// an image that an AI model makes. Open it again later; the preparation continues meanwhile.
	ErrNotReady = errors.New("the rendition is being prepared")
)

// OpenOptions configures [Client.Open] and [Client.OpenFile]. The zero value opens the file as its URL without a
// transformation delivers it.
type OpenOptions struct {
	// Transformation selects a rendition of the file. If it is empty, the settings of the account determine what is
	// delivered: they can reduce the quality of images and change their formats. To read an image or a video as it was
	// uploaded, use urlbuilder.Chain{{urlbuilder.Original(true)}}.
	Transformation urlbuilder.Chain
	// QueryParameters are added to the URL.
	QueryParameters []urlbuilder.QueryParameter
	// Signed signs the URL. A private file needs a signed URL; OpenFile signs it even if Signed is false.
	Signed bool
	// ExpiresIn is how long a signed URL is valid; 10 minutes if 0. Each request has a new URL, so a download can take
	// longer than that. A value other than 0 implies Signed.
	ExpiresIn time.Duration
	// Accept is the Accept header: the media types that a rendition in the automatic format can have, such as
	// "image/avif,image/webp,*/*". The default is "*/*".
	Accept string

	// Offset is the number of bytes to skip at the beginning of the file. It must not be negative.
	Offset int64
	// Length is the maximum number of bytes to read from Offset on. 0 means all bytes up to the end of the file. It
	// must not be negative.
	Length int64
	// MaxSize is the largest accepted number of bytes. If there are more, Open fails with a [ResponseLimitError]; if
	// the size is not known in advance, Read fails with it after MaxSize bytes. 0 means no limit. It must not be
	// negative.
	MaxSize int64
}

// check returns an error if an option is out of range.
func (o *OpenOptions) check() error {
	for _, option := range []struct {
		name  string
		value int64
	}{{"Offset", o.Offset}, {"Length", o.Length}, {"MaxSize", o.MaxSize}, {"ExpiresIn", int64(o.ExpiresIn)}} {
		if option.value < 0 {
			reason := fmt.Sprintf("must not be negative: %d", option.value)
			return &ArgumentError{Operation: operationOpen, Argument: "OpenOptions." + option.name, Reason: reason}
		}
	}
	if strings.ContainsFunc(o.Accept, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		reason := "must not contain control characters"
		return &ArgumentError{Operation: operationOpen, Argument: "OpenOptions.Accept", Reason: reason}
	}
	return nil
}

// url returns the options of the URL of a path.
func (o *OpenOptions) url(path string) urlbuilder.Options {
	options := urlbuilder.Options{
		Path:            path,
		Transformation:  o.Transformation,
		QueryParameters: o.QueryParameters,
		Signed:          o.Signed || o.ExpiresIn > 0,
	}
	if options.Signed {
		options.ExpiresIn = cmp.Or(o.ExpiresIn, defaultOpenExpiry)
	}
	return options
}

// Open opens the file or the rendition that is delivered at a path, which is written as [urlbuilder.Options].Path
// describes. The caller must close the object.
//
//	object, err := ik.Open(ctx, "/menu/coffee.jpg", imagekit.OpenOptions{Signed: true})
//	if err != nil {
//		return err
//	}
//	defer object.Close()
//	_, err = io.Copy(w, object)
//
// Open sends the first request and returns when the header of the response has arrived; [Object] describes how the
// bytes are read. Requests go to the server of the URL endpoint ([WithURLEndpoint]) only. The URL endpoint must use
// https, with the exceptions that [WithBaseURL] describes. Requests never contain the private key. They use the HTTP
// client, transport wrapper, timeouts, retry policy and logger of the client, but neither its rate limiters nor its
// retry budget: the limits of an account are for the API only, and downloads have another retry budget of the same
// size. If ctx ends, reading fails.
//
// The error of a request is an [*Error] with the operation "open". Its Reason and Message are those of the header
// ik-error, such as ENOENT, if there is one. [errors.Is] reports [ErrNotFound] for a missing file, [ErrUnauthorized] or
// [ErrForbidden] for a private file without a signature, [ErrNotReady] for a rendition that the service is preparing,
// and [ErrRangeNotSupported] if o.Offset cannot be used. A file that ends before o.Offset is an Error with status 416.
// If nothing was sent, the error is an [*ArgumentError], a [*ConfigError] or a [*urlbuilder.BuildError].
func (c *Client) Open(ctx context.Context, path string, o OpenOptions) (*Object, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return c.openObject(ctx, o.url(path), &o)
}

// OpenFile opens a file or a version of a file, as lists return them, or a rendition of it. It is like [Client.Open]
// with file.FilePath. The URL is signed if the file is private, and has the query of file.URL, which identifies a
// version.
//
//	for file, err := range ik.Files(ctx, nil) {
//		if err != nil {
//			return err
//		}
//		object, err := ik.OpenFile(ctx, file, imagekit.OpenOptions{})
//		...
//	}
func (c *Client) OpenFile(ctx context.Context, file *File, o OpenOptions) (*Object, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if file == nil || file.FilePath == "" {
		return nil, &ArgumentError{Operation: operationOpen, Argument: "file", Reason: "must have a FilePath"}
	}
	query, hasVersion := fileQuery(file.URL)
	if file.Type == AssetTypeFileVersion && !hasVersion {
		reason := "is a version, whose URL must have " + versionParameter
		return nil, &ArgumentError{Operation: operationOpen, Argument: "file", Reason: reason}
	}
	o.Signed = o.Signed || file.IsPrivateFile
	o.QueryParameters = append(query, o.QueryParameters...)
	return c.openObject(ctx, o.url(escapePercent(file.FilePath)), &o)
}

// versionParameter is the query parameter that selects a version of a file:
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/list-file-versions
const versionParameter = "ik-obj-version"

// fileQuery returns the query parameters of the URL of a file, without those of a signature and a transformation. It
// reports whether one of them selects a version.
func fileQuery(fileURL string) (query []urlbuilder.QueryParameter, hasVersion bool) {
	u, err := url.Parse(fileURL)
	if err != nil {
		return nil, false
	}
	values := u.Query()
	hasVersion = values.Has(versionParameter)
	for _, name := range []string{"ik-s", "ik-t", "tr"} {
		values.Del(name)
	}
	for name := range values {
		query = append(query, urlbuilder.QueryParameter{Name: name, Value: values.Get(name)})
	}
	slices.SortFunc(query, func(a, b urlbuilder.QueryParameter) int { return cmp.Compare(a.Name, b.Name) })
	return query, hasVersion
}

// escapePercent returns a path of the media library in the form of [urlbuilder.Options].Path, which keeps percent
// signs.
func escapePercent(path string) string { return strings.ReplaceAll(path, "%", "%25") }
