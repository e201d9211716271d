package mockserver

import (
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// idRefusal is the documented answer to a request whose path has a text that cannot be an id. An id that the library
// knows is always allowed, whatever it looks like: see [WithIDs].
type idRefusal struct {
	operations []string
	parameter  string         // of the path
	unknown    []library.Code // errors that leave it open whether there is such an id, or say that there is none
	message    string
}

// idRefusals are in the order in which the parameters of a request are checked.
var idRefusals = []idRefusal{
	{
		on("getFileDetails", "updateFileDetails", "deleteFile",
			"getFileVersions", "getFileVersionDetails", "deleteFileVersion", "restoreFileVersion"),
		"fileId",
		[]library.Code{library.ErrFileNotFound},
		"Your request contains invalid fileId parameter.",
	},
	{
		on("getFileVersionDetails", "deleteFileVersion", "restoreFileVersion"),
		"versionId",
		[]library.Code{library.ErrFileNotFound, library.ErrVersionNotFound},
		"Your request contains invalid versionId parameter.",
	},
}

// malformedID returns the answer to a request that fails with an error of the library because its path has a text that
// cannot be an id. It returns nil if the error has another cause.
func (a *api) malformedID(r *http.Request, code library.Code) *apiError {
	c, _ := r.Context().Value(callKey{}).(call)
	if c.operation == nil {
		return nil
	}
	for _, refusal := range idRefusals {
		if slices.Contains(refusal.operations, c.operation.ID()) && slices.Contains(refusal.unknown, code) &&
			!a.ids.canBeID(c.path[refusal.parameter]) {
			return failure(http.StatusBadRequest, refusal.message, "")
		}
	}
	return nil
}
