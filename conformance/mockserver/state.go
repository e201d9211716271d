package mockserver

import (
	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// State is everything that a server has stored, except the bytes of files and secrets. It has the types that clients
// get from the API, in a fixed order. With [WithIDs] and [WithClock], the same requests lead to the same state.
type State struct {
	// Files has all versions of all files, sorted by path, the oldest version of a file first.
	Files []imagekit.File `json:"files"`
	// Folders are sorted by path.
	Folders []imagekit.Asset `json:"folders"`

	// These and all following lists are in the order of creation. CustomMetadataFields does not have deleted fields.
	CustomMetadataFields []imagekit.CustomMetadataField `json:"customMetadataFields"`
	SavedExtensions      []imagekit.SavedExtension      `json:"savedExtensions"`
	NamedTransformations []imagekit.NamedTransformation `json:"namedTransformations"`
	Origins              []imagekit.Origin              `json:"origins"`
	// URLEndpoints begins with the default URL endpoint, which every account has.
	URLEndpoints []imagekit.URLEndpoint `json:"urlEndpoints"`
	// WebhookEndpoints has the webhook endpoints that were created through the API, without their secrets.
	WebhookEndpoints []imagekit.WebhookEndpoint `json:"webhookEndpoints"`
	// Jobs has the jobs that copy, move or rename folders, including completed ones.
	Jobs []imagekit.BulkJob `json:"jobs"`
	// Purges has the purges of the cache, including completed ones.
	Purges []Purge `json:"purges"`
}

// Purge is a purge of the cache. Status is the status that the next request for it will get.
type Purge struct {
	RequestID string               `json:"requestId"`
	Status    imagekit.PurgeStatus `json:"status"`
}

// State returns everything that is stored, except the bytes of files and secrets.
func (s *Server) State() (State, error) {
	m, err := s.apiAfterDueJobs().state()
	if err != nil {
		return State{}, err
	}
	text, err := encode(m)
	if err != nil {
		return State{}, err
	}
	var state State
	return state, decode(text, &state)
}

// stateModel is [State] with the models of responses, which distinguish null from absent.
type stateModel struct {
	Files                []server.File                `json:"files"`
	Folders              []server.Asset               `json:"folders"`
	CustomMetadataFields []server.CustomMetadataField `json:"customMetadataFields"`
	SavedExtensions      []server.SavedExtension      `json:"savedExtensions"`
	NamedTransformations []server.NamedTransformation `json:"namedTransformations"`
	Origins              []any                        `json:"origins"`
	URLEndpoints         []server.URLEndpoint         `json:"urlEndpoints"`
	WebhookEndpoints     []server.WebhookEndpoint     `json:"webhookEndpoints"`
	Jobs                 []server.BulkJob             `json:"jobs"`
	Purges               []purgeModel                 `json:"purges"`
}

type purgeModel struct {
	RequestID string             `json:"requestId"`
	Status    server.PurgeStatus `json:"status"`
}

func (a *api) state() (m stateModel, err error) {
	c := a.lib.Contents()
	m = stateModel{
		Files:                modelsOf(c.Files, a.fileModel),
		Folders:              modelsOf(c.Folders, folderModel),
		CustomMetadataFields: modelsOf(c.Fields, fieldModel),
		NamedTransformations: modelsOf(c.NamedTransformations, namedTransformationModel),
		WebhookEndpoints: modelsOf(c.WebhookEndpoints, func(e library.WebhookEndpoint) server.WebhookEndpoint {
			e.Secret = ""
			return webhookEndpointModel(e)
		}),
		Jobs: modelsOf(c.Jobs, jobModel),
		Purges: modelsOf(c.Purges, func(p library.Purge) purgeModel {
			return purgeModel{p.ID, purgeState(a.lib.PurgeCompleted(p))}
		}),
	}
	if m.SavedExtensions, err = checkedModelsOf(c.SavedExtensions, savedExtensionModel); err != nil {
		return m, err
	}
	if m.Origins, err = checkedModelsOf(c.Origins, originModel); err != nil {
		return m, err
	}
	m.URLEndpoints, err = checkedModelsOf(c.URLEndpoints, endpointModel)
	return m, err
}
