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
	MaxAssets   int                 // in a folder that is copied, moved or deleted; 0 for what the service allows
	PurgeQuota  int                 // purges in a calendar month, 0 for no limit
	URLEndpoint string              // of the account, normalized, without a slash at its end
	PrivateKey  string              // signs URLs
	OpenMedia   func(Content) Media // reads the bytes of a version
	Log         *slog.Logger        // of errors that no request gets
}

// Library is the state of an account. The lock of its store guards it. Under the lock, values are only looked up and
// replaced; files are read and values encoded without it. Every change goes through [Library.update] or a table.
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

	tokens          *store.Table[time.Time] // used upload tokens and when they expire
	tokensSwept     time.Time               // when expired ones were looked for
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

// OnChange sets two functions: changed is called for each change of a file, under the lock of the library, so it must
// not call the library. updated is called after changes, without the lock.
func (l *Library) OnChange(changed func(Change), updated func()) {
	l.onChange, l.onUpdated = changed, updated
}

// OnWebhook sets a function that is called with each webhook endpoint that is there, at once and whenever one changes;
// an endpoint that is deleted is not enabled. It is called under the lock of the library, so it must not call the
// library.
func (l *Library) OnWebhook(changed func(WebhookEndpoint)) {
	defer l.store.Lock()()
	l.onWebhook = changed
	for _, e := range l.webhooks.List() {
		changed(e)
	}
}

// Now returns the time of the library in UTC, in milliseconds as the service has it.
func (l *Library) Now() time.Time { return l.config.Now().UTC().Truncate(time.Millisecond) }

// NewID returns an id that nothing has.
func (l *Library) NewID() string { return l.config.NewID() }

// Blobs returns where the bytes of files are kept.
func (l *Library) Blobs() *store.Blobs { return l.store.Blobs() }
