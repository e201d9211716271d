package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/gen/server"
)

// The operations that have no handler yet. Whoever writes one deletes its stub here.

func (a *api) ListOrigins(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) CreateOrigin(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) DeleteOrigin(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) GetOrigin(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) UpdateOrigin(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) ListURLEndpoints(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) CreateURLEndpoint(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) DeleteURLEndpoint(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) GetURLEndpoint(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) UpdateURLEndpoint(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) GetUsage(w http.ResponseWriter, r *http.Request, _ server.GetUsageParams) { a.stub(w, r) }

func (a *api) GetUsageAnalytics(w http.ResponseWriter, r *http.Request, _ server.GetUsageAnalyticsParams) {
	a.stub(w, r)
}

func (a *api) GetCustomMetadataFields(w http.ResponseWriter, r *http.Request, _ server.GetCustomMetadataFieldsParams) {
	a.stub(w, r)
}

func (a *api) CreateCustomMetadataField(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) DeleteCustomMetadataField(w http.ResponseWriter, r *http.Request, _ string) {
	a.stub(w, r)
}

func (a *api) UpdateCustomMetadataField(w http.ResponseWriter, r *http.Request, _ string) {
	a.stub(w, r)
}

func (a *api) ListNamedTransformations(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) CreateNamedTransformation(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) DeleteNamedTransformation(w http.ResponseWriter, r *http.Request, _ string) {
	a.stub(w, r)
}

func (a *api) GetNamedTransformation(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) UpdateNamedTransformation(w http.ResponseWriter, r *http.Request, _ string) {
	a.stub(w, r)
}

func (a *api) ListSavedExtensions(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) CreateSavedExtension(w http.ResponseWriter, r *http.Request) { a.stub(w, r) }

func (a *api) DeleteSavedExtension(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) GetSavedExtension(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

func (a *api) UpdateSavedExtension(w http.ResponseWriter, r *http.Request, _ string) { a.stub(w, r) }

// stub names the operation as the document does.
func (a *api) stub(w http.ResponseWriter, r *http.Request) {
	a.fail(w, r, notYet(callOf(r).route.Operation.OperationID))
}
