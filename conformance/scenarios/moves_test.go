package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var moveScenarios = []scenario{
	{"a copy is an independent file", "", independentCopy},
	{"a move to an existing file adds versions", "", moveToExistingFile},
	{"a rename", "", rename},
}

func independentCopy(t *testing.T, a *account) {
	ctx := t.Context()
	original := a.uploadFile(t, "menu.txt", []byte("1"))
	a.uploadFile(t, "menu.txt", []byte("22"))
	copyTo := func(folder string, versions bool) *imagekit.Asset {
		t.Helper()
		check.NoError(t, a.CopyFile(ctx, imagekit.CopyFileRequest{
			SourceFilePath: original.FilePath, DestinationPath: folder, IncludeFileVersions: &versions,
		}))
		return a.onlyFile(t, folder)
	}
	newest, all := copyTo(a.folder+"/newest", false), copyTo(a.folder+"/all", true)
	if newest.FileID == original.FileID || all.FileID == newest.FileID {
		t.Errorf("ids of the copies are %s and %s, that of the original is %s", newest.FileID, all.FileID,
			original.FileID)
	}
	wantEqual(t, "versions of a copy of the newest version",
		len(check.Call(a.GetFileVersions(ctx, newest.FileID)).Must(t)), 1)
	wantEqual(t, "versions of a copy of all versions", len(check.Call(a.GetFileVersions(ctx, all.FileID)).Must(t)), 2)

	check.NoError(t, a.DeleteFile(ctx, original.FileID))
	status, body := download(t, newest.URL)
	wantEqual(t, "download of a copy whose original is deleted", []any{status, string(body)}, []any{200, "22"})
	err := a.CopyFile(ctx, imagekit.CopyFileRequest{
		SourceFilePath:  newest.FilePath,
		DestinationPath: a.folder + "/newest",
	})
	wantError(t, err, imagekit.ErrInvalidRequest, "SAME_SOURCE_AND_DESTINATION")
	err = a.CopyFile(ctx, imagekit.CopyFileRequest{
		SourceFilePath:  original.FilePath,
		DestinationPath: a.folder + "/newest",
	})
	wantError(t, err, imagekit.ErrNotFound, "SOURCE_FILE_MISSING")
}

// onlyFile returns the only file in a folder.
func (a *account) onlyFile(t *testing.T, folder string) *imagekit.Asset {
	t.Helper()
	var found []imagekit.Asset
	a.waitUntil(t, "a file in "+folder, func() (yes bool, err error) {
		found, err = a.ListFiles(t.Context(), &imagekit.ListFilesParams{Path: &folder})
		return len(found) == 1, err
	})
	return &found[0]
}

func moveToExistingFile(t *testing.T, a *account) {
	ctx := t.Context()
	inside := func(r *imagekit.UploadRequest) { r.Folder = new(a.folder + "/inside") }
	there := a.uploadFile(t, "menu.txt", []byte("1"), inside)
	moved := a.uploadFile(t, "menu.txt", []byte("22"))
	check.NoError(t, a.MoveFile(ctx,
		imagekit.MoveFileRequest{SourceFilePath: moved.FilePath, DestinationPath: a.folder + "/inside"}))
	wantEqual(t, "size of the existing file", check.Call(a.GetFileDetails(ctx, there.FileID)).Must(t).Size, 2)
	wantEqual(t, "versions of the existing file", len(check.Call(a.GetFileVersions(ctx, there.FileID)).Must(t)), 2)
	err := a.MoveFile(ctx, imagekit.MoveFileRequest{
		SourceFilePath:  moved.FilePath,
		DestinationPath: a.folder + "/inside",
	})
	wantError(t, err, imagekit.ErrNotFound, "SOURCE_FILE_MISSING")
}

func rename(t *testing.T, a *account) {
	ctx := t.Context()
	tea := a.uploadFile(t, "tea.txt", []byte("1"))
	a.uploadFile(t, "coffee.txt", []byte("2"))
	rename := func(from, to string, purge *bool) (*imagekit.RenameFileResult, error) {
		return a.RenameFile(ctx, imagekit.RenameFileRequest{
			FilePath: a.folder + "/" + from, NewFileName: to,
			PurgeCache: purge,
		})
	}
	_, err := rename("tea.txt", "coffee.txt", nil)
	wantError(t, err, imagekit.ErrConflict, "FILE_ALREADY_EXISTS")
	_, err = rename("tea.txt", "tea.txt", nil)
	wantError(t, err, imagekit.ErrInvalidRequest, "SAME_OLD_AND_NEW_NAME")
	_, err = rename("milk.txt", "tea.txt", nil)
	wantError(t, err, imagekit.ErrNotFound, "FILE_MISSING")

	wantEqual(t, "purge that was not requested",
		check.Call(rename("tea.txt", "green tea.txt", nil)).Must(t).PurgeRequestID, "")
	wantEqual(t, "path", check.Call(a.GetFileDetails(ctx, tea.FileID)).Must(t).FilePath, a.folder+"/green_tea.txt")
	a.waitForPurge(t, check.Call(rename("green_tea.txt", "tea.txt", new(true))).Must(t).PurgeRequestID)
}
