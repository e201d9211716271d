package mockserver

import (
	"net/http"
	"path"

	"github.com/openimagekit/imagekit/gen/server"
)

// CreateFolder creates a folder and those above it.
func (a *api) CreateFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createFolder))
}

// createFolder succeeds if the folder is there already: afterwards it is what the request asked for.
//
// Assumed: the body is {}, which clients have to accept as they have to accept none.
func (a *api) createFolder(req server.CreateFolderRequest) (int, any, error) {
	if isDots(req.FolderName) {
		return 0, nil, invalid("folderName", "Dots alone are no name")
	}
	a.store.createFolder(path.Join(cleanFolder(req.ParentFolderPath), cleanName(req.FolderName, "-")))
	return http.StatusCreated, struct{}{}, nil
}

// DeleteFolder deletes a folder with everything in it.
func (a *api) DeleteFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.deleteFolder))
}

// deleteFolder refuses the root: nobody empties a whole library by a missing path.
//
// Assumed: the service refuses it too.
func (a *api) deleteFolder(req server.DeleteFolderRequest) (int, any, error) {
	p := folderPath(req.FolderPath)
	if p == "/" {
		return 0, nil, invalid("folderPath", "The root cannot be deleted")
	}
	return http.StatusNoContent, nil, a.store.removeFolder(p)
}

// createFolder is makeFolder for those who do not hold the lock.
func (s *store) createFolder(p string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeFolder(p)
}

// makeFolder creates a folder and those above it. The caller holds the lock.
func (s *store) makeFolder(p string) {
	if p == "/" || s.folders[p] != nil {
		return
	}
	s.makeFolder(path.Dir(p))
	now := s.now()
	s.folders[p] = &folder{id: s.newID(), path: p, order: s.next(), createdAt: now, updatedAt: now}
}

// removeFolder drops the files first, so that their temporary files go as well.
func (s *store) removeFolder(p string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folders[p] == nil {
		return errNoFolder
	}
	for _, f := range s.files {
		if within(f.path, p) {
			s.drop(f)
		}
	}
	for inner := range s.folders {
		if inner == p || within(inner, p) {
			delete(s.folders, inner)
		}
	}
	return nil
}

// subfolders returns the folders that match, in no order. match is called under the lock: it only looks.
func (s *store) subfolders(match func(*folder) bool) []*folder {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []*folder
	for _, f := range s.folders {
		if match(f) {
			found = append(found, f)
		}
	}
	return found
}
