package codec

import (
	"bytes"
	"context"
)

// reader reads a file until a context ends, which ends the decoder that reads it. It has no other methods: decoders
// buffer it, so that they look at the context for each block and not for each byte. The one for TIFF reads at offsets.
type reader struct {
	file *bytes.Reader
	ctx  context.Context //nolint:containedctx // the interfaces of readers have no other place for it
}

func newReader(ctx context.Context, data []byte) *reader { return &reader{bytes.NewReader(data), ctx} }

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(p)
}

// ReadAt implements io.ReaderAt.
func (r *reader) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.ReadAt(p, at)
}

// writer writes a file until a context ends, which ends the encoder that writes it.
type writer struct {
	file bytes.Buffer
	ctx  context.Context //nolint:containedctx // the interface of writers has no other place for it
}

// Write implements io.Writer.
func (w *writer) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.file.Write(p)
}
