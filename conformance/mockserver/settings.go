package mockserver

import (
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// settings are the tables of what an account has beside its files.
type settings struct {
	origins         *store.Table[origin]
	endpoints       *store.Table[server.URLEndpoint]
	savedExtensions *store.Table[server.SavedExtension]
	transformations *store.Table[server.NamedTransformation]
	metadataFields  *store.Table[metadataField]
	counters        *counters
}

func newSettings(l *library) *settings {
	return &settings{
		origins:         store.NewTable[origin](l.store, "origins", errNoOrigin),
		endpoints:       store.NewTable[server.URLEndpoint](l.store, "url-endpoints", errNoEndpoint),
		savedExtensions: store.NewTable[server.SavedExtension](l.store, "saved-extensions", errNoSavedExtension),
		transformations: store.NewTable[server.NamedTransformation](l.store, "named-transformations", errNoTransformation),
		metadataFields:  store.NewTable[metadataField](l.store, "custom-metadata-fields", errNoField),
		counters:        newCounters(l),
	}
}
