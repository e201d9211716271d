package library

import "slices"

// Versions returns all versions of a file: the current one, then the others from newest to oldest.
func (l *Library) Versions(id string) ([]Asset, error) {
	defer l.store.RLock()()
	f := l.files[id]
	if f == nil {
		return nil, ErrFileNotFound
	}
	all := f.assets()
	slices.Reverse(all)
	return all, nil
}

// Version returns one version of a file, which can be the current one.
func (l *Library) Version(id, versionID string) (Asset, error) {
	defer l.store.RLock()()
	f, i, err := l.findVersion(id, versionID)
	if err != nil {
		return Asset{}, err
	}
	return f.asset(i), nil
}

// DeleteVersion permanently deletes an older version of a file. It refuses the current one.
func (l *Library) DeleteVersion(id, versionID string) error {
	return l.update(func(t *tx) error {
		f, i, err := t.findVersion(id, versionID)
		if err != nil {
			return err
		}
		gone := f.asset(i)
		if gone.Current {
			return ErrVersionIsCurrent
		}
		f.Versions = slices.Delete(slices.Clone(f.Versions), i, i+1)
		t.Release(gone.Blob)
		t.touchFile(f, VersionDeleted, gone)
		return nil
	})
}

// RestoreVersion makes an older version the current one. The version keeps its id and number. RestoreVersion refuses
// the current version, which the service cannot restore either.
func (l *Library) RestoreVersion(id, versionID string) (restored Asset, err error) {
	err = l.update(func(t *tx) error {
		f, i, err := t.findVersion(id, versionID)
		if err != nil {
			return err
		}
		if f.asset(i).Current {
			return ErrVersionAlreadyCurrent
		}
		v := *f.Versions[i]
		v.UpdatedAt = t.Now()
		t.replaceVersions(f, append(slices.Delete(slices.Clone(f.Versions), i, i+1), &v))
		restored = f.current()
		return nil
	})
	return restored, err
}

// findVersion returns a file and the index of one of its versions. The caller holds the lock.
func (l *Library) findVersion(id, versionID string) (*file, int, error) {
	f := l.files[id]
	if f == nil {
		return nil, 0, ErrFileNotFound
	}
	i := f.find(versionID)
	if i < 0 {
		return nil, 0, ErrVersionNotFound
	}
	return f, i, nil
}
