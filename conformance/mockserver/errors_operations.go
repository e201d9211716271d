package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// operationError is the answer of some operations to an error of the library, where it is not that of [libraryErrors].
type operationError struct {
	operations []string
	code       library.Code
	answer     *apiError
}

// operationErrors are the answers that differ between operations.
//
// The vendor's OpenAPI document and its older documentation contradict each other in the texts of getFileVersions and
// getFileVersionDetails, of which the newer document is followed. For a file that restoreFileVersion does not find,
// only the older one has a text. The newer one has a single text for all reasons of copyFile and moveFile.
//
// Assumed: renameFolder has no reason for a name of dots, as it has none for its other errors.
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

// folderNameOfDots is the text that createFolder documents.
const folderNameOfDots = "'.' & '..' can not be used as folder-name"

// operationCode finds a row of the table.
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
