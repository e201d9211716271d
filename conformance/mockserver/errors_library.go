package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// libraryErrors are the responses to errors of the library. The responses whose bodies depend on the request are in
// [detailedErrors].
//
// Assumed: no source has the messages and statuses of the responses to these errors: a file with too many versions,
// restoring the current version, the root as the source folder, a token that was used before, an exceeded purge quota,
// an origin that is in use, too many saved extensions, named transformations or webhook endpoints, a named
// transformation or webhook endpoint that does not exist or whose name or URL is taken, and deleting a reserved custom
// metadata field. The status of an exceeded limit is 400, that of an exceeded purge quota 429, and that of something in
// use or taken 409.
var libraryErrors = map[library.Code]*apiError{
	library.ErrFileNotFound:    failure(http.StatusNotFound, "The requested file does not exist.", ""),
	library.ErrFilesNotFound:   failure(http.StatusNotFound, "The requested file(s) does not exist.", ""),
	library.ErrVersionNotFound: failure(http.StatusNotFound, "The requested file version does not exist.", ""),
	library.ErrVersionLimitExceeded: failure(http.StatusBadRequest,
		"A file can have a maximum of 100 versions.", "VERSION_LIMIT_EXCEEDED"),
	library.ErrVersionIsCurrent: failure(http.StatusBadRequest,
		"You cannot delete current version of a file.", ""),
	library.ErrVersionAlreadyCurrent: failure(http.StatusBadRequest,
		"You cannot restore current version of a file.", ""),
	library.ErrUploadFileExists: failure(http.StatusBadRequest,
		"A file with the same name already exists at the exact location. "+
			"We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.", ""),
	library.ErrChecksSyntax: failure(http.StatusBadRequest,
		"Your request contains invalid syntax for the checks parameter.", ""),
	library.ErrChecksFailed: failure(http.StatusBadRequest, "Your request failed 'checks' validation.", ""),
	library.ErrFileSamePath: failure(http.StatusBadRequest, missingOrInvalid, "SAME_SOURCE_AND_DESTINATION"),
	library.ErrTagsLength: failure(http.StatusBadRequest, "Your request contains invalid value for tags parameter. "+
		"Combined length of all tags should be less than or equal to 500.", ""),
	library.ErrFileSameName: failure(http.StatusBadRequest,
		"newFileName cannot be the same as its existing name.", "SAME_OLD_AND_NEW_NAME"),
	library.ErrFolderName:         failure(http.StatusBadRequest, folderNameOfDots, "INVALID_FOLDER_PATH"),
	library.ErrFolderIsRoot:       failure(http.StatusBadRequest, "folderPath cannot be root.", ""),
	library.ErrSourceFolderIsRoot: failure(http.StatusBadRequest, "sourceFolderPath cannot be root.", "SOURCE_IS_ROOT"),
	library.ErrFolderLocked: failure(http.StatusLocked,
		"A bulk job is running on given folder path, please try after sometime.", ""),
	library.ErrDestinationLocked: failure(http.StatusLocked,
		"Destination folder path is already locked. Please try after sometime.", ""),
	library.ErrFolderSamePath: failure(http.StatusBadRequest,
		"sourceFolderPath and destinationPath is same", "SAME_SOURCE_AND_DESTINATION"),
	library.ErrFolderInsideItself: failure(http.StatusBadRequest,
		"This operation is not allowed because parent folder cannot be moved into child folder.",
		"INVALID_DESTINATION_PATH"),
	library.ErrJobNotFound:   failure(http.StatusNotFound, "The requested job does not exist.", ""),
	library.ErrPurgeNotFound: failure(http.StatusBadRequest, "No request found for this requestId.", ""),
	library.ErrPurgeQuota:    errRateLimit,
	library.ErrPurgeURL:      failure(http.StatusBadRequest, messagePurgeURL, ""),
	library.ErrMetadataNotFound: failure(http.StatusNotFound,
		"The requested file does not exist or is inaccessible at this time.", ""),
	library.ErrMetadataURL: failure(http.StatusBadRequest, messageMetadataURL, ""),
	library.ErrTokenUsed: failure(http.StatusBadRequest,
		"Your request contains invalid token parameter. A token can be used only once.", ""),
	library.ErrOriginNotFound:   failure(http.StatusNotFound, "Origin not found.", ""),
	library.ErrOriginInUse:      failure(http.StatusConflict, "The origin is in use by a URL endpoint.", ""),
	library.ErrEndpointNotFound: failure(http.StatusNotFound, "URL-endpoint not found.", ""),
	library.ErrEndpointIsDefault: failure(http.StatusBadRequest,
		"Default URL-endpoint cannot be deleted.", ""),
	library.ErrEndpointPrefixEmpty: failure(http.StatusBadRequest, "urlPrefix cannot be empty string. "+
		"This is reserved for the default URL-endpoint created by ImageKit.", ""),
	library.ErrEndpointOrigin: failure(http.StatusBadRequest,
		"Origin does not exists. Please create origin before using it in URL-endpoint.", ""),
	library.ErrPeriodOrder: failure(http.StatusBadRequest, "startDate should be before endDate.", ""),
	library.ErrPeriodLength: failure(http.StatusBadRequest,
		"startDate and endDate should be within 90 days.", ""),
	library.ErrSavedExtensionNotFound: failure(http.StatusNotFound,
		"The requested saved extension does not exist.", ""),
	library.ErrSavedExtensionLimit: failure(http.StatusBadRequest,
		"An account can have a maximum of 100 saved extensions.", ""),
	library.ErrTransformationNotFound: failure(http.StatusNotFound,
		"The requested named transformation does not exist.", ""),
	library.ErrTransformationNameTaken: failure(http.StatusConflict,
		"A named transformation with this name already exists.", ""),
	library.ErrTransformationLimit: failure(http.StatusBadRequest,
		"An account can have a maximum of 250 named transformations.", ""),
	library.ErrWebhookNotFound: failure(http.StatusNotFound, "The requested webhook does not exist.", ""),
	library.ErrWebhookURLTaken: failure(http.StatusConflict, "A webhook with this endpoint already exists.", ""),
	library.ErrWebhookLimit: failure(http.StatusBadRequest,
		"An account can have a maximum of 3 webhooks.", ""),
	library.ErrFieldReserved: failure(http.StatusBadRequest,
		"A reserved custom metadata field cannot be deleted.", ""),
	library.ErrFieldNotFound: failure(http.StatusNotFound, "No such custom metadata field exists.", ""),
	library.ErrFieldNameTaken: failure(http.StatusBadRequest,
		"A custom metadata field with this name already exists.", ""),
	library.ErrFieldLabelTaken: failure(http.StatusBadRequest,
		"A custom metadata field with this label already exists.", ""),
	library.ErrFieldDeleted: failure(http.StatusBadRequest,
		"Cannot update a deleted custom metadata fields.", ""),
	library.ErrFieldRename:    failure(http.StatusBadRequest, "Name cannot be updated.", ""),
	library.ErrFieldUnchanged: failure(http.StatusBadRequest, "Either label or schema should be provided.", ""),
}

