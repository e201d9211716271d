package mockserver

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/gen/server"
)

// apiError is a failure in the service's shape.
type apiError struct {
	status int
	body   server.ErrorBody
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.body.Message) }

// What errors have beside their message.
const (
	helpText      = "For support kindly contact us at support@imagekit.io."
	invalidReason = "INVALID_PARAM_ERROR"
)

// Every failure with a text of its own. Those that name a field come from [invalid] and [missing].
//
// Texts, statuses and reasons that the service documents are the service's, sometimes with a sentence more.
//
// Assumed: all texts but errNoKey, errWrongKey, errTwoMethods, errExpire, errTokenWrong, errTokenExpire, errFileExists,
// errCurrentVersion, errNoJob, errNoFile, errNoVersion, errNoFiles, errSameFolder, errFolderInside, errSameName,
// errFolderDots, errPurgeURL, errNoMetadata, errMetadataURL and those of custom metadata fields; the statuses of
// errTooManyVersions for uploads and of errDefaultEndpoint; and that of errNoPurge, for which older documentation has
// 400.
var (
	errNoKey      = failure(http.StatusUnauthorized, "Your request does not contain private API key.", "")
	errWrongKey   = failure(http.StatusForbidden, "Your account cannot be authenticated.", "")
	errTwoMethods = failure(http.StatusBadRequest,
		"Your request contains both signature and basic auth parameter. Use only one method, you might be exposing your private API key.", "")
	errExpire = failure(http.StatusBadRequest,
		"Your request contains invalid expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future.", "")
	errTokenUsed  = failure(http.StatusBadRequest, "Your request contains invalid token parameter. A token can be used only once.", "")
	errTokenWrong = failure(http.StatusBadRequest,
		"Your request has invalid token. It has to be a JSON Web Token signed with your private API key.", "")
	errTokenExpire  = failure(http.StatusBadRequest, "Your request contains expired token. It can be valid for 1 hour at most.", "")
	errNotMultipart = failure(http.StatusBadRequest, "Your request is not a multipart/form-data request.", "")
	errIncomplete   = failure(http.StatusBadRequest, "Your request ended before the end of its body.", "")
	errLargeBody    = failure(http.StatusBadRequest, "The body of your request is larger than 8 MB.", "")
	errManyParts    = failure(http.StatusBadRequest, "Your request has more than 1,000 parts.", "")
	errLargeForm    = failure(http.StatusBadRequest, "The parts of your request beside the file are larger than 8 MB together.", "")
	errFileExists   = failure(http.StatusBadRequest,
		"A file with the same name already exists at the exact location. "+
			"We could not overwrite it because both overwriteFile and useUniqueFileName are set to false.", "")
	errTooManyVersions = failure(http.StatusBadRequest, "A file can have a maximum of 100 versions.", "VERSION_LIMIT_EXCEEDED")
	errPublishAlone    = failure(http.StatusBadRequest, "Your request contains publish parameter together with others. Send it alone.", invalidReason)
	errNoFile          = failure(http.StatusNotFound, "The requested file does not exist.", "")
	errNoVersion       = failure(http.StatusNotFound, "The requested file version does not exist.", "")
	errCurrentVersion  = failure(http.StatusBadRequest, "You cannot delete current version of a file.", "")
	errAlreadyCurrent  = failure(http.StatusBadRequest, "The requested file version is the current one already.", "")
	errNoSourceFile    = failure(http.StatusNotFound, "No file found with the given sourceFilePath.", "SOURCE_FILE_MISSING")
	errNoFileAtPath    = failure(http.StatusNotFound, "No file found with the given filePath.", "FILE_MISSING")
	errNameTaken       = failure(http.StatusConflict, "A file with the new name already exists in the folder.", "FILE_ALREADY_EXISTS")
	errFolderTaken     = failure(http.StatusConflict, "A folder with the new name already exists.", "FOLDER_ALREADY_EXISTS")
	errSamePath        = failure(http.StatusBadRequest, "The file is in the destination folder already.", "SAME_SOURCE_AND_DESTINATION")
	errNoJob           = failure(http.StatusNotFound, "The requested job does not exist.", "")
	errNoFiles         = failure(http.StatusNotFound, "The requested file(s) does not exist.", "")
	errNoFolder        = failure(http.StatusNotFound, "No folder found with the given path.", "FOLDER_NOT_FOUND")
	errNoSourceFolder  = failure(http.StatusNotFound, "No files & folder found at the given sourceFolderPath.", "NO_FILES_FOLDER")
	errSameFolder      = failure(http.StatusBadRequest, "sourceFolderPath and destinationPath is same", "SAME_SOURCE_AND_DESTINATION")
	errFolderInside    = failure(http.StatusBadRequest,
		"This operation is not allowed because parent folder cannot be moved into child folder.", "INVALID_DESTINATION_PATH")
	errFolderRoot      = failure(http.StatusBadRequest, "The root can be neither copied nor moved.", "SOURCE_IS_ROOT")
	errSameName        = failure(http.StatusBadRequest, "newFileName cannot be the same as its existing name.", "SAME_OLD_AND_NEW_NAME")
	errFolderDots      = failure(http.StatusBadRequest, "'.' & '..' can not be used as folder-name", "INVALID_FOLDER_PATH")
	errNoPurge         = failure(http.StatusNotFound, "No request found with this requestId.", "")
	errPurgeURL        = failure(http.StatusBadRequest, "The URL is not valid for cache purging.", "")
	errNoMetadata      = failure(http.StatusNotFound, "The requested file does not exist or is inaccessible at this time.", "")
	errMetadataURL     = failure(http.StatusBadRequest, "The url should be accessible using your ImageKit.io account.", "")
	errNoOrigin        = failure(http.StatusNotFound, "The requested origin does not exist.", "")
	errOriginInUse     = failure(http.StatusConflict, "The origin is in use by a URL endpoint.", "")
	errNoEndpoint      = failure(http.StatusNotFound, "The requested URL endpoint does not exist.", "")
	errDefaultEndpoint = failure(http.StatusBadRequest, "The default URL endpoint cannot be deleted.", "")

	errNoSavedExtension    = failure(http.StatusNotFound, "The requested saved extension does not exist.", "")
	errTooManySaved        = failure(http.StatusBadRequest, "An account can have a maximum of 100 saved extensions.", "")
	errNoTransformation    = failure(http.StatusNotFound, "The requested named transformation does not exist.", "")
	errTransformationTaken = failure(http.StatusConflict, "A named transformation with this name already exists.", "")
	errTooManyNamed        = failure(http.StatusBadRequest, "An account can have a maximum of 250 named transformations.", "")

	errNoField        = failure(http.StatusNotFound, "No such custom metadata field exists.", "")
	errFieldName      = failure(http.StatusBadRequest, "A custom metadata field with this name already exists.", "")
	errFieldLabel     = failure(http.StatusBadRequest, "A custom metadata field with this label already exists.", "")
	errFieldDeleted   = failure(http.StatusBadRequest, "Cannot update a deleted custom metadata fields.", "")
	errFieldRename    = failure(http.StatusBadRequest, "Name cannot be updated.", "")
	errFieldUnchanged = failure(http.StatusBadRequest, "Either label or schema should be provided.", "")

	errNoRoute  = failure(http.StatusNotFound, "There is no such API.", "")
	errNoMethod = failure(http.StatusMethodNotAllowed, "This API does not have such a method.", "")
	errInternal = failure(http.StatusInternalServerError, "We have experienced an internal error while processing your request.", "")
)

