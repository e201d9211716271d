// Package blob is a driver of the Go CDK (gocloud.dev/blob): it makes a folder of an ImageKit media library a bucket.
//
//	bucket := blob.OpenBucket(ik, "/documents")
//	defer bucket.Close()
//	err := bucket.WriteAll(ctx, "2026/report.pdf", report, nil)
//
// The service replaces most characters in names, so keys are escaped: in names of folders all characters except
// letters, digits and hyphens, in names of files also except dots, become an underscore and two hexadecimal digits for
// each byte. Files are read as they were uploaded, private ones with signed URLs.
//
// The tests of all drivers (gocloud.dev/blob/drivertest) pass, except where the service or this driver cannot do what
// they need. [Limits] lists these tests with the reasons.
package blob

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/driver"
	"gocloud.dev/gcerrors"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Limits are the tests of drivertest that do not pass, with the reasons. The tests of this package check that exactly
// these fail. Writing what is refused returns an error with the code Unimplemented or, for an empty file,
// InvalidArgument.
var Limits = map[string]string{
	"TestAttributes": "the service does not store Cache-Control, Content-Disposition, Content-Encoding and " +
		"Content-Language: refused",
	"TestWrite/no_write_then_close_results_in_empty_blob":               noEmptyFiles,
	"TestWrite/no_write_then_close_results_in_empty_blob,_blob_existed": noEmptyFiles,
	"TestWrite/ContentType_is_discovered_if_not_provided":               typeOfService,
	"TestWrite/write_with_explicit_ContentType_overrides_discovery":     typeOfService,
	"TestWrite/a_small_text_file_gets_a_ContentType":                    typeOfService,
	"TestMetadata/valid_metadata":                                       noMetadata,
	"TestMetadata/valid_metadata_with_empty_body":                       noMetadata,
	"TestMetadata/valid_metadata_with_content_type":                     noMetadata,
	"TestMetadata/weird_metadata_keys":                                  noMetadata,
	"TestCopy/Works":                                                    "copies a blob with metadata; " + noMetadata,
	"TestCopy/DoesNotAliasAttributes":                                   "copies a blob with metadata; " + noMetadata,
	"TestSignedURL":                                                     onlyGET,
}

const (
	onlyGET       = "the service signs URLs to GET files only: refused for PUT and DELETE"
	noEmptyFiles  = "the service refuses empty files"
	typeOfService = "the service determines the content type by the content and the extension: the caller's is ignored"
	noMetadata    = "custom metadata needs a field that the account has defined: refused"
)

// OpenBucket returns the bucket of a folder, which is created when the first file is written. It makes no request. As
// returns the *imagekit.Client of a bucket, the *imagekit.Object of a reader, the *imagekit.File of attributes and of
// objects in lists, and the *imagekit.Error of an error.
func OpenBucket(ik *imagekit.Client, folder string) *blob.Bucket {
	return blob.NewBucket(NewDriver(ik, folder))
}

// NewDriver returns the driver of a bucket.
func NewDriver(ik *imagekit.Client, folder string) driver.Bucket {
	return &bucket{ik, path.Clean("/" + folder)}
}

// bucket implements driver.Bucket.
type bucket struct {
	ik   *imagekit.Client
	root string
}

// errUnimplemented is the error of what the service cannot do.
var errUnimplemented = errors.New("the service does not support this")

func unimplemented(what string) error { return fmt.Errorf("%w: %s", errUnimplemented, what) }

func (b *bucket) ErrorCode(err error) gcerrors.ErrorCode {
	switch {
	case errors.Is(err, errUnimplemented):
		return gcerrors.Unimplemented
	case errors.Is(err, errExists):
		return gcerrors.FailedPrecondition
	case errors.Is(err, imagekit.ErrNotFound):
		return gcerrors.NotFound
	case errors.Is(err, imagekit.ErrInvalidRequest):
		return gcerrors.InvalidArgument
	case errors.Is(err, imagekit.ErrUnauthorized), errors.Is(err, imagekit.ErrForbidden):
		return gcerrors.PermissionDenied
	case errors.Is(err, imagekit.ErrRateLimited):
		return gcerrors.ResourceExhausted
	case errors.Is(err, context.Canceled):
		return gcerrors.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return gcerrors.DeadlineExceeded
	}
	return gcerrors.Unknown
}

