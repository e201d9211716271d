package imagekit_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestClient_DeleteFiles_LostResponseWithMissingFile checks that a file counts as deleted if the response to the
// request that deleted it is lost, even if another file of the batch does not exist.
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

// TestClient_AddTags_CutResponse cuts the response that names the missing file. The client must not report an existing
// file as missing.
func TestClient_AddTags_CutResponse(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	addFault(t, srv, mockserver.Fault{Operation: "bulkAddTags", Kind: mockserver.FaultResetDuringResponse, Count: 1})
	for id, err := range ik.AddTags(t.Context(), slices.Values(append(ids, "none")), []string{"a"}) {
		if errors.Is(err, imagekit.ErrNotFound) && id != "none" {
			t.Errorf("%s exists, got error %v", id, err)
		}
	}
}
