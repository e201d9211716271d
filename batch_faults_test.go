package imagekit_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// A file that is deleted by a request whose answer is lost is deleted, also if another one of the batch does not exist.
func TestClient_DeleteFiles_LostResponseWithMissingFile(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	addFault(t, srv, mockserver.Fault{
		Operation: "bulkDeleteFiles", Kind: mockserver.FaultResetAfterExecution, After: 1,
		Count: 1,
	})
	for id, err := range ik.DeleteFiles(t.Context(), slices.Values(append(ids, "none"))) {
		if errors.Is(err, imagekit.ErrNotFound) != (id == "none") {
			t.Errorf("%s: got %v", id, err)
		}
	}
}

// An answer that is cut does not tell which file is missing: nothing may be said of the others.
func TestClient_AddTags_CutResponse(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	addFault(t, srv, mockserver.Fault{Operation: "bulkAddTags", Kind: mockserver.FaultResetDuringResponse, Count: 1})
	for id, err := range ik.AddTags(t.Context(), slices.Values(append(ids, "none")), []string{"a"}) {
		if errors.Is(err, imagekit.ErrNotFound) && id != "none" {
			t.Errorf("%s is there: got %v", id, err)
		}
	}
}
