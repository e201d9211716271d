package library

import (
	"log/slog"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Config configures a [Library].
type Config struct {
	Backend     store.Backend // nil to keep everything in memory
	Now         func() time.Time
	NewID       func() string       // called under the lock of the library
	JobDuration time.Duration       // of bulk jobs and purges
	MaxAssets   int                 // in a folder that is copied, moved or deleted; 0 for the limit of the service
	PurgeQuota  int                 // purges per calendar month; 0 for no limit
	URLEndpoint string              // of the account, normalised, without a trailing slash
	PrivateKey  string              // signs URLs
	OpenMedia   func(Content) Media // reads the bytes of a version
	Log         *slog.Logger        // for errors that no request returns
}

// Library is the state of an account. The lock of its store guards it. Code that holds the lock looks up and replaces
// values; it does not read files or encode responses. Every change goes through [Library.update] or a table.
type Library struct {
	store     *store.Store
	config    Config
	urls      *urlbuilder.Builder
	onChange  func(Change)
	onUpdated func()
	onWebhook func(WebhookEndpoint)

	files   map[string]*file // by id; the same files as in paths and byAge
	paths   map[string]*file
	byAge   []*file            // in the order of creation
	folders map[string]*Folder // by path, without the root

	tokens          *store.Table[time.Time] // expiry times of used upload tokens
	tokensSwept     time.Time               // when expired ones were last deleted
	purges          *store.Table[Purge]
	jobs            *store.Table[Job]
	seeding         *store.Table[string] // progress of the seed
	origins         *store.Table[Origin]
	endpoints       *store.Table[URLEndpoint]
	savedExtensions *store.Table[SavedExtension]
	transformations *store.Table[NamedTransformation]
	fields          *store.Table[Field]
	webhooks        *store.Table[WebhookEndpoint]
	counters        *counters
}

// Close saves unsaved counters, deletes temporary files, and makes all further changes fail. It does not close the
// backend. A second call does nothing.
func (l *Library) Close() error {
	l.counters.wait() // a change saves no counters while batches are being written
	err := l.store.Close()
	l.counters.wait()
	return err
}

// OnChange sets two functions. changed is called for each change of a file, under the lock of the library, and must not
// call the library. updated is called after changes, without the lock.
func (l *Library) OnChange(changed func(Change), updated func()) {
	l.onChange, l.onUpdated = changed, updated
}

// OnWebhook calls changed with all existing webhook endpoints, and from then on with each one that is created, updated
// or deleted; a deleted one is passed as not enabled. changed is called under the lock of the library and must not call
// the library.
func (l *Library) OnWebhook(changed func(WebhookEndpoint)) {
	defer l.store.Lock()()
	l.onWebhook = changed
	for _, e := range l.webhooks.List() {
		changed(e)
	}
}

// Now returns the time of the library in UTC, truncated to milliseconds as in the service.
func (l *Library) Now() time.Time { return l.config.Now().UTC().Truncate(time.Millisecond) }

// NewID returns a new id.
func (l *Library) NewID() string { return l.config.NewID() }

// Blobs returns the storage for the bytes of files.
func (l *Library) Blobs() *store.Blobs { return l.store.Blobs() }
