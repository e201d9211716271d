package library

import (
	"maps"
	"slices"
)

// Contents is everything in a library at one moment.
type Contents struct {
	Files                []Asset   // all versions by path, the oldest of a file first
	Folders              []*Folder // in the order of their paths
	Fields               []Field   // not the deleted ones; this and the following lists are in the order of creation
	SavedExtensions      []SavedExtension
	NamedTransformations []NamedTransformation
	Origins              []Origin
	URLEndpoints         []URLEndpoint
	WebhookEndpoints     []WebhookEndpoint
	Jobs                 []Job
	Purges               []Purge
}

// Contents returns everything.
func (l *Library) Contents() Contents {
	defer l.store.RLock()()
	c := Contents{
		Fields:               existing(l.fields.List()),
		SavedExtensions:      l.savedExtensions.List(),
		NamedTransformations: l.transformations.List(),
		Origins:              l.origins.List(),
		URLEndpoints:         l.listEndpoints(),
		WebhookEndpoints:     l.webhooks.List(),
		Jobs:                 l.jobs.List(),
		Purges:               l.purges.List(),
	}
	for _, p := range slices.Sorted(maps.Keys(l.folders)) {
		c.Folders = append(c.Folders, l.folders[p])
	}
	for _, p := range slices.Sorted(maps.Keys(l.paths)) {
		c.Files = append(c.Files, l.paths[p].assets()...)
	}
	return c
}
