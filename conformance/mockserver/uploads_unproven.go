package mockserver

import (
	"io"
	"net/http"
	"sync/atomic"
)

// maxUnproven is how many bytes of files the server holds whose requests are not authenticated yet: those of
// client-side uploads whose signature or token follows the file.
const maxUnproven = 1 << 30

// errUnproven is the answer to an upload for whose file there is no room.
var errUnproven = failure(http.StatusTooManyRequests,
	"The mock server holds 1 GB of files that came before the fields which authenticate their uploads. "+
		"Send these fields before the file, or try again later.", "")

// reservation is what one upload has of all bytes of its kind.
type reservation struct {
	total *atomic.Int64
	own   int64
}

// reader returns a reader that reserves what it reads, and fails with errUnproven if that is too much.
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
	if r.total.Add(int64(n)) > maxUnproven {
		return 0, errUnproven
	}
	return n, err
}

// answerEarly makes the answer to an upload of unknown length one that does not wait for its body: net/http reads up to
// 256 KB of that before it sends the answer, unless the connection is closed with it. If the length is known, it reads
// less than that, to keep the connection, or nothing.
func answerEarly(w http.ResponseWriter, r *http.Request) {
	if o := operationOf(r); o != nil && o.Form() != nil && r.ContentLength < 0 {
		w.Header().Set("Connection", "close")
	}
}
