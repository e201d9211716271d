package store

import (
	"cmp"
	"slices"
)

// Table is a collection of records of one type, in the order of their creation. Values are replaced, never modified, so
// that readers need the lock only for the look-up.
type Table[T any] struct {
	store   *Store
	kind    string
	missing error // for look-ups of unknown keys
	rows    map[string]Row[T]
}

// Row is a record and its position in the order of creation.
type Row[T any] struct {
	Order int
	Value T
}

// NewTable adds a table to a store. missing is the error of look-ups of unknown keys.
func NewTable[T any](s *Store, kind string, missing error) *Table[T] {
	t := &Table[T]{store: s, kind: kind, missing: missing}
	s.Add(t)
	return t
}

// Kind implements [Collection].
func (t *Table[T]) Kind() string { return t.kind }

// Clear implements [Collection].
func (t *Table[T]) Clear() { t.rows = map[string]Row[T]{} }

// Load implements [Collection].
func (t *Table[T]) Load(r Record) (order int, err error) {
	var row Row[T]
	if err := r.Decode(&row); err != nil {
		return 0, err
	}
	t.rows[r.Key] = row
	return row.Order, nil
}

// Loaded implements [Collection].
func (t *Table[T]) Loaded() {}

// All returns the values, oldest first.
func (t *Table[T]) All() []T {
	defer t.store.RLock()()
	return t.List()
}

// Get returns the value of a key, or the table's error for unknown keys.
func (t *Table[T]) Get(key string) (T, error) {
	defer t.store.RLock()()
	return t.LookUp(key)
}

// Create adds a record. If check is not nil, it is called first with the other records and can refuse the new one.
func (t *Table[T]) Create(key string, value T, check func(others []T) error) error {
	return t.store.Update(func(tx *Tx) error {
		if check != nil {
			if err := check(t.List()); err != nil {
				return err
			}
		}
		t.Set(tx, key, value)
		return nil
	})
}

// Change replaces a value by the result of edit, and returns the new value.
func (t *Table[T]) Change(key string, edit func(old T) (T, error)) (changed T, err error) {
	err = t.store.Update(func(tx *Tx) error {
		old, err := t.LookUp(key)
		if err != nil {
			return err
		}
		if changed, err = edit(old); err != nil {
			return err
		}
		t.Set(tx, key, changed)
		return nil
	})
	return changed, err
}

// Remove deletes a record, which must exist.
func (t *Table[T]) Remove(key string) error {
	return t.store.Update(func(tx *Tx) error {
		if _, err := t.LookUp(key); err != nil {
			return err
		}
		t.Unset(tx, key)
		return nil
	})
}

// The callers of the methods below hold the lock, by [Store.RLock], [Store.Lock] or [Store.Update].

// List returns the values, oldest first.
func (t *Table[T]) List() []T {
	rows := t.Rows()
	values := make([]T, len(rows))
	for i, r := range rows {
		values[i] = r.Value
	}
	return values
}

// Rows returns the records, oldest first.
func (t *Table[T]) Rows() []Row[T] {
	rows := make([]Row[T], 0, len(t.rows))
	for _, r := range t.rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y Row[T]) int { return cmp.Compare(x.Order, y.Order) })
	return rows
}

// LookUp is [Table.Get] under the lock.
func (t *Table[T]) LookUp(key string) (T, error) {
	r, ok := t.rows[key]
	if !ok {
		return r.Value, t.missing
	}
	return r.Value, nil
}

// Len returns the number of records.
func (t *Table[T]) Len() int { return len(t.rows) }

// Each calls do with every key and value, in no particular order.
func (t *Table[T]) Each(do func(key string, value T)) {
	for key, r := range t.rows {
		do(key, r.Value)
	}
}

// Set adds or replaces a record.
func (t *Table[T]) Set(tx *Tx, key string, value T) { tx.Put(t.kind, key, t.replace(key, value)) }

func (t *Table[T]) replace(key string, value T) Row[T] {
	r, ok := t.rows[key]
	if !ok {
		r.Order = t.store.Next()
	}
	r.Value = value
	t.rows[key] = r
	return r
}

// Unset deletes a record.
func (t *Table[T]) Unset(tx *Tx, key string) {
	delete(t.rows, key)
	tx.Delete(t.kind, key)
}
