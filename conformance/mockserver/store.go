package mockserver

import (
	"errors"
	"io"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Store keeps the state of a server after the server is closed: records, which are small and of several kinds, and
// blobs, which are the bytes of files. Package boltstore implements it in a folder. A server reads all records when it
// starts and when it is reset; after that, it only writes records.
//
// A store belongs to one server at a time. The server calls its methods concurrently. The caller must close the store
// after the server. If a method fails, the request that needs it gets status 500.
//
// This interface will not get more methods. If later versions need more, they will use an additional interface that a
// store can implement.
type Store interface {
	// Records calls yield for every record, in any order, until yield returns an error, and returns this error. Kinds
	// and keys are those of Write. The store may reuse the value after the call.
	Records(yield func(kind, key string, value []byte) error) error
	// Write sets and deletes records, by kind and then by key. It applies all changes, or none if it returns an error.
	// A nil value deletes a record, which need not exist. Kinds and keys are UTF-8 text of 1 to 4096 bytes, values are
	// JSON. The server responds to a request after Write has returned, so the changes should be durable then.
	Write(changes map[string]map[string][]byte) error
	// PutBlob reads r to its end, stores the bytes, and returns a new name for them, which is not empty. If r fails,
	// PutBlob returns the error of r and stores nothing.
	PutBlob(r io.Reader) (name string, err error)
	// OpenBlob opens a blob for reading. Several readers can be open at once. They can be used after the blob is
	// deleted.
	OpenBlob(name string) (io.ReadSeekCloser, error)
	// DeleteBlob deletes a blob. The error for one that does not exist wraps fs.ErrNotExist.
	DeleteBlob(name string) error
	// Blobs returns the sizes of all blobs in bytes, by name. The server deletes the blobs that no record refers to.
	Blobs() (sizes map[string]int64, err error)
}

// The library uses a Store directly.
var _ store.Backend = Store(nil)

// WithStore keeps the state of the server in a store. A later server with the same store continues with this state. By
// default, everything is in memory and lost when the server is closed. Faults, webhook events and the log of requests
// are always in memory. Statistics are in memory until the next change of the library, or until the server is closed.
// It is an error if another version of this package has written the store in another format; then the store is not
// changed.
func WithStore(s Store) Option {
	return func(c *config) error {
		if s == nil {
			return errors.New("the store is nil")
		}
		c.store = s
		return nil
	}
}
