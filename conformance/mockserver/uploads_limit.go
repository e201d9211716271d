package mockserver

import (
	"fmt"
	"io"
	"math"
	"net/http"
)

// errTooLarge says that a file is.
//
// Assumed: the text.
var errTooLarge = failure(http.StatusBadRequest, "The file is larger than your plan allows.", "")

// WithMaxFileSize refuses files of more bytes with 400, while they come in. The service's limit is 25 MB for images and
// 100 MB for videos on the free plan, 40 MB and 300 MB on Lite, 50 MB and 2 GB on Pro. Without it there is none.
func WithMaxFileSize(bytes int64) Option {
	return func(c *config) error {
		if bytes <= 0 {
			return fmt.Errorf("the largest size of a file is %d bytes", bytes)
		}
		c.maxFileSize = bytes
		return nil
	}
}

// atMost fails with errTooLarge when there is more than a number of bytes; 0 is no limit.
func atMost(r io.Reader, limit int64) io.Reader {
	if limit == 0 {
		return r
	}
	return &limitedReader{r, limit}
}

// limitedReader has room for left bytes.
type limitedReader struct {
	io.Reader
	left int64
}

// Read asks for one byte more than there is room for, to see whether that comes.
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
