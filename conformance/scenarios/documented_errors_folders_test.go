package scenarios_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var folderErrorScenarios = []scenario{
	{"documented errors of folders", "", documentedErrorsOfFolders},
	{"documented errors of locked folders", "its jobs would end before the next request", documentedErrorsOfLocks},
}

func documentedErrorsOfFolders(t *testing.T, a *account) {
	for _, name := range []string{"menu", "card"} {
		a.uploadFile(t, "a.txt", []byte(name), func(r *imagekit.UploadRequest) { *r.Folder += "/" + name })
	}
	a.wantDocumented(t, folderErrors())
	wantEqual(t, "folders after the failed requests", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFolder),
		[]string{"card", "menu"})
}

// The texts of errors of folders.
const (
	noJob             = "The requested job does not exist."
	nameOfDots        = "'.' & '..' can not be used as folder-name"
	folderLocked      = "A bulk job is running on given folder path, please try after sometime."
	destinationLocked = "Destination folder path is already locked. Please try after sometime."
)

func folderErrors() []documentedError {
	return slices.Concat(createFolderErrors, deleteFolderErrors, transferFolderErrors(), moveFolderErrors,
		renameFolderErrors, jobErrors)
}

var createFolderErrors = []documentedError{
	{
		operation: "createFolder", body: `{"folderName": "..", "parentFolderPath": "$folder"}`, status: 400,
		message: nameOfDots, reason: "INVALID_FOLDER_PATH",
	},
	{
		operation: "createFolder", body: `{"folderName": "new", "parentFolderPath": "$folder/."}`, status: 400,
		message: nameOfDots, reason: "INVALID_FOLDER_PATH",
	},
}

var deleteFolderErrors = []documentedError{
	{
		operation: "deleteFolder", body: `{"folderPath": "$folder/none/"}`, status: 404,
		message: "No folder found with folderPath `$folder/none/`.", reason: "FOLDER_NOT_FOUND",
	},
}

// transferFolderErrors returns the errors that both copies and moves of folders have.
func transferFolderErrors() (all []documentedError) {
	for _, operation := range []string{"copyFolder", "moveFolder"} {
		for body, reason := range map[string]string{
			``:                                     "MISSING_PARAMETER",
			`{"sourceFolderPath": "$folder/menu"}`: "MISSING_PARAMETER",
			transferFolderBody("", "$folder/card"): "MISSING_PARAMETER",
			`{"sourceFolderPath": "$folder/menu", "destinationPath": 7}`: "INVALID_PARAMETER",
		} {
			all = append(all, documentedError{
				operation: operation, body: body, status: 400, message: missingOrInvalid, reason: reason,
			})
		}
		for body, text := range map[string][2]string{
			transferFolderBody("/", "$folder/card"):            {"sourceFolderPath cannot be root.", "SOURCE_IS_ROOT"},
			transferFolderBody("$folder/menu", "/x/../y"):      {nameOfDots, "INVALID_FOLDER_PATH"},
			transferFolderBody("$folder/menu", "$folder/"):     {sameFolder, "SAME_SOURCE_AND_DESTINATION"},
			transferFolderBody("$folder/menu", "$folder/menu"): {sameFolder, "SAME_SOURCE_AND_DESTINATION"},
		} {
			all = append(all, documentedError{
				operation: operation, body: body, status: 400, message: text[0], reason: text[1],
			})
		}
		all = append(all, documentedError{
			operation: operation, body: transferFolderBody("$folder/none", "$folder/card"), status: 404,
			message: "No files & folder found at sourceFolderPath `$folder/none`.", reason: "NO_FILES_FOLDER",
		})
	}
	return all
}

const sameFolder = "sourceFolderPath and destinationPath is same"

// transferFolderBody returns the body of a copy or a move of a folder.
func transferFolderBody(source, destination string) string {
	return fmt.Sprintf(`{"sourceFolderPath": %q, "destinationPath": %q}`, source, destination)
}

var moveFolderErrors = []documentedError{
	{
		operation: "moveFolder", body: transferFolderBody("$folder/menu", "$folder/menu/inside"), status: 400,
		message: "This operation is not allowed because parent folder cannot be moved into child folder.",
		reason:  "INVALID_DESTINATION_PATH",
	},
}

var renameFolderErrors = []documentedError{
	{
		operation: "renameFolder", body: `{"newFolderName": "new"}`, status: 400,
		message: "folderPath parameter is missing.",
	},
	{
		operation: "renameFolder", body: `{"folderPath": "/", "newFolderName": "new"}`, status: 400,
		message: "folderPath cannot be root.",
	},
	{
		operation: "renameFolder", body: `{"folderPath": "$folder/none", "newFolderName": "new"}`, status: 404,
		message: "Source folder not found.",
	},
	{
		operation: "renameFolder", body: `{"folderPath": "$folder/menu", "newFolderName": "card"}`, status: 409,
		message: "Folder with name card already exists at the same location.",
	},
}

var jobErrors = []documentedError{
	{operation: "getBulkJobStatus", ids: []string{"$unused"}, status: 404, message: noJob},
	{operation: "getBulkJobStatus", ids: []string{"zz"}, status: 404, message: noJob},
}

func documentedErrorsOfLocks(t *testing.T, a *account) {
	a = mockAccount(t, a.counter, mockserver.WithJobDuration(time.Hour))
	for _, name := range []string{"menu", "card"} {
		a.uploadFile(t, "a.txt", []byte(name), func(r *imagekit.UploadRequest) { *r.Folder += "/" + name })
	}
	check.Call(a.MoveFolder(t.Context(), imagekit.MoveFolderRequest{
		SourceFolderPath: a.folder + "/menu", DestinationPath: a.folder + "/new",
	})).Must(t)
	a.wantDocumented(t, lockedErrors)
	_, err := a.RenameFolder(t.Context(), imagekit.RenameFolderRequest{
		FolderPath: a.folder + "/menu", NewFolderName: "other",
	})
	wantError(t, err, imagekit.ErrLocked, folderLocked)
}

// lockedErrors are errors while a job moves $folder/menu to $folder/new/menu.
var lockedErrors = []documentedError{
	{operation: "copyFolder", body: transferFolderBody("$folder/menu", "/to"), status: 423, message: folderLocked},
	{operation: "moveFolder", body: transferFolderBody("$folder", "/to"), status: 423, message: folderLocked},
	{
		operation: "renameFolder", body: `{"folderPath": "$folder/menu", "newFolderName": "other"}`, status: 423,
		message: folderLocked,
	},
	{
		operation: "copyFolder", body: transferFolderBody("$folder/card", "$folder/menu"), status: 423,
		message: destinationLocked,
	},
	{
		operation: "moveFolder", body: transferFolderBody("$folder/card", "$folder/new/menu"), status: 423,
		message: destinationLocked,
	},
}
