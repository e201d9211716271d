package scenarios_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var fileErrorScenarios = []scenario{
	{"documented errors of files", "", documentedErrorsOfFiles},
	{"documented errors of a file with all its versions", needsManyRequests, documentedErrorsOfFullFiles},
	{"documented errors without purges", "it uses up the purges of the account", documentedErrorsWithoutPurges},
}

func documentedErrorsOfFiles(t *testing.T, a *account) {
	old := a.uploadFile(t, "menu.txt", []byte("old"))
	current := a.uploadFile(t, "menu.txt", []byte("new"))
	a.uploadFile(t, "card.txt", []byte("card"))
	full := a.uploadFile(t, "full.txt", []byte("full"), func(r *imagekit.UploadRequest) {
		r.Tags = []string{strings.Repeat("x", 500)}
	})
	a.wantDocumented(t, fileErrors(),
		"$file", old.FileID, "$old", old.VersionInfo.ID, "$current", current.VersionInfo.ID, "$full", full.FileID)
	wantEqual(t, "files after the failed requests", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile),
		[]string{"card.txt", "full.txt", "menu.txt"})

	added := check.Call(a.BulkAddTags(t.Context(), imagekit.BulkAddTagsRequest{
		FileIDs: []string{full.FileID, old.FileID}, Tags: []string{"y"},
	})).Must(t)
	wantEqual(t, "files with another tag", added.SuccessfullyUpdatedFileIDs, []string{old.FileID})
	wantEqual(t, "files without it", added.Errors,
		[]imagekit.BulkFileError{{FileID: full.FileID, Error: "Error in adding tags"}})
}

// The texts of errors of files.
const (
	invalidFileID    = "Your request contains invalid fileId parameter."
	invalidVersionID = "Your request contains invalid versionId parameter."
	noFile           = "The requested file does not exist."
	noFiles          = "The requested file(s) does not exist."
	noVersion        = "The requested file version does not exist."
	noAsset          = "The requested asset does not exist."
	missingOrInvalid = "Your request is missing parameters / contains invalid parameters."
	tagsTooLong      = "Your request contains invalid value for tags parameter. " +
		"Combined length of all tags should be less than or equal to 500."
)

func fileErrors() []documentedError {
	return slices.Concat(listErrors, fileIDErrors, versionErrors, bulkErrors(), copyErrors(), renameErrors)
}

var listErrors = []documentedError{
	{
		operation: "listFiles", query: "skip=-1", status: 400,
		message: "The value of skip parameter should be greater than or equal to 0. Value sent is -1.",
	},
	{
		operation: "listFiles", query: "limit=0", status: 400,
		message: "Minimum value of limit parameter is 1. Value sent is 0.",
	},
	{
		operation: "listFiles", query: "limit=2000", status: 400,
		message: "Maximum value of limit parameter is 1000. Value sent is 2000.",
	},
	{
		operation: "listFiles", query: "sort=UP", status: 400,
		message: "Your request contains invalid value for sort parameters.",
	},
	{
		operation: "listFiles", query: "type=video", status: 400,
		message: "Your request contains invalid value for type parameter. " +
			"Please provide one of the following: file, file-version, folder, all.",
	},
}

var fileIDErrors = []documentedError{
	{operation: "getFileDetails", ids: []string{"abc"}, status: 400, message: invalidFileID},
	{operation: "getFileDetails", ids: []string{"$unused"}, status: 404, message: noFile},
	{operation: "updateFileDetails", ids: []string{"abc"}, body: `{}`, status: 400, message: invalidFileID},
	{operation: "updateFileDetails", ids: []string{"$unused"}, body: `{}`, status: 404, message: noFile},
	{operation: "deleteFile", ids: []string{"abc"}, status: 400, message: invalidFileID},
	{operation: "deleteFile", ids: []string{"$unused"}, status: 404, message: noFile},
	{operation: "getFileVersions", ids: []string{"abc"}, status: 400, message: invalidFileID},
	{operation: "getFileVersions", ids: []string{"$unused"}, status: 404, message: noFile},
}

