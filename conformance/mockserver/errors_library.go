package mockserver

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// libraryErrors are the answers to errors of the library. Those that say more about a request are in [detailedErrors].
//
// Assumed: the texts of those that the service does not document; the statuses of ErrVersionLimitExceeded for uploads
// and of ErrEndpointIsDefault. The service documents the texts of ErrUploadFileExists, ErrVersionIsCurrent,
// ErrJobNotFound, ErrFileNotFound, ErrVersionNotFound, ErrFilesNotFound, ErrFolderSamePath, ErrFolderInsideItself,
// ErrFileSameName, ErrFolderName, ErrPurgeURL, ErrMetadataNotFound, ErrMetadataURL and those of custom metadata fields.
var libraryErrors = map[library.Code]*apiError{
	library.ErrFileNotFound:    failure(http.StatusNotFound, "The requested file does not exist.", ""),
	library.ErrFilesNotFound:   failure(http.StatusNotFound, "The requested file(s) does not exist.", ""),
	library.ErrVersionNotFound: failure(http.StatusNotFound, "The requested file version does not exist.", ""),
	library.ErrVersionLimitExceeded: failure(http.StatusBadRequest,
		"A file can have a maximum of 100 versions.", "VERSION_LIMIT_EXCEEDED"),
	library.ErrVersionIsCurrent: failure(http.StatusBadRequest,
		"You cannot delete current version of a file.", ""),
	library.ErrVersionAlreadyCurrent: failure(http.StatusBadRequest,
		"The requested file version is the current one already.", ""),
	library.ErrUploadFileExists: failure(http.StatusBadRequest,
		"A file with the same name already exists at the exact location. "+
			"We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.", ""),
	library.ErrSourceFileMissing: failure(http.StatusNotFound,
		"No file found with the given sourceFilePath.", "SOURCE_FILE_MISSING"),
	library.ErrFileMissing: failure(http.StatusNotFound,
		"No file found with the given filePath.", "FILE_MISSING"),
	library.ErrFileAlreadyExists: failure(http.StatusConflict,
		"A file with the new name already exists in the folder.", "FILE_ALREADY_EXISTS"),
	library.ErrFileSamePath: failure(http.StatusBadRequest,
		"The file is in the destination folder already.", "SAME_SOURCE_AND_DESTINATION"),
	library.ErrFileSameName: failure(http.StatusBadRequest,
		"newFileName cannot be the same as its existing name.", "SAME_OLD_AND_NEW_NAME"),
	library.ErrFolderNotFound: failure(http.StatusNotFound,
		"No folder found with the given path.", "FOLDER_NOT_FOUND"),
	library.ErrFolderAlreadyExists: failure(http.StatusConflict,
		"A folder with the new name already exists.", "FOLDER_ALREADY_EXISTS"),
	library.ErrFolderName: failure(http.StatusBadRequest,
		"'.' & '..' can not be used as folder-name", "INVALID_FOLDER_PATH"),
	library.ErrSourceFolderMissing: failure(http.StatusNotFound,
		"No files & folder found at the given sourceFolderPath.", "NO_FILES_FOLDER"),
	library.ErrSourceFolderIsRoot: failure(http.StatusBadRequest,
		"The root can be neither copied nor moved.", "SOURCE_IS_ROOT"),
	library.ErrFolderSamePath: failure(http.StatusBadRequest,
		"sourceFolderPath and destinationPath is same", "SAME_SOURCE_AND_DESTINATION"),
	library.ErrFolderInsideItself: failure(http.StatusBadRequest,
		"This operation is not allowed because parent folder cannot be moved into child folder.",
		"INVALID_DESTINATION_PATH"),
	library.ErrJobNotFound:   failure(http.StatusNotFound, "The requested job does not exist.", ""),
	library.ErrPurgeNotFound: failure(http.StatusBadRequest, "No request found for this requestId.", ""),
	library.ErrPurgeURL:      failure(http.StatusBadRequest, "The URL is not valid for cache purging.", ""),
	library.ErrMetadataNotFound: failure(http.StatusNotFound,
		"The requested file does not exist or is inaccessible at this time.", ""),
	library.ErrMetadataURL: failure(http.StatusBadRequest,
		"The url should be accessible using your ImageKit.io account.", ""),
	library.ErrTokenUsed: failure(http.StatusBadRequest,
		"Your request contains invalid token parameter. A token can be used only once.", ""),
	library.ErrOriginNotFound:   failure(http.StatusNotFound, "The requested origin does not exist.", ""),
	library.ErrOriginInUse:      failure(http.StatusConflict, "The origin is in use by a URL endpoint.", ""),
	library.ErrEndpointNotFound: failure(http.StatusNotFound, "The requested URL endpoint does not exist.", ""),
	library.ErrEndpointIsDefault: failure(http.StatusBadRequest,
		"The default URL endpoint cannot be deleted.", ""),
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

// detailedErrors are the answers to errors of the library that say more about a request.
var detailedErrors = map[library.Code]func(*library.DetailError) *apiError{
	library.ErrInvalidParameter: func(e *library.DetailError) *apiError { return invalid(e.Field, e.Detail) },
	// The service documents the first sentence of these two.
	library.ErrInvalidMetadata: func(e *library.DetailError) *apiError {
		return badRequest("Invalid custom metadata. customMetadata.%s %s.", e.Field, e.Detail)
	},
	library.ErrInvalidRule: func(e *library.DetailError) *apiError {
		return badRequest("Invalid schema object. schema.%s %s.", e.Field, e.Detail)
	},
	library.ErrChecksSyntax: func(e *library.DetailError) *apiError {
		return badRequest("Your request contains invalid syntax for the checks parameter. %s", sentence(e.Detail))
	},
	library.ErrChecksFailed: func(e *library.DetailError) *apiError {
		return badRequest("Your request failed 'checks' validation: %s.", e.Detail)
	},
	library.ErrFilesNotFound: func(e *library.DetailError) *apiError {
		failed := *libraryErrors[library.ErrFilesNotFound]
		failed.body.MissingFileIds = &e.FileIDs
		return &failed
	},
}

func badRequest(format string, args ...any) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf(format, args...), "")
}

// apiErrorOf returns the answer to an error, nil if it is neither one of the service nor one of the library.
func apiErrorOf(err error) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*library.DetailError](err); ok {
		return detailedErrors[e.Code](e)
	}
	if code, ok := errors.AsType[library.Code](err); ok {
		return libraryErrors[code]
	}
	return nil
}
