package scenarios_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var folderScenarios = []scenario{
	{"lifecycle of a folder", "", folderLifecycle},
	{"invalid folders", "", invalidFolders},
}

func folderLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	check.NoError(t, a.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: "menu", ParentFolderPath: a.folder}))
	check.NoError(t, a.CreateFolder(ctx,
		imagekit.CreateFolderRequest{FolderName: "drinks", ParentFolderPath: a.folder + "/menu"}))
	a.uploadFile(t, "tea.txt", []byte("1"), inFolder(a.folder+"/menu/drinks"))
	a.uploadFile(t, "tea.txt", []byte("22"), inFolder(a.folder+"/menu/drinks"))
	a.assertFolders(t, a.folder, "menu")

	copied := check.Call(a.CopyFolder(ctx, imagekit.CopyFolderRequest{
		SourceFolderPath: a.folder + "/menu", DestinationPath: a.folder + "/copies", IncludeVersions: new(true),
	})).Must(t)
	wantEqual(t, "type of the job", a.waitForJob(t, copied.JobID).Type, imagekit.BulkJobTypeCopyFolder)
	file := a.onlyFile(t, a.folder+"/copies/menu/drinks")
	wantEqual(t, "versions of a copied file", len(check.Call(a.GetFileVersions(ctx, file.FileID)).Must(t)), 2)

	renamed := check.Call(a.RenameFolder(ctx, imagekit.RenameFolderRequest{
		FolderPath: a.folder + "/copies/menu", NewFolderName: "card", PurgeCache: new(true),
	})).Must(t)
	a.waitForPurge(t, a.waitForJob(t, renamed.JobID).PurgeRequestID)
	moved := check.Call(a.MoveFolder(ctx, imagekit.MoveFolderRequest{
		SourceFolderPath: a.folder + "/copies/card", DestinationPath: a.folder + "/moved",
	})).Must(t)
	wantEqual(t, "type of the job", a.waitForJob(t, moved.JobID).Type, imagekit.BulkJobTypeMoveFolder)
	wantEqual(t, "path of a file in a moved folder",
		check.Call(a.GetFileDetails(ctx, file.FileID)).Must(t).FilePath,
		a.folder+"/moved/card/drinks/tea.txt")
	a.assertFolders(t, a.folder+"/moved", "card")
	a.assertFolders(t, a.folder+"/copies")

	check.NoError(t, a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: a.folder + "/moved"}))
	_, err := a.GetFileDetails(ctx, file.FileID)
	wantError(t, err, imagekit.ErrNotFound)
	wantError(t, a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: a.folder + "/moved"}),
		imagekit.ErrNotFound, "FOLDER_NOT_FOUND")
	a.onlyFile(t, a.folder+"/menu/drinks")
}

// inFolder returns a change that uploads to another folder.
func inFolder(folder string) func(*imagekit.UploadRequest) {
	return func(r *imagekit.UploadRequest) { r.Folder = &folder }
}

// assertFolders checks the names of the folders directly in a folder.
func (a *account) assertFolders(t *testing.T, folder string, want ...string) {
	t.Helper()
	a.waitUntil(t, "folders in "+folder, func() (bool, error) {
		return slices.Equal(a.assetNames(t, folder, imagekit.AssetTypeFilterFolder), want), nil
	})
}

func invalidFolders(t *testing.T, a *account) {
	ctx := t.Context()
	for _, name := range []string{"menu", "card"} {
		check.NoError(t, a.CreateFolder(ctx,
			imagekit.CreateFolderRequest{FolderName: name, ParentFolderPath: a.folder}))
	}
	wantError(t, a.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: "..", ParentFolderPath: a.folder}),
		imagekit.ErrInvalidRequest, "INVALID_FOLDER_PATH")

	_, err := a.RenameFolder(ctx, imagekit.RenameFolderRequest{FolderPath: a.folder + "/menu", NewFolderName: "card"})
	wantError(t, err, imagekit.ErrConflict, "already exists")
	_, err = a.RenameFolder(ctx, imagekit.RenameFolderRequest{FolderPath: a.folder + "/nowhere", NewFolderName: "card"})
	wantError(t, err, imagekit.ErrNotFound)
	_, err = a.MoveFolder(ctx, imagekit.MoveFolderRequest{
		SourceFolderPath: a.folder + "/menu",
		DestinationPath:  a.folder + "/menu/inside",
	})
	wantError(t, err, imagekit.ErrInvalidRequest, "INVALID_DESTINATION_PATH")
	_, err = a.MoveFolder(ctx, imagekit.MoveFolderRequest{
		SourceFolderPath: a.folder + "/menu",
		DestinationPath:  a.folder + "/menu",
	})
	wantError(t, err, imagekit.ErrInvalidRequest, "SAME_SOURCE_AND_DESTINATION")
	_, err = a.CopyFolder(ctx, imagekit.CopyFolderRequest{
		SourceFolderPath: a.folder + "/nowhere",
		DestinationPath:  a.folder + "/menu",
	})
	wantError(t, err, imagekit.ErrNotFound, "NO_FILES_FOLDER")
}
