package mockserver

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// idError is the documented response to a request with a malformed id in its path. It does not apply to ids that
// [WithIDs] has returned, whatever their form.
type idError struct {
	operations []string
	parameter  string         // in the path
	unknown    []library.Code // errors that a request with an unknown id can get
	message    string
	form       *regexp.Regexp // another form that ids can have, in addition to [idForm]; can be nil
}

// savedExtensionIDForm is the form of the example in the vendor's OpenAPI document.
var savedExtensionIDForm = regexp.MustCompile(`^ext_[0-9A-Za-z]+$`)

// idErrors are in the order in which the parameters of a request are checked.
//
// Assumed: an update of a saved extension rejects the same ids as the other requests for a saved extension, although
// the vendor's OpenAPI document has no error for it. Ids of origins, URL endpoints, named transformations, webhooks,
// jobs and purges can have any form, because no source has an error for malformed ones.
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

// malformedID returns the response to a request that failed with an error of the library because an id in its path is
// malformed. It returns nil if the ids are well-formed.
func (a *api) malformedID(r *http.Request, code library.Code) *apiError {
	c, _ := r.Context().Value(callKey{}).(call)
	if c.operation == nil {
		return nil
	}
	for _, e := range idErrors {
		if slices.Contains(e.operations, c.operation.ID()) && slices.Contains(e.unknown, code) &&
			!e.allows(a.ids, c.path[e.parameter]) {
			return failure(http.StatusBadRequest, e.message, "")
		}
	}
	return nil
}

// allows reports whether a text has the form of an id.
func (e idError) allows(ids *idSource, text string) bool {
	return ids.canBeID(text) || e.form != nil && e.form.MatchString(text)
}
