package mockserver

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// maxVersions is how many versions a file can have.
const maxVersions = 100

// library is the media library. The lock of its store guards it; under it nothing is read, decoded or sent, only looked
// up and replaced. Every change goes through [library.update].
type library struct {
	store   *store.Store
	now     func() time.Time
	newID   func() string
	notify  func(change)     // is told of changes, under the lock: it only takes note
	after   func()           // runs after each change of files, without the lock
	files   map[string]*file // by id; the same files as in paths and byAge
	paths   map[string]*file
	byAge   []*file            // in the order of creation
	folders map[string]*folder // by path, without the root
}

func newLibrary(s *store.Store, now func() time.Time, newID func() string) *library {
	l := &library{
		store: s,
		// The service tells milliseconds.
		now:    func() time.Time { return now().UTC().Truncate(time.Millisecond) },
		newID:  newID,
		notify: func(change) {},
		after:  func() {},
	}
	s.Add(fileRecords{l})
	s.Add(folderRecords{l})
	return l
}

// file is a path in the library and what was stored there. Its id is that of its first version.
type file struct {
	ID, Path string
	Order    int        // of creation
	Numbers  int        // of versions, given so far
	Versions []*version // oldest first, never empty; the last one is current
	gone     bool       // deleted by the write that runs
}

// version is never changed once it is stored: a change stores a copy, so that readers need no lock.
type version struct {
	ID                   string
	Number               int // as in "Version 2"; not reused
	CreatedAt, UpdatedAt time.Time

	Blob   *store.Blob
	Mime   string
	Format string     // jpg, png and so on
	Image  *imageInfo // nil if it is no image
	meta   *lazyMetadata

	// Lists and maps are replaced as a whole, never changed.
	Tags           []string
	AITags         []server.AITag
	CustomMetadata map[string]any
	Coordinates    string // empty if there are none
	Description    string
	Private        bool
	Published      bool
}

// folder is never changed. The root is not among them.
type folder struct {
	ID, Path             string
	Order                int
	CreatedAt, UpdatedAt time.Time
	CustomMetadata       map[string]any
}

// asset is one version of a file as it was at some moment. It stays valid without the lock; only its bytes may be gone.
type asset struct {
	*version
	fileID, path string
	order        int
	current      bool
}

func (f *file) current() asset { return f.asset(len(f.Versions) - 1) }

// asset returns version i with what it needs of the file.
func (f *file) asset(i int) asset {
	return asset{version: f.Versions[i], fileID: f.ID, path: f.Path, order: f.Order, current: i == len(f.Versions)-1}
}

// assets returns all versions, oldest first.
func (f *file) assets() []asset {
	all := make([]asset, len(f.Versions))
	for i := range all {
		all[i] = f.asset(i)
	}
	return all
}

// find returns the index of a version, -1 if there is none of this id.
func (f *file) find(versionID string) int {
	return slices.IndexFunc(f.Versions, func(v *version) bool { return v.ID == versionID })
}

// name is the last element of the path.
func (a asset) name() string { return path.Base(a.path) }

// get returns the current version of a file.
func (l *library) get(id string) (asset, error) {
	defer l.store.RLock()()
	if f := l.files[id]; f != nil {
		return f.current(), nil
	}
	return asset{}, errNoFile
}

// history returns all versions of a file, oldest first.
func (l *library) history(id string) ([]asset, error) {
	defer l.store.RLock()()
	if f := l.files[id]; f != nil {
		return f.assets(), nil
	}
	return nil, errNoFile
}

// getVersion returns one version of a file.
func (l *library) getVersion(id, versionID string) (asset, error) {
	all, err := l.history(id)
	if err != nil {
		return asset{}, err
	}
	i := slices.IndexFunc(all, func(a asset) bool { return a.ID == versionID })
	if i < 0 {
		return asset{}, errNoVersion
	}
	return all[i], nil
}

// atPath returns the current version of the file at a path, published or not.
func (l *library) atPath(p string) (asset, bool) {
	defer l.store.RLock()()
	if f := l.paths[p]; f != nil {
		return f.current(), true
	}
	return asset{}, false
}

// hasFolder reports whether there is a folder at a path; the root always is.
func (l *library) hasFolder(p string) bool {
	defer l.store.RLock()()
	return p == "/" || l.folders[p] != nil
}

// within reports whether p lies in a folder, at any depth.
func within(p, folder string) bool {
	return folder == "/" || strings.HasPrefix(p, folder+"/")
}

// The methods below are for functions that hold the lock.

// filesIn returns the files in a folder at any depth, oldest first.
func (l *library) filesIn(folder string) []*file {
	var found []*file
	for _, f := range l.byAge {
		if !f.gone && within(f.Path, folder) {
			found = append(found, f)
		}
	}
	return found
}

// foldersIn returns a folder and those in it at any depth, in the order of their paths: each comes behind those above
// it.
func (l *library) foldersIn(folder string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l.folders)), func(p string) bool { return p != folder && !within(p, folder) })
}
