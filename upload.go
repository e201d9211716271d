package imagekit

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/openimagekit/imagekit/internal/multipart"
)

// Source is the file of an upload: the result of one of the From functions. An upload refuses the zero value, which
// contains no file, with an [ArgumentError].
//
// The file is streamed while it is sent: an upload needs a few hundred kilobytes of memory, however large the file is.
// The request has a Content-Length if the size of the file is known. If the source fails, the upload fails with its
// error, and the service does not store what was sent before. A source can be used for one upload at a time, and for
// several in sequence if it can be rewound. A source is not read after its upload has returned, except that a Read
// which was blocked when the context ended may return later.
type Source struct{ source multipart.Source }

// String describes the source in at most a few hundred bytes: where the file comes from and its size, without its
// content and without the query of a URL.
func (s Source) String() string { return s.source.String() }

// Format implements [fmt.Formatter]: it prints what String returns, whatever the verb.
func (s Source) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// LogValue implements [slog.LogValuer]: it logs what String returns.
func (s Source) LogValue() slog.Value { return slog.StringValue(s.String()) }

// FromReader uploads the bytes that r returns until [io.EOF]. The size is known if r can seek, such as an [os.File], or
// has a Len method, such as a [bytes.Buffer]; otherwise see [FromSizedReader]. A reader that can seek is read from its
// current offset, and rewound to that offset if the request must be sent again. A reader is never closed. The upload
// fails with an [ArgumentError] if r is nil or contains a nil pointer, or if its Seek or Len panics or returns a
// negative number.
func FromReader(r io.Reader) Source { return Source{multipart.FromReader(r, -1)} }

// FromSizedReader is like [FromReader], for a reader of size bytes that can neither seek nor has a Len method, such as
// the body of a response. The upload fails if r turns out to be shorter or longer. A negative size means that it is
// unknown, as in the ContentLength of a response.
func FromSizedReader(r io.Reader, size int64) Source { return Source{multipart.FromReader(r, size)} }

// FromPath uploads the regular file at a path of this machine. The upload opens the file when it begins and closes it
// when it ends. A directory, named pipe, socket or device is refused: open a pipe yourself and use [FromReader].
// Opening a file on a network file system that does not respond can block beyond the end of the context, because the
// system call cannot be interrupted.
func FromPath(path string) Source { return Source{multipart.FromPath(path)} }

// FromBytes uploads data, which must not change until the upload has ended. Empty or nil data is an empty file.
func FromBytes(data []byte) Source { return Source{multipart.FromBytes(data)} }

// FromURL makes the service fetch the file from an absolute http or https URL. The server of the URL must answer within
// 8 seconds. The upload fails with an [ArgumentError] for any other text.
func FromURL(rawURL string) Source { return Source{multipart.FromURL(rawURL)} }

// FromBase64 uploads a file that is given in base64, which must not be empty. The service decodes it.
func FromBase64(encoded string) Source { return Source{multipart.FromText(encoded)} }

// FromDataURI uploads a file that is given as a data URI, such as "data:image/png;base64,iVBORw0…".
func FromDataURI(uri string) Source { return Source{multipart.FromDataURI(uri)} }
