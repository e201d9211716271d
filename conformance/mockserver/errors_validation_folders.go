package mockserver

// folderValidationErrors are the documented responses to invalid requests for folders and bulk jobs.
//
// Assumed: for createFolder and deleteFolder, no error about missing parameters is documented; they have the one of
// copyFolder. A missing newFolderName of renameFolder has the message that is documented for a missing folderPath.
var folderValidationErrors = []validationError{
	{withReason, "body", nil, invalidParameter},
	{withReason, "body", keywords("required"), missingParameter},
	{on("createFolder"), "folderName", nil, invalidParameter},
	{on("createFolder"), "folderName", absent, missingParameter},
	{on("createFolder"), "parentFolderPath", nil, invalidParameter},
	{on("createFolder"), "parentFolderPath", absent, missingParameter},
	{on("deleteFolder"), "folderPath", nil, invalidParameter},
	{on("deleteFolder"), "folderPath", absent, missingParameter},
	{on("copyFolder", "moveFolder"), "sourceFolderPath", nil, invalidParameter},
	{on("copyFolder", "moveFolder"), "sourceFolderPath", absent, missingParameter},
	{on("copyFolder", "moveFolder"), "destinationPath", nil, invalidParameter},
	{on("copyFolder", "moveFolder"), "destinationPath", absent, missingParameter},
	{on("copyFolder"), "includeVersions", nil, invalidParameter},

	{on("renameFolder"), "body", keywords("required"), message("folderPath parameter is missing.")},
	{on("renameFolder"), "folderPath", absent, message("folderPath parameter is missing.")},
	{on("renameFolder"), "newFolderName", absent, message("newFolderName parameter is missing.")},
}

// withReason are the operations whose errors have a reason.
var withReason = on("createFolder", "deleteFolder", "copyFolder", "moveFolder")
