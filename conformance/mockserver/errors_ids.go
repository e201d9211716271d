package mockserver

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// idRefusal is the documented answer to a request whose path has a text that cannot be an id. An id that the library
// knows is always allowed, whatever it looks like: see [WithIDs].
type idError struct {
	operations []string
	parameter  string         // of the path
	unknown    []library.Code // errors that leave it open whether there is such an id, or say that there is none
	message    string
	form       *regexp.Regexp // of other ids beside those of [idForm], nil if there are none
}

// savedExtensionIDForm is the form of the example in the vendor's OpenAPI document.
var savedExtensionIDForm = regexp.MustCompile(`^ext_[0-9A-Za-z]+$`)

// idRefusals are in the order in which the parameters of a request are checked.
//
// Assumed: an update of a saved extension refuses the ids that its other requests refuse, although the vendor's OpenAPI
// document has no text for it; and ids of origins, URL endpoints, named transformations, webhooks, jobs and purges can
// be any text, as no source has an error for malformed ones.
var idErrors = []idError{
	{
		on("getFileDetails", "updateFileDetails", "deleteFile",
			"getFileVersions", "getFileVersionDetails", "deleteFileVersion", "restoreFileVersion"),
		"fileId",
		[]library.Code{library.ErrFileNotFound},
		"Your request contains invalid fileId parameter.", nil,
	},
	{
		on("getFileVersionDetails", "deleteFileVersion", "restoreFileVersion"),
		"versionId",
		[]library.Code{library.ErrFileNotFound, library.ErrVersionNotFound},
		"Your request contains invalid versionId parameter.", nil,
	},
	{
		on("updateCustomMetadataField", "deleteCustomMetadataField"),
		"id",
		[]library.Code{library.ErrFieldNotFound},
		"Your request contains invalid ID parameter.", nil,
	},
	{
		on("getSavedExtension", "updateSavedExtension", "deleteSavedExtension"),
		"id",
		[]library.Code{library.ErrSavedExtensionNotFound},
		"Invalid saved extension ID.", savedExtensionIDForm,
	},
}

// malformedID returns the answer to a request that fails with an error of the library because its path has a text that
// cannot be an id. It returns nil if the error has another cause.
func (a *api) malformedID(r *http.Request, code library.Code) *apiError {
	c, _ := r.Context().Value(callKey{}).(call)
	if c.operation == nil {
		return nil
	}
	for _, refusal := range idErrors {
		if slices.Contains(refusal.operations, c.operation.ID()) && slices.Contains(refusal.unknown, code) &&
			!refusal.allows(a.ids, c.path[refusal.parameter]) {
			return failure(http.StatusBadRequest, refusal.message, "")
		}
	}
	return nil
}

// allows reports whether a text can be an id.
func (refusal idError) allows(ids *idSource, text string) bool {
	return ids.canBeID(text) || refusal.form != nil && refusal.form.MatchString(text)
}
