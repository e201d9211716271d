package imagekit

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/openimagekit/imagekit/internal/multipart"
)

// Source is the file of an upload: the result of one of the From functions. The zero value is no file, which uploads
// refuse.
//
// Bytes are streamed while they are sent: an upload needs a few hundred kilobytes of memory, however large the file is.
// The request says how long it is whenever the source tells. If the source fails, the upload fails with its error, and
// what was sent by then is not taken for a file. A source serves one upload at a time, and several one after the other
// if it can be rewound. When an upload returns, its source is not read any more, unless the context ended while a Read
// was blocked: that one may still return.
type Source struct{ source multipart.Source }

// String describes the source in at most a few hundred bytes: where the file comes from and its size, without its
// content and without the query of a URL.
func (s Source) String() string { return s.source.String() }

// Format implements [fmt.Formatter]: it prints what String returns, whatever the verb.
func (s Source) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// LogValue implements [slog.LogValuer]: it logs what String returns.
func (s Source) LogValue() slog.Value { return slog.StringValue(s.String()) }

// FromReader uploads what r gives until it ends. The size is known if r can seek, such as an [os.File], or has a Len
// method, such as a [bytes.Buffer]; otherwise see [FromSizedReader]. A reader that can seek is read from where it
// stands, and rewound to there if the request has to be sent again. It is never closed. A nil reader, nil pointers in
// the interface included, and one whose Seek or Len panics or gives a negative number are refused by the upload, with
// an [ArgumentError].
func FromReader(r io.Reader) Source { return Source{multipart.FromReader(r, -1)} }

// FromSizedReader is [FromReader] for a reader of size bytes that does not tell its size itself, such as the body of a
// response. The upload fails if r turns out to be shorter or longer. A negative size is unknown, as in the
// ContentLength of a response.
func FromSizedReader(r io.Reader, size int64) Source { return Source{multipart.FromReader(r, size)} }

// FromPath uploads the regular file at a path of this machine. It is opened when the upload begins and closed when it
// ends. A directory, named pipe, socket or device is refused: open a pipe yourself and use [FromReader]. Opening a file
// on a network file system that does not respond can block beyond the end of the context, because no system call ends
// that.
func FromPath(path string) Source { return Source{multipart.FromPath(path)} }

// FromBytes uploads data, which must not change until the upload has ended.
func FromBytes(data []byte) Source { return Source{multipart.FromBytes(data)} }

// FromURL lets the service fetch the file from an HTTP URL, which must answer within 8 seconds.
func FromURL(rawURL string) Source { return Source{multipart.FromURL(rawURL)} }

// FromBase64 uploads a file that is given in base64; the service decodes it.
func FromBase64(encoded string) Source { return Source{multipart.FromText(encoded)} }

// FromDataURI uploads a file that is given as a data URI, such as "data:image/png;base64,iVBORw0…".
func FromDataURI(uri string) Source { return Source{multipart.FromDataURI(uri)} }