// Messages about URLs that do not belong to the account. Malformed URLs get the same messages.
const (
	messagePurgeURL    = "The URL is not valid for cache purging."
	messageMetadataURL = "The url should be accessible using your ImageKit.io account."
)

// detailedErrors return the responses that contain a value of the request or another detail.
//
// Contradiction: in the vendor's OpenAPI document, most paths in error messages are in backquotes; in the documentation
// of 2024, none are. The mock server follows the OpenAPI document.
var detailedErrors = map[library.Code]func(*library.DetailError) *apiError{
	library.ErrInvalidParameter: func(e *library.DetailError) *apiError { return invalid(e.Field, e.Detail) },
	library.ErrInvalidMetadata: func(e *library.DetailError) *apiError {
		return failureWithErrors("Invalid custom metadata.", e.Field, e.Detail)
	},
	library.ErrInvalidRule: func(e *library.DetailError) *apiError {
		return failureWithErrors(messageFieldSchema, e.Field, e.Detail)
	},
	library.ErrSourceFileMissing: aboutValue(http.StatusNotFound, "SOURCE_FILE_MISSING",
		"No file found with filePath `%s`."),
	library.ErrFileMissing: aboutValue(http.StatusNotFound, "FILE_MISSING",
		"No file found in media library at filePath %s"),
	library.ErrFileAlreadyExists: aboutValue(http.StatusConflict, "FILE_ALREADY_EXISTS",
		"File with name %s already exists at the same location."),
	library.ErrFolderNotFound: aboutValue(http.StatusNotFound, "FOLDER_NOT_FOUND",
		"No folder found with folderPath `%s`."),
	library.ErrFolderAlreadyExists: aboutValue(http.StatusConflict, "",
		"Folder with name %s already exists at the same location."),
	library.ErrSourceFolderMissing: aboutValue(http.StatusNotFound, "NO_FILES_FOLDER",
		"No files & folder found at sourceFolderPath `%s`."),
	library.ErrTooManyAssets: aboutValue(http.StatusBadRequest, "TOO_MANY_OBJECTS",
		"Total nested assets (files, folders and file versions) are more than allowed limit of %s items."),
	library.ErrFilesNotFound: func(e *library.DetailError) *apiError {
		failed := *libraryErrors[library.ErrFilesNotFound]
		failed.body.MissingFileIds = &e.FileIDs
		return &failed
	},
}

// aboutValue returns a function that creates a response with the detail of the error in its message.
func aboutValue(status int, reason, format string) func(*library.DetailError) *apiError {
	return func(e *library.DetailError) *apiError { return failure(status, fmt.Sprintf(format, e.Detail), reason) }
}

// answerTo returns the response to an error of a request. It first looks for the response to a malformed id, then for
// the response of the operation to this error, and then calls [apiErrorOf].
func (a *api) answerTo(r *http.Request, err error) *apiError {
	if code, ok := errors.AsType[library.Code](err); ok {
		if malformed := a.malformedID(r, code); malformed != nil {
			return malformed
		}
		if own := operationErrors[operationCode{operationID(r), code}]; own != nil {
			return own
		}
	}
	return apiErrorOf(err)
}

// apiErrorOf returns the response to an error of the service or of the library. It returns nil for other errors.
func apiErrorOf(err error) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*library.DetailError](err); ok {
		answer := libraryErrors[e.Code]
		if detailed := detailedErrors[e.Code]; detailed != nil {
			answer = detailed(e)
		}
		if e.Detail != "" && strings.Contains(answer.body.Message, sentence(e.Detail)) {
			return answer
		}
		return answer.withDetail(strings.TrimPrefix(e.Field+": "+e.Detail, ": "))
	}
	if code, ok := errors.AsType[library.Code](err); ok {
		return libraryErrors[code]
	}
	return nil
}
