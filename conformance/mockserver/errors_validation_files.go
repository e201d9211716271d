package mockserver

// missingOrInvalid is the documented message for invalid requests that copy or move files. Operations for which the
// reasons of this error are documented, but no message, have this message too.
const missingOrInvalid = "Your request is missing parameters / contains invalid parameters."

// Reasons of errors with this message.
const (
	reasonMissing = "MISSING_PARAMETER"
	reasonInvalid = "INVALID_PARAMETER"
)

// Errors with this message.
var (
	missingParameter = messageWithReason(missingOrInvalid, reasonMissing)
	invalidParameter = messageWithReason(missingOrInvalid, reasonInvalid)
)

// fileValidationErrors are the documented responses to invalid requests for files, their versions and their metadata.
//
// Assumed: an empty text counts as a missing parameter. For copyFile and moveFile, the reason of an invalid parameter
// is MISSING_PARAMETER too, because no other reason is documented for them. If tags is not a list of texts, a request
// that adds or removes tags gets the message that is documented for AI tags.
var fileValidationErrors = []validationError{
	{
		on("listFiles"), "skip", keywords("minimum"),
		messageWithValue("The value of skip parameter should be greater than or equal to 0."),
	},
	{on("listFiles"), "limit", keywords("minimum"), messageWithValue("Minimum value of limit parameter is 1.")},
	{on("listFiles"), "limit", keywords("maximum"), messageWithValue("Maximum value of limit parameter is 1000.")},
	{on("listFiles"), "sort", nil, message("Your request contains invalid value for sort parameters.")},
	{on("listFiles"), "type", nil, message("Your request contains invalid value for type parameter. " +
		"Please provide one of the following: file, file-version, folder, all.")},

	{bulkFiles, "body", keywords("required"), message("fileIds parameter is missing.")},
	{bulkFiles, "fileIds", keywords("required"), message("fileIds parameter is missing.")},
	{bulkFiles, "fileIds", keywords("type"), message("fileIds should be an Array.")},
	{bulkFiles, "fileIds", keywords("minItems"), message("fileIds is empty.")},
	{on("bulkDeleteFiles"), "fileIds", keywords("maxItems"), message("fileIds cannot have more than 100 items.")},
	{bulkTags, "fileIds", keywords("maxItems"), message("A maximum of 50 files can be edited at a time.")},

	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("required"), message("tags parameter is missing.")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("minItems"), message("tags array cannot be empty.")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("type"), messageAboutTags("tags")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags.*", nil, messageAboutTags("tags")},
	{on("bulkRemoveAITags"), "AITags", keywords("required"), message("AITags parameter is missing.")},
	{on("bulkRemoveAITags"), "AITags", keywords("minItems"), message("AITags array cannot be empty.")},
	{on("bulkRemoveAITags"), "AITags", keywords("type"), messageAboutTags("AITags")},
	{on("bulkRemoveAITags"), "AITags.*", nil, messageAboutTags("AITags")},

	{toFolder, "body", nil, missingParameter},
	{toFolder, "sourceFilePath", nil, missingParameter},
	{toFolder, "destinationPath", nil, missingParameter},
	{on("copyFile"), "includeFileVersions", nil, missingParameter},

	{on("renameFile"), "body", nil, invalidParameter},
	{on("renameFile"), "body", keywords("required"), missingParameter},
	{on("renameFile"), "filePath", nil, invalidParameter},
	{on("renameFile"), "filePath", absent, missingParameter},
	{on("renameFile"), "newFileName", nil, invalidParameter},
	{on("renameFile"), "newFileName", absent, missingParameter},
	{on("renameFile"), "purgeCache", nil, invalidParameter},

	{on("getFileMetadataFromURL"), "url", nil, message(messageMetadataURL)},
}

// Operations that share rows.
var (
	bulkTags  = on("bulkAddTags", "bulkRemoveTags", "bulkRemoveAITags")
	bulkFiles = append(on("bulkDeleteFiles"), bulkTags...)
	toFolder  = on("copyFile", "moveFile")
)

// absent are the keywords of errors about a missing or empty text.
var absent = keywords("required", "minLength")
