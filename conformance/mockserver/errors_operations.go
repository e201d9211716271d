package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// operationError is the response of some operations to an error of the library that differs from the one in
// [libraryErrors].
type operationError struct {
	operations []string
	code       library.Code
	answer     *apiError
}

// operationErrors are the responses that differ between operations.
//
// Contradiction: the vendor's OpenAPI document and the documentation of 2024 have different messages for a file that
// getFileVersions or getFileVersionDetails does not find. The mock server follows the OpenAPI document, which is newer.
//
// Only the documentation of 2024 has a message for a file that restoreFileVersion does not find. The OpenAPI document
// has one message for all reasons of errors of copyFile and moveFile. As in the OpenAPI document, no error of
// renameFolder has a reason.
var operationErrors = indexOperationErrors([]operationError{
	{
		on("getFileVersionDetails"), library.ErrFileNotFound,
		failure(http.StatusNotFound, "The requested file version does not exist.", ""),
	},
	{on("deleteFileVersion"), library.ErrFileNotFound, errAssetMissing},
	{on("deleteFileVersion"), library.ErrVersionNotFound, errAssetMissing},
	{
		toFolder, library.ErrVersionLimitExceeded,
		failure(http.StatusBadRequest, missingOrInvalid, "VERSION_LIMIT_EXCEEDED"),
	},
	{toFolder, library.ErrFolderName, failure(http.StatusBadRequest, missingOrInvalid, "INVALID_FOLDER_PATH")},
	{on("renameFile"), library.ErrInvalidParameter, failure(http.StatusBadRequest, missingOrInvalid, reasonInvalid)},
	{on("renameFolder"), library.ErrFolderName, failure(http.StatusBadRequest, folderNameOfDots, "")},
	{on("renameFolder"), library.ErrFolderNotFound, failure(http.StatusNotFound, "Source folder not found.", "")},
	{on("renameFolder"), library.ErrDestinationLocked, libraryErrors[library.ErrFolderLocked]},
})

var errAssetMissing = failure(http.StatusNotFound, "The requested asset does not exist.", "")

// folderNameOfDots is the message that is documented for createFolder.
const folderNameOfDots = "'.' & '..' can not be used as folder-name"

// operationCode is the key of operationErrors.
type operationCode struct {
	operation string
	code      library.Code
}

func indexOperationErrors(rows []operationError) map[operationCode]*apiError {
	index := map[operationCode]*apiError{}
	for _, row := range rows {
		for _, operation := range row.operations {
			index[operationCode{operation, row.code}] = row.answer
		}
	}
	return index
}
