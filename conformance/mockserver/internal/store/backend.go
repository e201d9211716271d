package store

import "io"

// Backend stores records and bytes permanently. Users implement it as mockserver.Store, which documents the methods.
type Backend interface {
	Records(yield func(kind, key string, value []byte) error) error
	Write(changes map[string]map[string][]byte) error
	PutBlob(r io.Reader) (name string, err error)
	OpenBlob(name string) (io.ReadSeekCloser, error)
	DeleteBlob(name string) error
	Blobs() (sizes map[string]int64, err error)
}

// Wipe deletes all records and bytes of a backend. It does nothing if the backend is nil.
func Wipe(b Backend) error {
	if b == nil {
		return nil
	}
	if err := wipeRecords(b); err != nil {
		return err
	}
	return deleteBlobs(b, func(string) bool { return false })
}

func wipeRecords(b Backend) error {
	changes := map[string]map[string][]byte{}
	err := b.Records(func(kind, key string, _ []byte) error {
		if changes[kind] == nil {
			changes[kind] = map[string][]byte{}
		}
		changes[kind][key] = nil
		return nil
	})
	if err != nil || len(changes) == 0 {
		return err
	}
	return b.Write(changes)
}
