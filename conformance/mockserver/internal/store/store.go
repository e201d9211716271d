package store

import (
	"cmp"
	"errors"
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// ErrClosed is the error of changes and uploads after [Store.Close].
var ErrClosed = errors.New("the store is closed")

// recordOptions allow any text that clients have sent in a record, and distinguish empty texts from absent ones.
var recordOptions = json.JoinOptions(
	jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true), jsonv1.OmitEmptyWithLegacySemantics(true))

// Store has the records and the bytes of one library. One lock guards all collections. Code that holds it looks up and
// replaces values; it does not read files or send responses.
type Store struct {
	mu          sync.RWMutex
	backend     Backend // nil to keep everything in memory
	collections []Collection
	blobs       *Blobs
	beforeWrite func(*Tx)
	hasFormat   bool  // the backend has the record of the format
	count       int   // the last number in the order of creation, which orders equal dates
	broken      error // if not nil, all changes fail with it
}

// Collection has the records of one kind in memory. The store calls its methods under the lock.
type Collection interface {
	// Kind returns the name of the kind, which is unique in a store.
	Kind() string
	// Clear deletes all records in memory.
	Clear()
	// Load adds a record from the backend and returns its position in the order of creation.
	Load(r Record) (order int, err error)
	// Loaded is called after all records are loaded.
	Loaded()
}

// Record is a record of a backend.
type Record struct {
	Key   string
	value []byte
	blobs *resolver
}

// Decode decodes the value of the record into v.
func (r Record) Decode(v any) error { return json.Unmarshal(r.value, v, recordOptions) }

// Resolve connects a decoded blob to its stored bytes. Records that name the same bytes get the same blob.
func (r Record) Resolve(b **Blob) error { return r.blobs.resolve(b) }

// New returns an empty store. The backend is nil for a store in memory. Add collections before [Store.Load].
func New(backend Backend) *Store {
	return &Store{backend: backend, blobs: newBlobs(backend), beforeWrite: func(*Tx) {}}
}

// Add clears a collection and adds it to the store.
func (s *Store) Add(c Collection) {
	c.Clear()
	s.collections = append(s.collections, c)
}

// BeforeWrite sets a function that can add records to every change. It runs under the lock.
func (s *Store) BeforeWrite(add func(*Tx)) { s.beforeWrite = add }

// Blobs returns the storage for bytes.
func (s *Store) Blobs() *Blobs { return s.blobs }

// Load loads the records of the backend and deletes bytes that no record names, which are those of uploads that were
// never confirmed.
func (s *Store) Load() error {
	if s.backend == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.load()
	if err != nil {
		return err
	}
	return deleteBlobs(s.backend, known)
}

// load replaces the records in memory by those of the backend. known reports whether a record names a blob.
func (s *Store) load() (known func(blob string) bool, err error) {
	s.clear()
	sizes, err := s.backend.Blobs()
	if err != nil {
		return nil, err
	}
	blobs := &resolver{files: s.backend, sizes: sizes, known: map[string]*Blob{}}
	byKind := map[string]Collection{}
	for _, c := range s.collections {
		byKind[c.Kind()] = c
	}
	var format formatChecker
	var damaged error // the first record that cannot be loaded
	err = s.backend.Records(func(kind, key string, value []byte) error {
		c := byKind[kind]
		if format.see(kind, key, value) || c == nil || damaged != nil {
			return nil
		}
		order, err := c.Load(Record{key, value, blobs})
		s.count, damaged = max(s.count, order), err
		return nil
	})
	for _, c := range s.collections {
		c.Loaded()
	}
	s.hasFormat = format.version != ""
	return blobs.has, cmp.Or(err, format.check(), damaged)
}

func (s *Store) clear() {
	s.count, s.hasFormat = 0, false
	for _, c := range s.collections {
		c.Clear()
	}
}

// Wipe deletes all records and, if there is a backend, all bytes.
func (s *Store) Wipe() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	if s.backend == nil {
		return nil
	}
	return Wipe(s.backend)
}

