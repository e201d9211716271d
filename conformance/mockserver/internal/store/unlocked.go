package store

// WriteUnlocked writes records of one kind to the backend without the lock of the store, so that no change waits for
// them. A nil value deletes a record. It is for records that no change depends on, such as statistics. The caller must
// ensure that they do not replace newer ones that a change has written, that none are written while the collection is
// cleared, and that a change was made before, which writes the record of the format.
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