func (b *bucket) As(target any) bool { return as(b.ik)(target) }

func (b *bucket) ErrorAs(err error, target any) bool {
	e, ok := target.(**imagekit.Error)
	return ok && errors.As(err, e)
}

// as returns the function As of something that is of type T in package imagekit.
func as[T any](value T) func(target any) bool {
	return func(target any) bool {
		pointer, ok := target.(*T)
		if ok {
			*pointer = value
		}
		return ok
	}
}

// none is the function As of requests, which callers cannot change.
func none(any) bool { return false }

// before calls a callback of the caller.
func before(callback func(func(any) bool) error) error {
	if callback == nil {
		return nil
	}
	return callback(none)
}

// find returns the file of a key.
func (b *bucket) find(ctx context.Context, key string) (*imagekit.File, error) {
	full := b.path(key)
	folder, name := path.Split(full)
	params := &imagekit.ListFilesParams{Path: new(path.Clean(folder)), Name: &name}
	for file, err := range b.ik.Files(ctx, params) {
		if err != nil {
			return nil, err
		}
		if file.FilePath == full {
			return file, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", key, imagekit.ErrNotFound)
}

func (b *bucket) Attributes(ctx context.Context, key string) (*driver.Attributes, error) {
	file, err := b.find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &driver.Attributes{
		ContentType: contentType(file), CreateTime: file.CreatedAt, ModTime: file.UpdatedAt, Size: file.Size,
		ETag:   fmt.Sprintf("%q", file.VersionInfo.ID),
		AsFunc: as(file),
	}, nil
}

// contentType returns the type of a file, which the service has found in its content or its name.
func contentType(file *imagekit.File) string {
	if file.MIME == "" {
		return "application/octet-stream"
	}
	return file.MIME
}

// reader implements driver.Reader.
type reader struct {
	*imagekit.Object
	attributes driver.ReaderAttributes
}

func (r *reader) Attributes() *driver.ReaderAttributes { return &r.attributes }
func (r *reader) As(target any) bool                   { return as(r.Object)(target) }

func (b *bucket) NewRangeReader(
	ctx context.Context, key string, offset, length int64, o *driver.ReaderOptions,
) (driver.Reader, error) {
	file, err := b.find(ctx, key)
	if err != nil {
		return nil, err
	}
	if err := before(o.BeforeRead); err != nil {
		return nil, err
	}
	part := imagekit.OpenOptions{Offset: offset, Length: max(length, 0)}
	if length == 0 { // no bytes: the part after the end
		part = imagekit.OpenOptions{Offset: file.Size}
	}
	if file.FileType == "image" || strings.HasPrefix(file.MIME, "video/") {
		part.Transformation = urlbuilder.Chain{{urlbuilder.Original(true)}}
	}
	object, err := b.ik.OpenFile(ctx, file, part)
	if err != nil {
		return nil, err
	}
	attributes := driver.ReaderAttributes{ContentType: contentType(file), ModTime: file.UpdatedAt, Size: file.Size}
	return &reader{object, attributes}, nil
}

func (b *bucket) Delete(ctx context.Context, key string, o *driver.DeleteOptions) error {
	file, err := b.find(ctx, key)
	if err != nil {
		return err
	}
	if err := before(o.BeforeDelete); err != nil {
		return err
	}
	return b.ik.DeleteFile(ctx, file.FileID)
}

// Copy sends the content through this program, because the service cannot copy a file to another name.
func (b *bucket) Copy(ctx context.Context, to, from string, o *driver.CopyOptions) error {
	source, err := b.NewRangeReader(ctx, from, 0, -1, &driver.ReaderOptions{})
	if err != nil {
		return err
	}
	defer source.Close()
	if err := before(o.BeforeCopy); err != nil {
		return err
	}
	return b.upload(ctx, to, source, false)
}

// SignedURL signs URLs to GET files only.
func (b *bucket) SignedURL(_ context.Context, key string, o *driver.SignedURLOptions) (string, error) {
	if o.Method != "GET" {
		return "", unimplemented("signed URLs to " + o.Method + " files")
	}
	if err := before(o.BeforeSign); err != nil {
		return "", err
	}
	return b.ik.URL(urlbuilder.Options{Path: b.path(key), ExpiresIn: o.Expiry})
}

func (b *bucket) Close() error { return nil }
