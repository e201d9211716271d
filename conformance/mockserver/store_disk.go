package mockserver

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Buckets of the database beside those of the tables.
const (
	filesBucket   = "files"   // by id
	foldersBucket = "folders" // by the digest of the path
)

// lockTimeout is how long a server waits for another one that has the same folder.
const lockTimeout = time.Second

// disk remembers the library in a folder: a database for what is known about files, and one file for the bytes of each.
// A nil disk remembers nothing.
type disk struct {
	db    *bolt.DB
	blobs *blobs // that the database tells of
}

// blobsFolder is where the bytes are in the folder.
func blobsFolder(folder string) string { return filepath.Join(folder, "blobs") }

// guarded runs what reads the database: a damaged one makes the library that reads it panic, or touch memory that is
// not there.
func guarded(folder string, read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the database in %s is damaged: %v", folder, p)
		}
	}()
	return read()
}

// openDisk opens the folder, and makes it if there is none. Bytes without a database are an error: what they belong to
// is lost, and a new database would take them for rubbish.
func openDisk(folder string) (*disk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "library.db")
	if info, err := os.Stat(file); (err != nil || info.Size() == 0) && hasBlobs(blobsFolder(folder)) {
		return nil, fmt.Errorf("the database in %s is gone, and the bytes of files are still there", folder)
	}
	db, err := bolt.Open(file, 0o600, &bolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("the folder %s is in use by another server", folder)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database in %s: %w", folder, err)
	}
	return &disk{db, &blobs{}}, nil
}

func (d *disk) close() error {
	if d == nil {
		return nil
	}
	return d.db.Close()
}

// commit writes what a write has done, all of it or nothing, and returns when it is on the disk.
func (d *disk) commit(s *store, w writing) error {
	if d == nil || len(w.files)+len(w.folders)+len(w.records) == 0 {
		return nil
	}
	return d.db.Update(func(tx *bolt.Tx) error {
		for f := range w.files {
			if err := save(tx, filesBucket, f.ID, f, f.gone); err != nil {
				return err
			}
		}
		for p := range w.folders {
			if err := save(tx, foldersBucket, digest(p), s.folders[p], s.folders[p] == nil); err != nil {
				return err
			}
		}
		for key, value := range w.records {
			if err := save(tx, key.table, key.id, value, value == nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// digest makes a key of a text that may be longer than keys can be.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// save writes one value as JSON, or removes it.
func save(tx *bolt.Tx, bucket, key string, value any, gone bool) error {
	b, err := tx.CreateBucketIfNotExists([]byte(bucket))
	if err != nil {
		return err
	}
	if gone {
		return b.Delete([]byte(key))
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return b.Put([]byte(key), data)
}

// clear forgets everything.
func (d *disk) clear() error {
	if d == nil {
		return nil
	}
	return d.db.Update(func(tx *bolt.Tx) error {
		var names [][]byte
		err := tx.ForEach(func(name []byte, _ *bolt.Bucket) error {
			names = append(names, slices.Clone(name))
			return nil
		})
		for _, name := range names {
			err = errors.Join(err, tx.DeleteBucket(name))
		}
		return err
	})
}

// wipe empties the library, on the disk too.
func (d *disk) wipe(s *store) error {
	if d == nil {
		s.forget()
		return nil
	}
	if err := d.clear(); err != nil {
		return err
	}
	sweep, err := d.load(s)
	return errors.Join(err, sweep())
}

// load gives the store what the disk remembers, in place of what it has. sweep removes bytes that nobody has.
func (d *disk) load(s *store) (sweep func() error, err error) {
	s.forget()
	resolve, sweep := d.blobs.resolve()
	return sweep, d.db.View(func(tx *bolt.Tx) error {
		for _, t := range s.tables {
			err := each(tx, t.tableName(), func(id string, data []byte) error {
				order, err := t.load(id, data)
				s.count = max(s.count, order)
				return err
			})
			if err != nil {
				return err
			}
		}
		return errors.Join(loadFolders(tx, s), loadFiles(tx, s, resolve))
	})
}

// undo brings back what the disk has, after a change that it did not take. If that is not possible either, nothing is
// changed any more: memory and disk would tell different things.
func (s *store) undo(cause error) error {
	if _, err := s.disk.load(s); err != nil {
		s.broken = fmt.Errorf("the library cannot be changed any more, since the disk has failed: %w", errors.Join(cause, err))
		return s.broken
	}
	return fmt.Errorf("the change is undone, since the disk does not take it: %w", cause)
}

// forget empties the library, in memory only. The caller holds the lock.
func (s *store) forget() {
	s.files, s.paths, s.folders, s.byAge, s.count = map[string]*file{}, map[string]*file{}, map[string]*folder{}, nil, 0
	for _, t := range s.tables {
		t.clear()
	}
}

func loadFolders(tx *bolt.Tx, s *store) error {
	return each(tx, foldersBucket, func(_ string, data []byte) error {
		d := &folder{}
		if err := json.Unmarshal(data, d); err != nil {
			return err
		}
		s.folders[d.Path], s.count = d, max(s.count, d.Order)
		return nil
	})
}

func loadFiles(tx *bolt.Tx, s *store, resolve func(**blob) error) error {
	err := each(tx, filesBucket, func(id string, data []byte) error {
		f := &file{}
		if err := json.Unmarshal(data, f); err != nil {
			return err
		}
		for _, v := range f.Versions {
			v.meta = &lazyMetadata{}
			if err := resolve(&v.Blob); err != nil {
				return fmt.Errorf("file %s: %w", f.Path, err)
			}
		}
		s.files[id], s.paths[f.Path], s.count = f, f, max(s.count, f.Order)
		s.byAge = append(s.byAge, f)
		return nil
	})
	slices.SortFunc(s.byAge, func(x, y *file) int { return cmp.Compare(x.Order, y.Order) })
	return err
}

// each goes through a bucket, which need not exist.
func each(tx *bolt.Tx, bucket string, do func(key string, data []byte) error) error {
	b := tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	return b.ForEach(func(k, v []byte) error { return do(string(k), v) })
}
