package store

// WriteUnlocked writes records of one kind to the backend without the lock of the store, so that no change waits for
// them; nil deletes one. It is for records that no change depends on, such as statistics. The caller makes sure that
// they are not older than those that a change writes, that none are written while the collection is cleared, and that a
// change was made before, with which the backend gets the record of the format.
func (s *Store) WriteUnlocked(kind string, values map[string]any) error {
	if s.backend == nil || len(values) == 0 {
		return nil
	}
	records, err := encode(values)
	if err != nil {
		return err
	}
	return s.writeChanges(map[string]map[string][]byte{kind: records})
}
