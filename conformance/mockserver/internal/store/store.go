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

// ErrClosed is what changes and uploads fail with after [Store.Close].
var ErrClosed = errors.New("the store is closed")

// recordOptions keep records readable whatever text clients have sent, and empty texts apart from absent ones.
var recordOptions = json.JoinOptions(
	jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true), jsonv1.OmitEmptyWithLegacySemantics(true))

// Store has the records and the bytes of one library. One lock guards all collections; under it nothing is read from
// files, decoded or sent, only looked up and replaced.
type Store struct {
	mu          sync.RWMutex
	backend     Backend // nil if everything is in memory
	collections []Collection
	blobs       *Blobs
	beforeWrite func(*Tx)
	hasFormat   bool  // the backend has the record of the format
	count       int   // of everything that was ever created: the order of equal dates
	broken      error // why nothing can be changed any more
}

// Collection is the records of one kind in memory. The store calls its methods under the lock.
type Collection interface {
	// Kind is the name of the kind, unique in a store.
	Kind() string
	// Clear forgets all records.
	Clear()
	// Load adds a record that the backend has, and returns its place in the order of creation.
	Load(r Record) (order int, err error)
	// Loaded is called when all records are there.
	Loaded()
}

// Record is a record as a backend keeps it.
type Record struct {
	Key   string
	value []byte
	blobs *resolver
}

// Decode reads the value of the record.
func (r Record) Decode(v any) error { return json.Unmarshal(r.value, v, recordOptions) }

// Resolve connects a decoded blob with its bytes. Records that name the same bytes get the same blob.
func (r Record) Resolve(b **Blob) error { return r.blobs.resolve(b) }

// New makes an empty store. Collections are added before [Store.Load]. The backend is nil for a store in memory.
func New(backend Backend) *Store {
	return &Store{backend: backend, blobs: newBlobs(backend), beforeWrite: func(*Tx) {}}
}

// Add makes a collection part of the store, empty at first.
func (s *Store) Add(c Collection) {
	c.Clear()
	s.collections = append(s.collections, c)
}

// BeforeWrite sets a function that can add to every change what has waited for one. It runs under the lock.
func (s *Store) BeforeWrite(add func(*Tx)) { s.beforeWrite = add }

// Blobs returns where bytes are kept.
func (s *Store) Blobs() *Blobs { return s.blobs }

// Load reads what the backend has and deletes bytes that no record names: those of uploads that were never
// acknowledged.
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

// load replaces the records in memory by those of the backend. known reports whether a record names some bytes.
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

// Wipe deletes all records and, if there is a backend, its bytes.
func (s *Store) Wipe() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	if s.backend == nil {
		return nil
	}
	return Wipe(s.backend)
}

// RLock locks the store for reading and returns what unlocks it.
func (s *Store) RLock() (unlock func()) {
	s.mu.RLock()
	return s.mu.RUnlock
}

// Lock locks the store for what changes no record, and returns what unlocks it.
func (s *Store) Lock() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

// Next numbers what is created. The caller holds the lock for changes.
func (s *Store) Next() int {
	s.count++
	return s.count
}

// Update runs a change of records: the only way to make one. If edit fails, it must not have changed anything. When
// Update returns without an error, the backend has the change. Bytes that nobody needs any more go last: until the
// backend knows that, the next process would look for them.
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

// write hands a change to the backend.
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

// encode returns records of one kind as a backend keeps them, nil for those that are deleted.
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

// writeChanges calls the backend. A panic is an error like others: the change in memory has to be undone then too.
func (s *Store) writeChanges(changes map[string]map[string][]byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the store has panicked: %v", p)
		}
	}()
	return s.backend.Write(changes)
}

// undo brings back what the backend has, after a change that it did not take. If that fails too, nothing is changed any
// more: memory and backend would differ.
func (s *Store) undo(cause error) error {
	if _, err := s.load(); err != nil {
		s.broken = fmt.Errorf("the library cannot be changed any more, since its store has failed: %w",
			errors.Join(cause, err))
		return s.broken
	}
	return fmt.Errorf("the change is undone, since the store does not take it: %w", cause)
}

// Close writes what has waited for a change, deletes temporary files, and refuses all further changes. It does not
// close the backend. A second call does nothing.
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

// Tx is a change that is being made.
type Tx struct {
	store     *Store
	values    map[string]map[string]any // by kind and key; nil for records that are deleted
	released  []*Blob
	committed []func()
}

// Put notes that a record is new or has changed. The value is encoded when the change is complete.
func (tx *Tx) Put(kind, key string, value any) {
	if tx.values[kind] == nil {
		tx.values[kind] = map[string]any{}
	}
	tx.values[kind][key] = value
}

// Delete notes that a record is gone.
func (tx *Tx) Delete(kind, key string) { tx.Put(kind, key, nil) }

// Release gives up bytes when the change has succeeded.
func (tx *Tx) Release(b *Blob) { tx.released = append(tx.released, b) }

// OnCommit sets a function that runs when the change has succeeded, under the lock.
func (tx *Tx) OnCommit(do func()) { tx.committed = append(tx.committed, do) }

// Next numbers what is created.
func (tx *Tx) Next() int { return tx.store.Next() }
