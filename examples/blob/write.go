package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"gocloud.dev/blob/driver"

	"github.com/openimagekit/imagekit"
)

// errExists is the error of a conditional write to a key that exists.
var errExists = errors.New("the blob exists")

// upload stores the content of a key.
func (b *bucket) upload(ctx context.Context, key string, content io.Reader, ifNotExist bool) error {
	folder, name := path.Split(b.path(key))
	_, err := b.ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromReader(content), FileName: name, Folder: new(path.Clean(folder)),
		UseUniqueFileName: new(false), OverwriteFile: new(!ifNotExist),
	})
	if e, ok := errors.AsType[*imagekit.Error](err); ok && ifNotExist && strings.Contains(e.Message, "already exists") {
		return fmt.Errorf("%w: %w", errExists, err)
	}
	return err
}

// writer implements driver.Writer. What is written is sent at once; the file is there when Close has returned.
type writer struct {
	ctx    context.Context //nolint:containedctx // Close has no parameter for it
	pipe   *io.PipeWriter
	result chan error
}

func (b *bucket) NewTypedWriter(
	ctx context.Context, key, _ string, o *driver.WriterOptions,
) (driver.Writer, error) {
	switch {
	case len(o.Metadata) > 0:
		return nil, unimplemented("metadata, except of fields that the account has defined")
	case o.CacheControl+o.ContentDisposition+o.ContentEncoding+o.ContentLanguage != "":
		return nil, unimplemented("Cache-Control, Content-Disposition, Content-Encoding and Content-Language")
	}
	if err := before(o.BeforeWrite); err != nil {
		return nil, err
	}
	content, pipe := io.Pipe()
	w := &writer{ctx: ctx, pipe: pipe, result: make(chan error, 1)}
	stop := context.AfterFunc(ctx, func() { pipe.CloseWithError(context.Cause(ctx)) })
	go func() {
		defer stop()
		err := b.upload(ctx, key, content, o.IfNotExist)
		content.CloseWithError(err)
		w.result <- err
	}()
	return w, nil
}

func (w *writer) Write(p []byte) (int, error) { return w.pipe.Write(p) }

func (w *writer) Close() error {
	if err := w.ctx.Err(); err != nil {
		w.pipe.CloseWithError(err) // so that a part of the content is not stored
	}
	w.pipe.Close()
	err := <-w.result
	if w.ctx.Err() != nil {
		return w.ctx.Err()
	}
	return err
}
