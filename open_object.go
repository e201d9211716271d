package imagekit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Object is a file or a rendition that [Client.Open] has opened. It is an [io.ReadSeekCloser] and an [io.ReaderAt].
//
// If the connection is lost or stalls while the object is read, the client sends another request for the rest of the
// file, as the [RetryPolicy] of the client allows. An attempt that has read at least 8 MiB counts as the first attempt
// again, so that the policy does not limit the size of files. The requests contain the ETag or the time of the file, so
// the bytes are always those of one version of the file; if the file was replaced, reading fails with [ErrFileChanged].
// Read returns [io.EOF] only when all bytes that the server has announced were read. If the server sends fewer bytes,
// the error wraps [io.ErrUnexpectedEOF].
//
// Errors of requests are of type [*Error]. After Close, the other methods return [fs.ErrClosed]. All methods can be
// called at the same time; Read and Seek wait for each other.
type Object struct {
	Size         int64     // of the whole file or rendition in bytes; -1 if it is not known
	Offset       int64     // where the part that the object reads begins in the file; see [OpenOptions].Offset
	Length       int64     // of the part that the object reads in bytes; -1 if it is not known
	ContentType  string    // as received
	ETag         string    // entity tag, with its quotes; empty if the server sends none
	LastModified time.Time // zero if the server sends none

	source   *source
	offset   int64 // Offset
	length   int64 // Length
	cancel   context.CancelFunc
	isClosed atomic.Bool

	mu       sync.Mutex
	position int64 // in the file, of the next Read
	stream   *stream
}

// openObject sends the first request. The options have been checked.
func (c *Client) openObject(ctx context.Context, u urlbuilder.Options, o *OpenOptions) (*Object, error) {
	if c.delivery.err != nil {
		return nil, c.delivery.err
	}
	if _, err := c.URL(u); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	source := &source{client: c, engine: c.delivery.engine, ctx: ctx, url: u, accept: o.Accept, maxSize: o.MaxSize}
	s := source.newStream(o.Offset, endOf64(o.Offset, o.Length))
	if err := s.connect(); err != nil {
		cancel()
		return nil, err
	}
	if err := source.limit(s); err != nil {
		s.close()
		cancel()
		return nil, err
	}
	object := &Object{
		Size: source.size, Offset: o.Offset, Length: -1,
		ContentType: source.contentType, ETag: source.etag, LastModified: source.lastModified,
		source: source, offset: o.Offset, length: -1, cancel: cancel, position: o.Offset, stream: s,
	}
	if s.end >= 0 {
		object.length = s.end - o.Offset
		object.Length = object.length
	}
	return object, nil
}

// endOf64 returns the end of a part of a file, -1 for the end of the file.
func endOf64(offset, length int64) int64 {
	if end := offset + length; length > 0 && end > 0 {
		return end
	}
	return -1
}

// Read reads the next bytes of the object.
func (o *Object) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isClosed.Load() {
		return 0, fs.ErrClosed
	}
	if o.position != o.stream.position {
		o.stream.seek(o.position)
	}
	n, err := o.stream.read(p)
	o.position = o.stream.position
	return n, o.closedOr(err)
}

// closedOr returns fs.ErrClosed if the object is closed, because closing it causes other errors, and otherwise err.
func (o *Object) closedOr(err error) error {
	if err != nil && err != io.EOF && o.isClosed.Load() { //nolint:errorlint // readers return io.EOF as it is
		return fs.ErrClosed
	}
	return err
}

// errSeek is the error of Seek for a position that is not in the file.
var errSeek = errors.New("imagekit: seek to a negative position")

// Seek sets the position of the next Read, relative to Offset, and returns it. Seek sends no request. If the position
// has changed, the next Read sends one, and fails with [ErrRangeNotSupported] if the server does not serve parts of the
// file. After a Read has failed, Seek allows another try. Seek fails if the position is negative, or if it is relative
// to the end and Length is not known.
func (o *Object) Seek(offset int64, whence int) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isClosed.Load() {
		return 0, fs.ErrClosed
	}
	var base int64
	switch whence {
	case io.SeekStart:
		base = o.offset
	case io.SeekCurrent:
		base = o.position
	case io.SeekEnd:
		if base = o.stream.end; base < 0 {
			return 0, errors.New("imagekit: seek from the end of a file whose size is not known")
		}
	default:
		return 0, fmt.Errorf("imagekit: seek with invalid whence %d", whence)
	}
	if base += offset; base < o.offset {
		return 0, errSeek
	}
	if o.position = base; o.stream.err != nil {
		o.stream.seek(base) // so that reading can be tried again
	}
	return base - o.offset, nil
}

// ReadAt reads len(p) bytes from an offset, relative to Offset. Each call sends at least one request for these bytes,
// so a caller that reads many small parts, such as [archive/zip], should read through a buffer. ReadAt does not affect
// Read and Seek, and several calls can run at the same time. It fails with [ErrRangeNotSupported] if the server does
// not serve parts of the file.
func (o *Object) ReadAt(p []byte, offset int64) (int, error) {
	switch start := o.offset + offset; {
	case o.isClosed.Load():
		return 0, fs.ErrClosed
	case offset < 0 || start < 0:
		return 0, errors.New("imagekit: ReadAt with an offset out of range")
	case len(p) == 0:
		return 0, nil
	case o.length >= 0 && offset >= o.length:
		return 0, io.EOF
	default:
		end := start + int64(len(p))
		if o.length >= 0 {
			end = min(end, o.offset+o.length)
		}
		s := o.source.newStream(start, end)
		defer s.close()
		n, err := s.readFull(p)
		return n, o.closedOr(err)
	}
}

// Close ends all requests of the object. It returns nil.
func (o *Object) Close() error {
	o.isClosed.Store(true)
	o.cancel() // ends a Read that waits
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stream.close()
	return nil
}