// failure makes an error; without a reason if that is empty.
func failure(status int, message, reason string) *apiError {
	e := &apiError{status, server.ErrorBody{Message: message, Help: new(helpText)}}
	if reason != "" {
		e.body.Reason = &reason
	}
	return e
}

// invalid says that a parameter, a field or a part of the request is wrong, and how: a sentence without its full stop.
func invalid(field, why string) *apiError {
	message := fmt.Sprintf("Your request contains invalid %s parameter.", field)
	if why != "" {
		message += " " + sentence(why)
	}
	return failure(http.StatusBadRequest, message, invalidReason)
}

// sentence makes one of a text in lower case.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// missing says that something required is not there.
func missing(field string) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf("Your request is missing the %s parameter.", field), invalidReason)
}

// invalidMetadata says of a field what is wrong with its value. The service documents the first sentence.
func invalidMetadata(field, why string) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf("Invalid custom metadata. customMetadata.%s %s.", field, why), "")
}

// invalidRule says the same of the rules of a field.
func invalidRule(rule, why string) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf("Invalid schema object. schema.%s %s.", rule, why), "")
}

// missingFiles says which of the files of a bulk request do not exist.
func missingFiles(ids []string) *apiError {
	e := *errNoFiles
	e.body.MissingFileIds = &ids
	return &e
}
