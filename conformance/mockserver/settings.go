package mockserver

import "github.com/openimagekit/imagekit/gen/server"

// settings are the tables of what an account has beside its files.
type settings struct {
	origins         *table[origin]
	endpoints       *table[server.URLEndpoint]
	savedExtensions *table[server.SavedExtension]
	transformations *table[server.NamedTransformation]
	metadataFields  *table[metadataField]
	counters        *counters
}

func newSettings(s *store) *settings {
	return &settings{
		origins:         newTable[origin](s, "origins", errNoOrigin),
		endpoints:       newTable[server.URLEndpoint](s, "url-endpoints", errNoEndpoint),
		savedExtensions: newTable[server.SavedExtension](s, "saved-extensions", errNoSavedExtension),
		transformations: newTable[server.NamedTransformation](s, "named-transformations", errNoTransformation),
		metadataFields:  newTable[metadataField](s, "custom-metadata-fields", errNoField),
		counters:        newCounters(s),
	}
}