// RLock locks the store for reading and returns a function that unlocks it.
func (s *Store) RLock() (unlock func()) {
	s.mu.RLock()
	return s.mu.RUnlock
}

// Lock locks the store without a change of records, and returns a function that unlocks it.
func (s *Store) Lock() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

// Next returns the next number in the order of creation. The caller holds the lock for changes.
func (s *Store) Next() int {
	s.count++
	return s.count
}

// Update runs a change of records, and is the only way to change them. If edit fails, it must not have changed
// anything. When Update returns nil, the backend has the change. Released bytes are deleted after that, because records
// of the backend name them until then.
func (s *Store) Update(edit func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	tx := &Tx{store: s, values: map[string]map[string]any{}}
	if err := edit(tx); err != nil {
		return err
	}
	s.beforeWrite(tx)
	if err := s.write(tx); err != nil {
		return s.undo(err)
	}
	for _, b := range tx.released {
		b.Release()
	}
	for _, do := range tx.committed {
		do()
	}
	return nil
}

// write writes a change to the backend.
func (s *Store) write(tx *Tx) error {
	if s.backend == nil || len(tx.values) == 0 {
		return nil
	}
	changes := map[string]map[string][]byte{}
	if !s.hasFormat {
		changes[formatKind] = map[string][]byte{formatKey: []byte(formatVersion)}
	}
	for kind, values := range tx.values {
		records, err := encode(values)
		if err != nil {
			return err
		}
		changes[kind] = records
	}
	if err := s.writeChanges(changes); err != nil {
		return err
	}
	s.hasFormat = true
	return nil
}

// encode returns encoded records of one kind. Those that are deleted are nil.
func encode(values map[string]any) (map[string][]byte, error) {
	records := map[string][]byte{}
	for key, value := range values {
		records[key] = nil
		if value == nil {
			continue
		}
		text, err := json.Marshal(value, recordOptions)
		if err != nil {
			return nil, err
		}
		records[key] = text
	}
	return records, nil
}

// writeChanges calls the backend. It returns a panic as an error, so that the change in memory is undone in this case
// too.
func (s *Store) writeChanges(changes map[string]map[string][]byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the store panicked: %v", p)
		}
	}()
	return s.backend.Write(changes)
}

// undo loads the records of the backend again after a change that it did not write. If that fails too, all further
// changes fail, because memory and backend would differ.
func (s *Store) undo(cause error) error {
	if _, err := s.load(); err != nil {
		s.broken = fmt.Errorf("the library cannot be changed any more because its store failed: %w",
			errors.Join(cause, err))
		return s.broken
	}
	return fmt.Errorf("the change is undone because the store failed to write it: %w", cause)
}

// Close runs a last change for the function of [Store.BeforeWrite], deletes temporary files, and makes all further
// changes fail with [ErrClosed]. It does not close the backend. A second call does nothing.
func (s *Store) Close() error {
	err := s.Update(func(*Tx) error { return nil })
	if errors.Is(err, ErrClosed) {
		return nil
	}
	s.mu.Lock()
	s.broken = ErrClosed
	s.mu.Unlock()
	return errors.Join(err, s.blobs.close())
}

// Tx is a transaction.
type Tx struct {
	store     *Store
	values    map[string]map[string]any // by kind and key; nil for records that are deleted
	released  []*Blob
	committed []func()
}

// Put adds or replaces a record. The value is encoded at the end of the transaction.
func (tx *Tx) Put(kind, key string, value any) {
	if tx.values[kind] == nil {
		tx.values[kind] = map[string]any{}
	}
	tx.values[kind][key] = value
}

// Delete deletes a record.
func (tx *Tx) Delete(kind, key string) { tx.Put(kind, key, nil) }

// Release releases a blob after the transaction has succeeded.
func (tx *Tx) Release(b *Blob) { tx.released = append(tx.released, b) }

// OnCommit adds a function that runs after the transaction has succeeded, under the lock.
func (tx *Tx) OnCommit(do func()) { tx.committed = append(tx.committed, do) }

// Next returns the next number in the order of creation.
func (tx *Tx) Next() int { return tx.store.Next() }
