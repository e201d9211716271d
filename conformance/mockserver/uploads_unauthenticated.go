package mockserver

import (
	"io"
	"net/http"
	"sync/atomic"
)

// maxUnauthenticated is how many bytes of files the server stores for all unauthenticated requests together. These are
// client-side uploads whose signature or token follows the file.
const maxUnauthenticated = 1 << 30

// errTooMuchUnauthenticated is the response to an upload whose file exceeds maxUnauthenticated.
var errTooMuchUnauthenticated = failure(http.StatusTooManyRequests,
	"The mock server holds 1 GB of files that came before the fields which authenticate their uploads. "+
		"Send these fields before the file, or try again later.", "")

// reservation is the share of one upload in maxUnauthenticated.
type reservation struct {
	total *atomic.Int64 // of all uploads
	own   int64         // of this one
}

// reader returns a reader that reserves the bytes that it reads. It fails with errTooMuchUnauthenticated if there is
// not enough left.
func (v *reservation) reader(r io.Reader) io.Reader { return &reservingReader{r, v} }

func (v *reservation) release() {
	v.total.Add(-v.own)
	v.own = 0
}

type reservingReader struct {
	io.Reader
	*reservation
}

// Read implements io.Reader.
func (r *reservingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.own += int64(n)
	if r.total.Add(int64(n)) > maxUnauthenticated {
		return 0, errTooMuchUnauthenticated
	}
	return n, err
}

// closeAfterResponse closes the connection after the response to an upload of unknown length, so that the response is
// sent before the body has been read. Otherwise net/http first reads up to 256 KB of the body. If the length is known,
// net/http reads the rest of the body only if it is shorter than that, so that the connection can be reused.
func closeAfterResponse(w http.ResponseWriter, r *http.Request) {
	if o := operationOf(r); o != nil && o.Form() != nil && r.ContentLength < 0 {
		w.Header().Set("Connection", "close")
	}
}
