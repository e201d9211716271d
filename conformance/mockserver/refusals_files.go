package mockserver

// missingOrInvalid is the text that the service documents for requests that copy and move files. Other operations that
// document the reasons of this text, and no text for them, have it too.
const missingOrInvalid = "Your request is missing parameters / contains invalid parameters."

// Reasons of this text.
const (
	reasonMissing = "MISSING_PARAMETER"
	reasonInvalid = "INVALID_PARAMETER"
)

// fileRefusals are the documented refusals of requests for files and their versions.
//
// Assumed: an empty text is a missing parameter. copyFile and moveFile answer MISSING_PARAMETER also to an invalid one,
// since they document no other reason. A request to add or remove tags has the documented text about AI tags if tags is
// no list of texts.
var fileRefusals = []refusal{
	{
		on("listFiles"), "skip", keywords("minimum"),
		saysValue("The value of skip parameter should be greater than or equal to 0."),
	},
	{on("listFiles"), "limit", keywords("minimum"), saysValue("Minimum value of limit parameter is 1.")},
	{on("listFiles"), "limit", keywords("maximum"), saysValue("Maximum value of limit parameter is 1000.")},
	{on("listFiles"), "sort", nil, says("Your request contains invalid value for sort parameters.")},
	{on("listFiles"), "type", nil, says("Your request contains invalid value for type parameter. " +
		"Please provide one of the following: file, file-version, folder, all.")},

	{bulkFiles, "body", keywords("required"), says("fileIds parameter is missing.")},
	{bulkFiles, "fileIds", keywords("required"), says("fileIds parameter is missing.")},
	{bulkFiles, "fileIds", keywords("type"), says("fileIds should be an Array.")},
	{bulkFiles, "fileIds", keywords("minItems"), says("fileIds is empty.")},
	{on("bulkDeleteFiles"), "fileIds", keywords("maxItems"), says("fileIds cannot have more than 100 items.")},
	{bulkTags, "fileIds", keywords("maxItems"), says("A maximum of 50 files can be edited at a time.")},

	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("required"), says("tags parameter is missing.")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("minItems"), says("tags array cannot be empty.")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags", keywords("type"), saysNoTags("tags")},
	{on("bulkAddTags", "bulkRemoveTags"), "tags.*", nil, saysNoTags("tags")},
	{on("bulkRemoveAITags"), "AITags", keywords("required"), says("AITags parameter is missing.")},
	{on("bulkRemoveAITags"), "AITags", keywords("minItems"), says("AITags array cannot be empty.")},
	{on("bulkRemoveAITags"), "AITags", keywords("type"), saysNoTags("AITags")},
	{on("bulkRemoveAITags"), "AITags.*", nil, saysNoTags("AITags")},

	{toFolder, "body", nil, saysWhy(reasonMissing, missingOrInvalid)},
	{toFolder, "sourceFilePath", nil, saysWhy(reasonMissing, missingOrInvalid)},
	{toFolder, "destinationPath", nil, saysWhy(reasonMissing, missingOrInvalid)},
	{on("copyFile"), "includeFileVersions", nil, saysWhy(reasonMissing, missingOrInvalid)},

	{on("renameFile"), "body", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("renameFile"), "body", keywords("required"), saysWhy(reasonMissing, missingOrInvalid)},
	{on("renameFile"), "filePath", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("renameFile"), "filePath", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("renameFile"), "newFileName", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("renameFile"), "newFileName", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("renameFile"), "purgeCache", nil, saysWhy(reasonInvalid, missingOrInvalid)},
}

// Operations with equal rows.
var (
	bulkTags  = on("bulkAddTags", "bulkRemoveTags", "bulkRemoveAITags")
	bulkFiles = append(on("bulkDeleteFiles"), bulkTags...)
	toFolder  = on("copyFile", "moveFile")
)

// absent has the keywords of a required text that is missing or empty.
var absent = keywords("required", "minLength")
