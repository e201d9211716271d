package mockserver

import (
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/gen/server"
)

// maxVersions is how many versions a file can have.
const maxVersions = 100

// store is the media library. One lock guards it all; under it nothing is read, decoded or sent, only looked up and replaced.
type store struct {
	mu      sync.RWMutex
	now     func() time.Time
	newID   func() string
	files   map[string]*file // by id; the same files as in paths
	paths   map[string]*file
	folders map[string]*folder // by path, without the root
	count   int                // of everything that was ever created: breaks ties between equal dates
}

func newStore(now func() time.Time, newID func() string) *store {
	return &store{
		// The service tells milliseconds.
		now:   func() time.Time { return now().UTC().Truncate(time.Millisecond) },
		newID: newID,
		files: map[string]*file{}, paths: map[string]*file{}, folders: map[string]*folder{},
	}
}

// file is a path in the library and what was stored there. Its id is that of its first version.
type file struct {
	id, path string
	order    int        // of creation
	versions []*version // oldest first, never empty; the last one is current
}

// version is never changed once it is stored: a change stores a copy, so that readers need no lock.
type version struct {
	id                   string
	number               int // as in "Version 2"; not reused
	createdAt, updatedAt time.Time

	blob  *blob
	mime  string
	image *imageInfo // nil if it is no image
	meta  *lazyMetadata

	// Lists and maps are replaced as a whole, never changed.
	tags           []string
	aiTags         []server.AITag
	customMetadata map[string]any
	coordinates    string // empty if there are none
	description    string
	private        bool
	published      bool
}

// folder is never changed. The root is not among them.
type folder struct {
	id, path             string
	order                int
	createdAt, updatedAt time.Time
}

// asset is one version of a file as it was at some moment. It stays valid without the lock; only its bytes may be gone.
type asset struct {
	*version
	fileID, path string
	order        int
	current      bool
}

func (f *file) current() asset { return f.asset(len(f.versions) - 1) }

// asset returns version i with what it needs of the file.
func (f *file) asset(i int) asset {
	return asset{version: f.versions[i], fileID: f.id, path: f.path, order: f.order, current: i == len(f.versions)-1}
}

// name is the last element of the path.
func (a asset) name() string { return path.Base(a.path) }

// get returns the current version of a file.
func (s *store) get(id string) (asset, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if f := s.files[id]; f != nil {
		return f.current(), nil
	}
	return asset{}, errNoFile
}

// atPath returns the current version of the file at a path, published or not.
func (s *store) atPath(p string) (asset, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if f := s.paths[p]; f != nil {
		return f.current(), true
	}
	return asset{}, false
}

// addition is a file to store.
type addition struct {
	folder, name string
	unique       bool // make the name unique
	overwrite    bool // an existing file may get a new version
	version      version
	// merge takes over what the new version keeps of the old one.
	merge func(next, old *version)
}

// add stores a file, or a new version of the file that has its path, and creates the folders that it needs. Nothing changes if it
// fails.
//
// Assumed: a version that is one too many is refused, and a folder does not stand in the way of a file of the same path.
func (s *store) add(a addition) (asset, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pathFor(a)
	v := a.version
	v.createdAt = s.now()
	v.updatedAt = v.createdAt
	v.id, v.number = s.newID(), 1
	f := s.paths[p]
	switch {
	case f == nil:
		f = &file{id: v.id, path: p, order: s.next()}
	case !a.overwrite:
		return asset{}, errFileExists
	case len(f.versions) >= maxVersions:
		return asset{}, errTooManyVersions
	default:
		old := f.current().version
		v.number = old.number + 1
		a.merge(&v, old)
	}
	s.makeFolder(a.folder)
	f.versions = append(f.versions, &v)
	s.files[f.id], s.paths[p] = f, f
	return f.current(), nil
}

// pathFor returns the path that an addition gets. The caller holds the lock.
func (s *store) pathFor(a addition) string {
	p := path.Join(a.folder, a.name)
	if !a.unique {
		return p
	}
	for range 100 { // not for ever: the caller's ids may repeat
		if p = path.Join(a.folder, withSuffix(a.name, s.newID())); s.paths[p] == nil {
			break
		}
	}
	return p
}

// next numbers what is created. The caller holds the lock.
func (s *store) next() int {
	s.count++
	return s.count
}

// change edits the current version of a file, or all of them.
func (s *store) change(id string, all bool, edit func(*version) error) (asset, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	if f == nil {
		return asset{}, errNoFile
	}
	versions, err := f.edited(s.now(), all, edit)
	if err != nil {
		return asset{}, err
	}
	f.versions = versions
	return f.current(), nil
}

// changeAll edits the current versions of several files, or of none if one does not exist or cannot be edited.
func (s *store) changeAll(ids []string, edit func(*version) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	files, err := s.find(ids)
	if err != nil {
		return err
	}
	edited := make([][]*version, len(files))
	for i, f := range files {
		if edited[i], err = f.edited(s.now(), false, edit); err != nil {
			return err
		}
	}
	for i, f := range files {
		f.versions = edited[i]
	}
	return nil
}

// edited returns the versions of a file as they are after an edit, and leaves the file as it is.
func (f *file) edited(now time.Time, all bool, edit func(*version) error) ([]*version, error) {
	versions := slices.Clone(f.versions)
	first := len(versions) - 1
	if all {
		first = 0
	}
	for i := first; i < len(versions); i++ {
		next := *versions[i]
		next.updatedAt = now
		if err := edit(&next); err != nil {
			return nil, err
		}
		versions[i] = &next
	}
	return versions, nil
}

// remove deletes files for good, if all of them exist.
func (s *store) remove(ids ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	files, err := s.find(ids)
	if err != nil {
		return err
	}
	for _, f := range files {
		s.drop(f)
	}
	return nil
}

// find returns the files of these ids, or the error that names those that do not exist. The caller holds the lock.
func (s *store) find(ids []string) ([]*file, error) {
	var files []*file
	var missing []string
	for _, id := range ids {
		if f := s.files[id]; f != nil {
			files = append(files, f)
		} else {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		return nil, missingFiles(missing)
	}
	return files, nil
}

// drop removes a file and its bytes. A download that has begun goes on: it has the bytes open. The caller holds the lock.
func (s *store) drop(f *file) {
	delete(s.files, f.id)
	delete(s.paths, f.path)
	for _, v := range f.versions {
		v.blob.remove()
	}
}

// assets returns the versions of files that match, in no order. match is called under the lock: it only looks.
func (s *store) assets(match func(asset) bool) []asset {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []asset
	for _, f := range s.files {
		for i := range f.versions {
			if a := f.asset(i); match(a) {
				found = append(found, a)
			}
		}
	}
	return found
}

// within reports whether p lies in a folder, at any depth.
func within(p, folder string) bool {
	return folder == "/" || strings.HasPrefix(p, folder+"/")
}
