package mockserver

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// State is everything that a server has stored, in a fixed order. With [WithIDs] and [WithClock], equal requests make
// equal states. It has neither the bytes of files nor secrets.
type State struct {
	// Files has all versions, in the order of their paths, the oldest of a file first.
	Files []server.File `json:"files"`
	// Folders are in the order of their paths.
	Folders []server.Asset `json:"folders"`
	// Tables has everything else by the name of its kind, in the order of creation: as the API shows it where it does.
	Tables map[string][]any `json:"tables"`
}

// State returns everything that is stored.
func (s *Server) State() (State, error) { return s.api().state() }

func (a *api) state() (State, error) {
	a.settle()
	files, folders, records := a.contents()
	state := State{Files: make([]server.File, len(files)), Folders: make([]server.Asset, len(folders)), Tables: map[string][]any{}}
	for i, f := range files {
		state.Files[i] = a.fileModel(f)
	}
	for i, d := range folders {
		state.Folders[i] = folderModel(d)
	}
	for name, values := range records {
		shown, err := show(values)
		if err != nil {
			return State{}, err
		}
		state.Tables[name] = shown
	}
	return state, nil
}

// contents takes everything at one moment.
func (a *api) contents() (files []asset, folders []*folder, records map[string][]any) {
	defer a.lib.store.RLock()()
	for _, p := range slices.Sorted(maps.Keys(a.lib.paths)) {
		files = append(files, a.lib.paths[p].assets()...)
	}
	folders = slices.SortedFunc(maps.Values(a.lib.folders), func(x, y *folder) int { return cmp.Compare(x.Path, y.Path) })
	records = map[string][]any{
		"tokens": values(a.tokens), "purges": values(a.purges), "jobs": values(a.jobs), "seed": values(a.seeding),
		"origins": values(a.origins), "url-endpoints": values(a.endpoints), "saved-extensions": values(a.savedExtensions),
		"named-transformations": values(a.transformations), "custom-metadata-fields": values(a.metadataFields),
		"counters": values(a.counters.Table),
	}
	return files, folders, records
}

func values[T any](t *store.Table[T]) (all []any) {
	for _, v := range t.List() {
		all = append(all, v)
	}
	return all
}

// shaped is a record that the API shows in a form of its own.
type shaped interface{ shape() any }

// show makes JSON values of records, without their secrets.
func show(records []any) ([]any, error) {
	shown := make([]any, len(records))
	for i, r := range records {
		if s, ok := r.(shaped); ok {
			r = s.shape()
		}
		data, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		var value any
		if err := json.Unmarshal(data, &value); err != nil {
			return nil, err
		}
		shown[i] = dropSecrets(value)
	}
	return shown, nil
}

// dropSecrets removes every field that has the name of a secret, at any depth.
func dropSecrets(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, field := range v {
			if contract.IsSecret(name) {
				delete(v, name)
			} else {
				v[name] = dropSecrets(field)
			}
		}
	case []any:
		for i, element := range v {
			v[i] = dropSecrets(element)
		}
	}
	return value
}

func (j job) shape() any { return j.model() }

func (p purge) shape() any { return server.PurgeCacheResult{RequestID: &p.ID} }

// shape of an origin that the API could not show is what is known of it; its secrets are dropped later.
func (o origin) shape() any {
	model, err := o.model()
	if err != nil {
		return o.Settings
	}
	return model
}

func (f metadataField) shape() any {
	return struct {
		server.CustomMetadataField
		Deleted bool `json:"deleted,omitempty"`
	}{f.Model, f.Deleted}
}
