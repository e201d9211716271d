package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileVersions responds with all versions of a file.
func (a *api) GetFileVersions(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	versions, err := a.lib.Versions(fileID)
	a.answer(w, r)(http.StatusOK, modelsOf(versions, a.fileModel), err)
}

// GetFileVersionDetails responds with one version of a file, which can be the current one.
func (a *api) GetFileVersionDetails(
	w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID,
) {
	a.answer(w, r)(a.fileAnswer(a.lib.Version(fileID, versionID)))
}

// DeleteFileVersion deletes an older version permanently.
func (a *api) DeleteFileVersion(
	w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID,
) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteVersion(fileID, versionID))
}

// RestoreFileVersion makes an older version the current one.
func (a *api) RestoreFileVersion(
	w http.ResponseWriter, r *http.Request, fileID server.FileID, versionID server.VersionID,
) {
	a.answer(w, r)(a.fileAnswer(a.lib.RestoreVersion(fileID, versionID)))
}
