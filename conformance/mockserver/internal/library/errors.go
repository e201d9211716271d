package library

import (
	"fmt"
	"strings"
)

// Code is an error that identifies the rule of the service that a request breaks. The caller chooses the status and the
// text of the response.
type Code string

// Error implements error.
func (c Code) Error() string { return strings.ToLower(strings.ReplaceAll(string(c), "_", " ")) }

// Errors of files and folders.
const (
	ErrFileNotFound          Code = "FILE_NOT_FOUND"
	ErrFilesNotFound         Code = "FILES_NOT_FOUND" // a [*DetailError] has the ids
	ErrVersionNotFound       Code = "VERSION_NOT_FOUND"
	ErrVersionLimitExceeded  Code = "VERSION_LIMIT_EXCEEDED"
	ErrVersionIsCurrent      Code = "VERSION_IS_CURRENT"      // the current version cannot be deleted
	ErrVersionAlreadyCurrent Code = "VERSION_ALREADY_CURRENT" // the current version cannot be restored
	ErrUploadFileExists      Code = "UPLOAD_FILE_EXISTS"      // and the upload does not allow overwriting
	ErrSourceFileMissing     Code = "SOURCE_FILE_MISSING"     // of a copy or a move; a [*DetailError] has the path
	ErrFileMissing           Code = "FILE_MISSING"            // the file to rename; a [*DetailError] has the path
	ErrFileAlreadyExists     Code = "FILE_ALREADY_EXISTS"     // with the new name; a [*DetailError] has it
	ErrFileSamePath          Code = "FILE_SAME_PATH"          // a file is copied or moved to its own path
	ErrFileSameName          Code = "SAME_OLD_AND_NEW_NAME"   // a file is renamed to its own name
	ErrTagsLength            Code = "TAGS_LENGTH"             // the tags have too many characters in total
	ErrFolderNotFound        Code = "FOLDER_NOT_FOUND"        // a [*DetailError] has the path
	ErrFolderAlreadyExists   Code = "FOLDER_ALREADY_EXISTS"   // with the new name; a [*DetailError] has it
	ErrFolderName            Code = "INVALID_FOLDER_PATH"     // a segment of the path is . or ..
	ErrFolderIsRoot          Code = "FOLDER_IS_ROOT"          // the root cannot be renamed or deleted
	ErrSourceFolderMissing   Code = "NO_FILES_FOLDER"         // a [*DetailError] has the path
	ErrSourceFolderIsRoot    Code = "SOURCE_IS_ROOT"
	ErrFolderSamePath        Code = "SAME_SOURCE_AND_DESTINATION"
	ErrFolderInsideItself    Code = "INVALID_DESTINATION_PATH"
	ErrFolderLocked          Code = "FOLDER_LOCKED"      // by a running job
	ErrDestinationLocked     Code = "DESTINATION_LOCKED" // by a running job
	ErrTooManyAssets         Code = "TOO_MANY_OBJECTS"   // in a folder; a [*DetailError] has the limit
	ErrJobNotFound           Code = "JOB_NOT_FOUND"
	ErrPurgeNotFound         Code = "PURGE_NOT_FOUND"
	ErrPurgeQuota            Code = "PURGE_QUOTA"        // no purges are left this month
	ErrPurgeURL              Code = "PURGE_URL"          // the URL is not of this account, or has a * in a wrong place
	ErrMetadataNotFound      Code = "METADATA_NOT_FOUND" // there is no file at the URL
	ErrMetadataURL           Code = "METADATA_URL"       // the URL is not of this account
	ErrTokenUsed             Code = "TOKEN_USED"
)

