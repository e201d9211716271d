package mockserver

import (
	"cmp"
	"encoding/json"
	"slices"
)

// table is a collection of records of one kind, in the order of their creation. Records are replaced as a whole, never
// changed, so that readers need the lock of the store for the look-up only.
type table[T any] struct {
	store   *store
	name    string
	missing *apiError // what a look-up of an unknown id fails with
	rows    map[string]row[T]
}

// row is a record and its place in the order.
type row[T any] struct {
	Order int
	Value T
}

// rows is a table without its type, as the disk and the dump of the state see it.
type rows interface {
	tableName() string
	load(id string, data []byte) (order int, err error)
	clear()
	dump() []any
}

// newTable makes a table that the store remembers under a name.
func newTable[T any](s *store, name string, missing *apiError) *table[T] {
	t := &table[T]{store: s, name: name, missing: missing, rows: map[string]row[T]{}}
	s.tables = append(s.tables, t)
	return t
}

func (t *table[T]) tableName() string { return t.name }

func (t *table[T]) clear() { t.rows = map[string]row[T]{} }

func (t *table[T]) load(id string, data []byte) (int, error) {
	var r row[T]
	if err := json.Unmarshal(data, &r); err != nil {
		return 0, err
	}
	t.rows[id] = r
	return r.Order, nil
}

// all returns the records, oldest first.
func (t *table[T]) all() []T {
	t.store.mu.RLock()
	defer t.store.mu.RUnlock()
	return t.list()
}

// get returns the record of an id, or the table's own error.
func (t *table[T]) get(id string) (T, error) {
	t.store.mu.RLock()
	defer t.store.mu.RUnlock()
	return t.lookUp(id)
}

// create adds a record if check, which gets the others, has nothing against it.
func (t *table[T]) create(id string, value T, check func(others []T) error) error {
	return t.store.write(func() error {
		if err := check(t.list()); err != nil {
			return err
		}
		t.set(id, value)
		return nil
	})
}

// change replaces a record by what edit makes of it, and returns that.
func (t *table[T]) change(id string, edit func(old T) (T, error)) (changed T, err error) {
	err = t.store.write(func() error {
		old, err := t.lookUp(id)
		if err != nil {
			return err
		}
		if changed, err = edit(old); err != nil {
			return err
		}
		t.set(id, changed)
		return nil
	})
	return changed, err
}

// delete removes a record, which must exist.
func (t *table[T]) delete(id string) error {
	return t.store.write(func() error {
		if _, err := t.lookUp(id); err != nil {
			return err
		}
		t.unset(id)
		return nil
	})
}

// The methods below are for functions that hold the lock; set and unset for those that run in [store.write].

func (t *table[T]) list() []T {
	sorted := make([]row[T], 0, len(t.rows))
	for _, r := range t.rows {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(x, y row[T]) int { return cmp.Compare(x.Order, y.Order) })
	values := make([]T, len(sorted))
	for i, r := range sorted {
		values[i] = r.Value
	}
	return values
}

func (t *table[T]) dump() []any {
	var values []any
	for _, v := range t.list() {
		values = append(values, v)
	}
	return values
}

func (t *table[T]) lookUp(id string) (T, error) {
	r, ok := t.rows[id]
	if !ok {
		return r.Value, t.missing
	}
	return r.Value, nil
}

func (t *table[T]) set(id string, value T) {
	r, ok := t.rows[id]
	if !ok {
		r.Order = t.store.next()
	}
	r.Value = value
	t.rows[id] = r
	t.store.touchedRecord(recordKey{t.name, id}, r)
}

func (t *table[T]) unset(id string) {
	delete(t.rows, id)
	t.store.touchedRecord(recordKey{t.name, id}, nil)
}

func (s *store) touchedRecord(key recordKey, value any) {
	if s.pending.records == nil {
		s.pending.records = map[recordKey]any{}
	}
	s.pending.records[key] = value
}
