package store

import "github.com/go-json-experiment/json"

// WriteApart writes records of one kind to the backend without the lock of the store, so that no change waits for them;
// nil deletes one. It is for records that no change depends on, such as statistics. The caller sees to it that they are
// not older than those that a change writes, and that the backend has the record of the format: a change was made.
func (s *Store) WriteApart(kind string, values map[string]any) error {
	if s.backend == nil || len(values) == 0 {
		return nil
	}
	records := map[string][]byte{}
	for key, value := range values {
		records[key] = nil
		if value == nil {
			continue
		}
		text, err := json.Marshal(value, recordOptions)
		if err != nil {
			return err
		}
		records[key] = text
	}
	return s.writeChanges(map[string]map[string][]byte{kind: records})
}
