package library

import (
	"log/slog"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Config is what a library needs.
type Config struct {
	Backend     store.Backend // nil if everything is in memory
	Now         func() time.Time
	NewID       func() string       // is called under the lock of the library
	JobDuration time.Duration       // of bulk jobs and purges
	URLEndpoint string              // of the account, without a slash at its end
	PrivateKey  string              // signs URLs
	OpenMedia   func(Content) Media // what can be read from the bytes of a version
	Log         *slog.Logger        // of what fails without a request
}

// Library is the state of an account. The lock of its store guards it; under the lock nothing is read from files,
// decoded or sent, only looked up and replaced. Every change goes through [Library.update].
type Library struct {
	store     *store.Store
	config    Config
	urls      *urlbuilder.Builder
	onChange  func(Change)
	onUpdated func()

	files   map[string]*file // by id; the same files as in paths and byAge
	paths   map[string]*file
	byAge   []*file            // in the order of creation
	folders map[string]*Folder // by path, without the root

	tokens          *store.Table[time.Time] // used upload tokens and when they expire
	purges          *store.Table[Purge]
	jobs            *store.Table[Job]
	seeding         *store.Table[string] // how far the seed is
	origins         *store.Table[Origin]
	endpoints       *store.Table[URLEndpoint]
	savedExtensions *store.Table[SavedExtension]
	transformations *store.Table[NamedTransformation]
	fields          *store.Table[Field]
	counters        *counters
}

// Open makes a library with what its backend has.
func Open(c Config) (*Library, error) {
	l := &Library{store: store.New(c.Backend), config: c, onChange: func(Change) {}, onUpdated: func() {}}
	var err error
	if l.urls, err = l.builder(""); err != nil {
		return nil, err
	}
	l.store.Add(fileRecords{l})
	l.store.Add(folderRecords{l})
	l.tokens = store.NewTable[time.Time](l.store, "tokens", errNoRecord)
	l.purges = store.NewTable[Purge](l.store, "purges", ErrPurgeNotFound)
	l.jobs = store.NewTable[Job](l.store, "jobs", ErrJobNotFound)
	l.seeding = store.NewTable[string](l.store, "seed", errNoRecord)
	l.origins = store.NewTable[Origin](l.store, "origins", ErrOriginNotFound)
	l.endpoints = store.NewTable[URLEndpoint](l.store, "url-endpoints", ErrEndpointNotFound)
	l.savedExtensions = store.NewTable[SavedExtension](l.store, "saved-extensions", ErrSavedExtensionNotFound)
	l.transformations = store.NewTable[NamedTransformation](l.store, "named-transformations", ErrTransformationNotFound)
	l.fields = store.NewTable[Field](l.store, "custom-metadata-fields", ErrFieldNotFound)
	l.counters = newCounters(l)
	return l, l.store.Load()
}

// Close saves what has waited for a change, deletes temporary files, and refuses all further changes. It does not close
// the backend. A second call does nothing.
func (l *Library) Close() error { return l.store.Close() }

// OnChange sets who is told of changes of files. changed is called under the lock of the library: it only takes note.
// updated is called after each change, without the lock.
func (l *Library) OnChange(changed func(Change), updated func()) {
	l.onChange, l.onUpdated = changed, updated
}

// Now returns the time of the library, in milliseconds as the service tells it.
func (l *Library) Now() time.Time { return l.config.Now().UTC().Truncate(time.Millisecond) }

// NewID returns an id that nothing has.
func (l *Library) NewID() string { return l.config.NewID() }

// Blobs returns where the bytes of files are kept.
func (l *Library) Blobs() *store.Blobs { return l.store.Blobs() }
