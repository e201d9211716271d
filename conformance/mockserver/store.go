package mockserver

import (
	"errors"
	"io"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Store keeps the state of a server when the server is closed: records, which are small and of several kinds, and
// blobs, the bytes of files. Package boltstore implements it in a folder. A server reads all records when it starts or
// is reset, and only writes them from then on.
//
// A store belongs to one server at a time. Its methods are called concurrently. The server does not close it: the
// caller does, after closing the server. An error of a method fails the request that needs it with status 500.
//
// The interface does not grow. What a later version uses besides will be an interface of its own that a store can
// implement as well.
type Store interface {
	// Records calls yield for every record, in any order, and returns the first error of yield. Kinds and keys are
	// those of Write. The value may be reused after the call.
	Records(yield func(kind, key string, value []byte) error) error
	// Write sets and deletes records, by kind and then by key: all of them, or none if it returns an error. A nil value
	// deletes a record, which need not exist. Kinds and keys are UTF-8 text of 1 to 4096 bytes, values are JSON. The
	// server answers a request after Write has returned, so the changes should be durable by then.
	Write(changes map[string]map[string][]byte) error
	// PutBlob reads r to its end, keeps the bytes and returns a new name for them, which is not empty. If r fails, it
	// returns that error and keeps nothing.
	PutBlob(r io.Reader) (name string, err error)
	// OpenBlob opens a blob for reading. Several readers can be open at once, and stay usable when the blob is deleted.
	OpenBlob(name string) (io.ReadSeekCloser, error)
	// DeleteBlob deletes a blob. The error for one that does not exist wraps fs.ErrNotExist.
	DeleteBlob(name string) error
	// Blobs returns the size of every blob in bytes, by its name. The server deletes those that no record names.
	Blobs() (sizes map[string]int64, err error)
}

// A Store is used as it is by the library.
var _ store.Backend = Store(nil)

// WithStore keeps the state of the server in a store, so that a later server with the same store continues with this
// state. By default, everything is in memory and lost when the server is closed. Faults, webhooks and the log of
// requests are always in memory, and statistics until the next change of the library or the end of the server. A store
// that a version of this package with another format of records has written is an error, and is not changed.
func WithStore(s Store) Option {
	return func(c *config) error {
		if s == nil {
			return errors.New("the store is nil")
		}
		c.store = s
		return nil
	}
}
