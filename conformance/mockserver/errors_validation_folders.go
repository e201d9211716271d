package mockserver

// folderRefusals are the documented refusals of requests for folders and bulk jobs.
//
// Assumed: createFolder and deleteFolder, which document no error for missing parameters, have that of copyFolder. A
// missing newFolderName of renameFolder has the text that is documented for folderPath.
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

// withReason are operations whose errors have a reason.
var withReason = on("createFolder", "deleteFolder", "copyFolder", "moveFolder")
