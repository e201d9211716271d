package mockserver

import (
	"io"
	"net/http"
	"sync/atomic"
)

// maxUnproven is how many bytes of files the server holds for all requests together that are not authenticated yet:
// client-side uploads whose signature or token follows the file.
const maxUnauthenticated = 1 << 30

// errUnproven is the answer to an upload whose file would exceed maxUnproven.
var errTooMuchUnauthenticated = failure(http.StatusTooManyRequests,
	"The mock server holds 1 GB of files that came before the fields which authenticate their uploads. "+
		"Send these fields before the file, or try again later.", "")

// reservation is the part of maxUnproven that one upload uses.
type reservation struct {
	total *atomic.Int64 // of all uploads
	own   int64         // of this one
}

// reader returns a reader that reserves the bytes that it reads, and fails with errUnproven if there are too many.
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

// answerEarly lets the answer to an upload of unknown length be sent before its body has come. net/http would read up
// to 256 KB of the body first, unless the answer closes the connection. For a body of known length, net/http reads the
// rest only if it is less than that, to keep the connection.
func closeAfterResponse(w http.ResponseWriter, r *http.Request) {
	if o := operationOf(r); o != nil && o.Form() != nil && r.ContentLength < 0 {
		w.Header().Set("Connection", "close")
	}
}
