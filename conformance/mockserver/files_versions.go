package mockserver

import (
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileVersions answers with all versions of a file.
func (a *api) GetFileVersions(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileVersions(fileID))
}

// fileVersions begins with the current version; the others follow, the newest first.
func (a *api) fileVersions(id string) (int, any, error) {
	history, err := a.lib.history(id)
	if err != nil {
		return 0, nil, err
	}
	models := []server.File{}
	for _, f := range slices.Backward(history) {
		models = append(models, a.fileModel(f))
	}
	return ok(models)
}

// GetFileVersionDetails answers with one version of a file, be it the current one.
func (a *api) GetFileVersionDetails(w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID) {
	a.answer(w, r)(a.fileAnswer(a.lib.getVersion(fileID, versionID)))
}

// DeleteFileVersion deletes an older version for good.
func (a *api) DeleteFileVersion(w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.removeVersion(fileID, versionID))
}

// RestoreFileVersion makes an older version the current one.
func (a *api) RestoreFileVersion(w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID) {
	a.answer(w, r)(a.fileAnswer(a.lib.restore(fileID, versionID)))
}

// removeVersion refuses the current version.
func (l *library) removeVersion(id, versionID string) error {
	return l.update(func(t *tx) error {
		f, i, err := t.findVersion(id, versionID)
		if err != nil {
			return err
		}
		gone := f.asset(i)
		if gone.current {
			return errCurrentVersion
		}
		f.Versions = slices.Delete(slices.Clone(f.Versions), i, i+1)
		t.Release(gone.Blob)
		t.touched(f, versionDeleted, gone)
		return nil
	})
}

// restore puts a version behind all others, with the id and the number that it had.
//
// Assumed: restoring the current version is refused.
func (l *library) restore(id, versionID string) (restored asset, err error) {
	err = l.update(func(t *tx) error {
		f, i, err := t.findVersion(id, versionID)
		if err != nil {
			return err
		}
		if f.asset(i).current {
			return errAlreadyCurrent
		}
		v := *f.Versions[i]
		v.UpdatedAt = t.now()
		t.replace(f, append(slices.Delete(slices.Clone(f.Versions), i, i+1), &v))
		restored = f.current()
		return nil
	})
	return restored, err
}

// findVersion is for functions that hold the lock.
func (t *tx) findVersion(id, versionID string) (*file, int, error) {
	f := t.files[id]
	if f == nil {
		return nil, 0, errNoFile
	}
	i := f.find(versionID)
	if i < 0 {
		return nil, 0, errNoVersion
	}
	return f, i, nil
}
