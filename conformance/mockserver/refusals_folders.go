package mockserver

// folderRefusals are the documented refusals of requests for folders and bulk jobs.
//
// Assumed: createFolder and deleteFolder, which document no error for missing parameters, have that of copyFolder. A
// missing newFolderName of renameFolder has the text that is documented for folderPath.
var folderRefusals = []refusal{
	{withReason, "body", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{withReason, "body", keywords("required"), saysWhy(reasonMissing, missingOrInvalid)},
	{on("createFolder"), "folderName", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("createFolder"), "folderName", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("createFolder"), "parentFolderPath", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("createFolder"), "parentFolderPath", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("deleteFolder"), "folderPath", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("deleteFolder"), "folderPath", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("copyFolder", "moveFolder"), "sourceFolderPath", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("copyFolder", "moveFolder"), "sourceFolderPath", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("copyFolder", "moveFolder"), "destinationPath", nil, saysWhy(reasonInvalid, missingOrInvalid)},
	{on("copyFolder", "moveFolder"), "destinationPath", absent, saysWhy(reasonMissing, missingOrInvalid)},
	{on("copyFolder"), "includeVersions", nil, saysWhy(reasonInvalid, missingOrInvalid)},

	{on("renameFolder"), "body", keywords("required"), says("folderPath parameter is missing.")},
	{on("renameFolder"), "folderPath", absent, says("folderPath parameter is missing.")},
	{on("renameFolder"), "newFolderName", absent, says("newFolderName parameter is missing.")},
}

// withReason are operations whose errors have a reason.
var withReason = on("createFolder", "deleteFolder", "copyFolder", "moveFolder")