var versionErrors = []documentedError{
	{operation: "getFileVersionDetails", ids: []string{"zz", "$unused"}, status: 400, message: invalidFileID},
	{operation: "getFileVersionDetails", ids: []string{"$file", "zz"}, status: 400, message: invalidVersionID},
	{operation: "getFileVersionDetails", ids: []string{"$unused", "zz"}, status: 400, message: invalidVersionID},
	{operation: "getFileVersionDetails", ids: []string{"$unused", "$old"}, status: 404, message: noVersion},
	{operation: "getFileVersionDetails", ids: []string{"$file", "$unused"}, status: 404, message: noVersion},
	{operation: "deleteFileVersion", ids: []string{"zz", "$unused"}, status: 400, message: invalidFileID},
	{operation: "deleteFileVersion", ids: []string{"$file", "zz"}, status: 400, message: invalidVersionID},
	{
		operation: "deleteFileVersion", ids: []string{"$file", "$current"}, status: 400,
		message: "You cannot delete current version of a file.",
	},
	{operation: "deleteFileVersion", ids: []string{"$unused", "$old"}, status: 404, message: noAsset},
	{operation: "deleteFileVersion", ids: []string{"$file", "$unused"}, status: 404, message: noAsset},
	{operation: "restoreFileVersion", ids: []string{"zz", "$unused"}, status: 400, message: invalidFileID},
	{operation: "restoreFileVersion", ids: []string{"$file", "zz"}, status: 400, message: invalidVersionID},
	{operation: "restoreFileVersion", ids: []string{"$unused", "$old"}, status: 404, message: noFile},
	{operation: "restoreFileVersion", ids: []string{"$file", "$unused"}, status: 404, message: noVersion},
}

// bulkErrors returns the errors of bulk requests.
func bulkErrors() (all []documentedError) {
	for operation, field := range map[string]string{
		"bulkDeleteFiles": "", "bulkAddTags": "tags", "bulkRemoveTags": "tags", "bulkRemoveAITags": "AITags",
	} {
		tags, tooMany := fmt.Sprintf(`, %q: ["tea"]`, field), "A maximum of 50 files can be edited at a time."
		if field == "" {
			tags, tooMany = "", "fileIds cannot have more than 100 items."
		}
		add := func(status int, body, message string, missing ...string) {
			all = append(all, documentedError{
				operation: operation, body: body, status: status, message: message, missingFileIDs: missing,
			})
		}
		add(400, "", "fileIds parameter is missing.")
		add(400, `{}`, "fileIds parameter is missing.")
		add(400, `{"fileIds": "$file"`+tags+`}`, "fileIds should be an Array.")
		add(400, `{"fileIds": []`+tags+`}`, "fileIds is empty.")
		add(400, `{"fileIds": ["$file"`+strings.Repeat(`, "$unused"`, 100)+`]`+tags+`}`, tooMany)
		add(404, `{"fileIds": ["$file", "$unused", "abc"]`+tags+`}`, noFiles, "$unused", "abc")
		if field != "" {
			add(400, `{"fileIds": ["$file"]}`, field+" parameter is missing.")
			add(400, fmt.Sprintf(`{"fileIds": ["$file"], %q: []}`, field), field+" array cannot be empty.")
			noTags := "Your request contains invalid value for " + field +
				". Please provide an array of strings. Example - ['t-shirt','summer-sale']."
			add(400, fmt.Sprintf(`{"fileIds": ["$file"], %q: "tea"}`, field), noTags)
			add(400, fmt.Sprintf(`{"fileIds": ["$file"], %q: ["tea", 7]}`, field), noTags)
		}
		if field == "tags" {
			all[len(all)-2].source, all[len(all)-1].source = fromAnotherOperation, fromAnotherOperation
			add(400, `{"fileIds": ["$file"], "tags": ["tea", "`+strings.Repeat("x", 498)+`"]}`, tagsTooLong)
		}
	}
	return append(all, documentedError{
		operation: "bulkAddTags", body: `{"fileIds": ["$full"], "tags": ["y"]}`, status: 400, message: tagsTooLong,
	})
}

// copyErrors returns the errors of copies and moves of files.
func copyErrors() (all []documentedError) {
	for _, operation := range []string{"copyFile", "moveFile"} {
		for body, reason := range map[string]string{
			``:                                       "MISSING_PARAMETER",
			`{"sourceFilePath": "$folder/menu.txt"}`: "MISSING_PARAMETER",
			`{"destinationPath": "$folder/new"}`:     "MISSING_PARAMETER",
			transferBody("", "$folder/new"):          "MISSING_PARAMETER",
			transferBody("$folder/menu.txt", "$folder/"):   "SAME_SOURCE_AND_DESTINATION",
			transferBody("$folder/menu.txt", "/x/../y"):    "INVALID_FOLDER_PATH",
			transferBody("$folder/menu.txt", "$folder/./"): "INVALID_FOLDER_PATH",
		} {
			all = append(all, documentedError{
				operation: operation, body: body, status: 400, message: missingOrInvalid, reason: reason,
			})
		}
		all = append(all, documentedError{
			operation: operation, body: transferBody("$folder/none.txt", "$folder/new"), status: 404,
			message: "No file found with filePath `$folder/none.txt`.", reason: "SOURCE_FILE_MISSING",
		})
	}
	return all
}

