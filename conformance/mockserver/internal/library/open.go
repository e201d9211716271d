package library

import (
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Open returns a library with the records of its backend.
func Open(c Config) (*Library, error) {
	l := &Library{store: store.New(c.Backend), config: c, onChange: func(Change) {}, onUpdated: func() {}}
	l.onWebhook = func(WebhookEndpoint) {}
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
	l.webhooks = store.NewTable[WebhookEndpoint](l.store, "webhook-endpoints", ErrWebhookNotFound)
	l.counters = newCounters(l.store, c)
	return l, l.store.Load()
}
