// Package boltstore keeps the state of a mock server in a folder: in a bbolt database, and in one file for the bytes of
// each upload. A later server continues with this state, even if the earlier server was killed.
//
//	store, err := boltstore.Open("testdata/library")
//	// ...
//	defer store.Close()
//	srv, err := mockserver.Listen("127.0.0.1:8484", mockserver.WithStore(store))
//
// Only programs that import this package link bbolt.
package boltstore

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const (
	// lockTimeout is how long Open waits for another store that uses the same folder.
	lockTimeout = time.Second
	// blobPrefix is the prefix of the names of files with blobs. Files with other names do not belong to the store.
	blobPrefix = "upload-"
)

// Store implements mockserver.Store in a folder; see [Open]. It is safe for concurrent use, but belongs to one server
// at a time.
type Store struct {
	folder string
	db     *bolt.DB
}

// Open opens the store in a folder. It creates the folder and the store if they do not exist. If another store uses the
// folder, in this or another process, Open waits up to a second and then fails. It also fails if the database is
// damaged, or if it is missing although there are files with blobs.
func Open(folder string) (*Store, error) {
	s := &Store{folder: folder}
	if err := guarded(folder, s.open); err != nil {
		return nil, fmt.Errorf("boltstore: %w", err)
	}
	return s, nil
}

func (s *Store) open() error {
	if s.folder == "" {
		return errors.New("the name of the folder must not be empty")
	}
	if err := os.MkdirAll(s.blobFolder(), 0o700); err != nil {
		return err
	}
	file := filepath.Join(s.folder, "library.db")
	if info, err := os.Stat(file); (err != nil || info.Size() == 0) && s.hasBlobs() {
		return fmt.Errorf("the database in %s is missing, but the bytes of files are there", s.folder)
	}
	db, err := bolt.Open(file, 0o600, &bolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return fmt.Errorf("the folder %s is in use by another server", s.folder)
	}
	if err != nil {
		return fmt.Errorf("opening the database in %s: %w", s.folder, err)
	}
	s.db = db
	return nil
}

// Close closes the database. The server must be closed before.
func (s *Store) Close() error { return s.db.Close() }

// guarded runs a function that uses the database and returns its panics and memory faults as errors. bbolt causes them
// if the database is damaged.
func guarded(folder string, use func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the database in %s is damaged: %v", folder, p)
		}
	}()
	return use()
}

// Records implements mockserver.Store. The values are valid only during the calls of yield.
func (s *Store) Records(yield func(kind, key string, value []byte) error) error {
	return guarded(s.folder, func() error {
		return s.db.View(func(tx *bolt.Tx) error {
			return tx.ForEach(func(kind []byte, b *bolt.Bucket) error {
				return b.ForEach(func(key, value []byte) error { return yield(string(kind), string(key), value) })
			})
		})
	})
}

// Write implements mockserver.Store. When it returns, all changes are on the disk. If it fails, none of them are.
func (s *Store) Write(changes map[string]map[string][]byte) error {
	return guarded(s.folder, func() error {
		return s.db.Update(func(tx *bolt.Tx) error { return writeRecords(tx, changes) })
	})
}

func writeRecords(tx *bolt.Tx, changes map[string]map[string][]byte) error {
	for kind, records := range changes {
		b, err := tx.CreateBucketIfNotExists([]byte(kind))
		if err != nil {
			return err
		}
		for key, value := range records {
			if err := writeRecord(b, key, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeRecord sets the value of a key. A nil value deletes the key.
func writeRecord(b *bolt.Bucket, key string, value []byte) error {
	if value == nil {
		return b.Delete([]byte(key))
	}
	return b.Put([]byte(key), value)
}

// PutBlob implements mockserver.Store. When it returns, the bytes are on the disk.
func (s *Store) PutBlob(r io.Reader) (name string, err error) {
	f, err := os.CreateTemp(s.blobFolder(), blobPrefix+"*")
	if err != nil {
		return "", err
	}
	if _, err = io.Copy(f, r); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return filepath.Base(f.Name()), nil
}

// OpenBlob implements mockserver.Store.
func (s *Store) OpenBlob(name string) (io.ReadSeekCloser, error) { return os.Open(s.blobFile(name)) }

// DeleteBlob implements mockserver.Store.
func (s *Store) DeleteBlob(name string) error { return os.Remove(s.blobFile(name)) }

// Blobs implements mockserver.Store.
func (s *Store) Blobs() (map[string]int64, error) {
	entries, err := os.ReadDir(s.blobFolder())
	if err != nil {
		return nil, err
	}
	sizes := map[string]int64{}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), blobPrefix) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted after ReadDir
		}
		if err != nil {
			return nil, err
		}
		sizes[e.Name()] = info.Size()
	}
	return sizes, nil
}

// hasBlobs reports whether the folder has files with blobs.
func (s *Store) hasBlobs() bool {
	sizes, err := s.Blobs()
	return err == nil && len(sizes) > 0
}

func (s *Store) blobFolder() string { return filepath.Join(s.folder, "blobs") }

func (s *Store) blobFile(name string) string { return filepath.Join(s.blobFolder(), name) }