// transferBody returns the body of a copy or a move of a file.
func transferBody(source, destination string) string {
	return fmt.Sprintf(`{"sourceFilePath": %q, "destinationPath": %q}`, source, destination)
}

var renameErrors = []documentedError{
	{
		operation: "renameFile", body: `{"filePath": "$folder/menu.txt"}`, status: 400,
		message: missingOrInvalid, reason: "MISSING_PARAMETER",
	},
	{
		operation: "renameFile", body: `{"filePath": "", "newFileName": "new.txt"}`, status: 400,
		message: missingOrInvalid, reason: "MISSING_PARAMETER",
	},
	{
		operation: "renameFile", body: `{"filePath": "$folder/menu.txt", "newFileName": 7}`, status: 400,
		message: missingOrInvalid, reason: "INVALID_PARAMETER",
	},
	{
		operation: "renameFile", body: `{"filePath": "$folder/menu.txt", "newFileName": ".."}`, status: 400,
		message: missingOrInvalid, reason: "INVALID_PARAMETER",
	},
	{
		operation: "renameFile", body: `{"filePath": "$folder/menu.txt", "newFileName": "menu.txt"}`, status: 400,
		message: "newFileName cannot be the same as its existing name.", reason: "SAME_OLD_AND_NEW_NAME",
	},
	{
		operation: "renameFile", body: `{"filePath": "$folder/none.txt", "newFileName": "new.txt"}`, status: 404,
		message: "No file found in media library at filePath $folder/none.txt", reason: "FILE_MISSING",
	},
	{
		operation: "renameFile", body: `{"filePath": "$folder/menu.txt", "newFileName": "card.txt"}`, status: 409,
		message: "File with name card.txt already exists at the same location.", reason: "FILE_ALREADY_EXISTS",
	},
}

func documentedErrorsOfFullFiles(t *testing.T, a *account) {
	a.uploadFile(t, "menu.txt", []byte("menu"))
	for range 100 {
		a.uploadFile(t, "menu.txt", []byte("menu"), func(r *imagekit.UploadRequest) { *r.Folder += "/full" })
	}
	a.wantDocumented(t, fullFileErrors)
}

// fullFileErrors are errors of copies and moves to a file with 100 versions.
var fullFileErrors = []documentedError{
	{
		operation: "copyFile", body: transferBody("$folder/menu.txt", "$folder/full"), status: 400,
		message: missingOrInvalid, reason: "VERSION_LIMIT_EXCEEDED",
	},
	{
		operation: "moveFile", body: transferBody("$folder/menu.txt", "$folder/full"), status: 400,
		message: missingOrInvalid, reason: "VERSION_LIMIT_EXCEEDED",
	},
}

func documentedErrorsWithoutPurges(t *testing.T, a *account) {
	a = mockAccount(t, a.counter, mockserver.WithPurgeQuota(1))
	ctx := t.Context()
	purge := imagekit.PurgeCacheRequest{URL: a.endpoint + "/a.txt"}
	check.Call(a.PurgeCache(ctx, purge)).Must(t)
	_, err := a.PurgeCache(ctx, purge)
	wantError(t, err, imagekit.ErrRateLimited)

	a.uploadFile(t, "menu.txt", []byte("menu"))
	job := check.Call(a.RenameFolder(ctx, imagekit.RenameFolderRequest{
		FolderPath: a.folder, NewFolderName: "renamed", PurgeCache: new(true),
	})).Must(t)
	pending := check.Call(a.GetBulkJobStatus(ctx, job.JobID)).Must(t)
	wantEqual(t, "first status", pending.Status, imagekit.BulkJobStatusPending)
	a.wantDocumented(t, unpurgedErrors, "$job", job.JobID)
	wantEqual(t, "files after the failed requests", a.assetNames(t, "/renamed", imagekit.AssetTypeFilterFile),
		[]string{"new.txt"})
}

// unpurgedErrors are errors of purges after the quota of purges is used up. $job is a job that has renamed the folder.
var unpurgedErrors = []documentedError{
	{
		operation: "getBulkJobStatus", ids: []string{"$job"}, status: http.StatusMultiStatus,
		message:     "Folder renamed successfully but purging cache on nested files failed.",
		otherFields: map[string]any{"jobId": "$job", "type": "RENAME_FOLDER", "status": "Partial success"},
	},
	{
		operation: "renameFile", status: http.StatusMultiStatus, reason: "PURGE_FAILED",
		body: `{"filePath": "/renamed/menu.txt", "newFileName": "new.txt", "purgeCache": true}`,
		message: "File renamed successfully but we could not purge the CDN cache for old URL " +
			"because of rate limits on purge API.",
	},
}