// Errors of the settings of an account.
const (
	ErrOriginNotFound          Code = "ORIGIN_NOT_FOUND"
	ErrOriginInUse             Code = "ORIGIN_IN_USE"
	ErrEndpointNotFound        Code = "URL_ENDPOINT_NOT_FOUND"
	ErrEndpointIsDefault       Code = "URL_ENDPOINT_IS_DEFAULT" // the default one cannot be deleted
	ErrEndpointPrefixEmpty     Code = "URL_ENDPOINT_PREFIX_EMPTY"
	ErrEndpointOrigin          Code = "URL_ENDPOINT_ORIGIN" // the URL endpoint has an origin that does not exist
	ErrPeriodOrder             Code = "PERIOD_ORDER"        // of usage: the end is not after the start
	ErrPeriodLength            Code = "PERIOD_LENGTH"
	ErrSavedExtensionNotFound  Code = "SAVED_EXTENSION_NOT_FOUND"
	ErrSavedExtensionLimit     Code = "SAVED_EXTENSION_LIMIT"
	ErrTransformationNotFound  Code = "NAMED_TRANSFORMATION_NOT_FOUND"
	ErrTransformationNameTaken Code = "NAMED_TRANSFORMATION_NAME_TAKEN"
	ErrTransformationLimit     Code = "NAMED_TRANSFORMATION_LIMIT"
	ErrWebhookNotFound         Code = "WEBHOOK_NOT_FOUND"
	ErrWebhookURLTaken         Code = "WEBHOOK_URL_TAKEN"
	ErrWebhookLimit            Code = "WEBHOOK_LIMIT"
	ErrFieldNotFound           Code = "METADATA_FIELD_NOT_FOUND"
	ErrFieldReserved           Code = "METADATA_FIELD_RESERVED" // a reserved field cannot be deleted
	ErrFieldNameTaken          Code = "METADATA_FIELD_NAME_TAKEN"
	ErrFieldLabelTaken         Code = "METADATA_FIELD_LABEL_TAKEN"
	ErrFieldDeleted            Code = "METADATA_FIELD_DELETED"
	ErrFieldRename             Code = "METADATA_FIELD_RENAME"
	ErrFieldUnchanged          Code = "METADATA_FIELD_UNCHANGED"
)

// Errors that are always in a [*DetailError].
const (
	ErrInvalidParameter Code = "INVALID_PARAMETER" // of the request
	ErrInvalidMetadata  Code = "INVALID_METADATA"  // the value of a custom metadata field
	ErrInvalidRule      Code = "INVALID_RULE"      // of a custom metadata field
	ErrChecksSyntax     Code = "CHECKS_SYNTAX"     // of an upload
	ErrChecksFailed     Code = "CHECKS_FAILED"
)

// DetailError is a [Code] with the part of the request that it concerns.
type DetailError struct {
	Code    Code
	Field   string   // the parameter, field or rule; empty for errors without one
	Detail  string   // what is wrong with the field, or the wrong value; can be empty
	FileIDs []string // of ErrFilesNotFound
}

// Error implements error.
func (e *DetailError) Error() string {
	switch {
	case e.FileIDs != nil:
		return fmt.Sprintf("%v: %s", e.Code, strings.Join(e.FileIDs, ", "))
	case e.Field == "":
		return fmt.Sprintf("%v: %s", e.Code, e.Detail)
	}
	return fmt.Sprintf("%v: %s: %s", e.Code, e.Field, e.Detail)
}

// Unwrap returns the code.
func (e *DetailError) Unwrap() error { return e.Code }

// invalid returns the error of a parameter. why is a sentence without its full stop, or empty.
func invalid(field, why string) error {
	return &DetailError{Code: ErrInvalidParameter, Field: field, Detail: why}
}

// invalidMetadata returns the error of the value of a custom metadata field.
func invalidMetadata(field, why string) error {
	return &DetailError{Code: ErrInvalidMetadata, Field: field, Detail: why}
}

// invalidRule returns the error of a rule of a custom metadata field.
func invalidRule(rule, why string) error {
	return &DetailError{Code: ErrInvalidRule, Field: rule, Detail: why}
}

// about returns an error with the value that it concerns: a path, a name or a number.
func about(code Code, value string) error { return &DetailError{Code: code, Detail: value} }

// missingFiles returns the error of a request for files that do not exist.
func missingFiles(ids []string) error { return &DetailError{Code: ErrFilesNotFound, FileIDs: ids} }
