package mockserver

import (
	"io"
	"math"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// errTooLarge is the response to a file that is larger than [WithMaxFileSize] allows.
var errTooLarge = failure(http.StatusBadRequest,
	"Your request contains invalid file parameter. The file size exceeds limits.", "")

// limitSize returns a reader that fails with errTooLarge if r has more than limit bytes. A limit of 0 means no limit.
func limitSize(r io.Reader, limit int64) io.Reader {
	if limit == 0 {
		return r
	}
	return &limitedReader{r, limit}
}

// limitedReader reads up to left more bytes.
type limitedReader struct {
	io.Reader
	left int64
}

// Read reads up to one byte more than is left, to detect whether there are more.
func (l *limitedReader) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left && l.left < math.MaxInt64 {
		p = p[:l.left+1]
	}
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// readFileBytes stores the bytes of a file. It fails if they exceed the maximum file size.
func (a *api) readFileBytes(r io.Reader) (*store.Blob, error) {
	return a.lib.Blobs().Read(limitSize(r, a.maxFileSize))
}
