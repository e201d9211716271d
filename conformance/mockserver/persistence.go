package mockserver

import (
	"errors"
	"io"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Store keeps what a server has beyond its own life: records, which are small and of several kinds, and blobs, the
// bytes of files. Package boltstore has one that keeps them in a folder. Everything is read when a server starts or is
// reset, and only written from then on.
//
// A store belongs to one server at a time. Its methods are called concurrently. The caller who made it closes it, after
// the server. An error of a method fails the request that needs it: clients get the status 500.
type Store interface {
	// Records calls yield for every record, in any order, and stops with its first error. Kinds and keys are those of
	// Write. The value need not stay valid after the call.
	Records(yield func(kind, key string, value []byte) error) error
	// Write replaces and deletes records, by kind and then by key: all of them, or none if it returns an error. A nil
	// value deletes a record, which need not exist. Kinds and keys are UTF-8 text of 1 to 4096 bytes, values are JSON.
	// An upload is acknowledged when Write has returned, so the changes should be safe by then.
	Write(changes map[string]map[string][]byte) error
	// PutBlob reads r to its end, keeps the bytes and returns a new name for them, which is not empty. It keeps nothing
	// if r fails.
	PutBlob(r io.Reader) (name string, err error)
	// OpenBlob opens a blob for reading; several readers can be open at once, and go on when the blob is deleted.
	OpenBlob(name string) (io.ReadSeekCloser, error)
	// DeleteBlob deletes a blob. The error for one that does not exist wraps fs.ErrNotExist.
	DeleteBlob(name string) error
	// Blobs returns the size of every blob in bytes, by its name. The server deletes those that no record names.
	Blobs() (sizes map[string]int64, err error)
}

// The store of users is the one that the library works with.
var _ store.Backend = Store(nil)

// WithStore keeps everything in a store, so that a later server with the same store goes on where this one stopped.
// Without it everything is in memory, and gone with the server.
func WithStore(s Store) Option {
	return func(c *config) error {
		if s == nil {
			return errors.New("the store is nil")
		}
		c.store = s
		return nil
	}
}
