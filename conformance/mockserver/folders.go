package mockserver

import (
	"cmp"
	"net/http"
	"path"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/internal/names"
)

// CreateFolder creates a folder and those above it.
func (a *api) CreateFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createFolder))
}

// createFolder succeeds if the folder is there already: afterwards it is what the request asked for.
//
// Assumed: the body of the answer is {}, which clients have to accept as they have to accept none.
func (a *api) createFolder(req server.CreateFolderRequest) (int, any, error) {
	if isDots(req.FolderName) {
		return 0, nil, errFolderDots
	}
	err := a.lib.createFolder(path.Join(names.Folder(req.ParentFolderPath), names.FolderName(req.FolderName)))
	return http.StatusCreated, struct{}{}, err
}

// DeleteFolder deletes a folder with everything in it.
func (a *api) DeleteFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.deleteFolder))
}

// deleteFolder refuses the root: nobody empties a whole library by a missing path.
//
// Assumed: the service refuses to delete the root too.
func (a *api) deleteFolder(req server.DeleteFolderRequest) (int, any, error) {
	p := folderPath(req.FolderPath)
	if p == "/" {
		return 0, nil, invalid("folderPath", "The root cannot be deleted")
	}
	return http.StatusNoContent, nil, a.lib.removeFolder(p)
}

// createFolder is makeFolder for those who do not hold the lock.
func (l *library) createFolder(p string) error {
	return l.update(func(t *tx) error {
		t.makeFolder(p)
		return nil
	})
}

// removeFolder drops the files first, so that their bytes go as well.
func (l *library) removeFolder(p string) error {
	return l.update(func(t *tx) error {
		if t.folders[p] == nil {
			return errNoFolder
		}
		for _, f := range t.filesIn(p) {
			t.drop(f)
		}
		for _, inner := range t.foldersIn(p) {
			t.dropFolder(inner)
		}
		return nil
	})
}

// subfolders returns the folders that match, in the order of their creation. match is called under the lock: it only
// looks.
func (l *library) subfolders(match func(*folder) bool) []*folder {
	defer l.store.RLock()()
	var found []*folder
	for _, f := range l.folders {
		if match(f) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(x, y *folder) int { return cmp.Compare(x.Order, y.Order) })
	return found
}
