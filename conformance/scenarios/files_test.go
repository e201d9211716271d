package scenarios_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var fileScenarios = []scenario{
	{"lifecycle of a file", "", fileLifecycle},
	{"an update changes only the given fields", "", partialUpdate},
	{"bulk deletion of files", "", deleteManyFiles},
}

func fileLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	uploaded := a.uploadFile(t, "coffee.png", picture(t, 20, 10))
	wantEqual(t, "path", uploaded.FilePath, a.folder+"/coffee.png")
	wantEqual(t, "size of the image", [2]int64{uploaded.Width, uploaded.Height}, [2]int64{20, 10})

	file := check.Call(a.GetFileDetails(ctx, uploaded.FileID)).Must(t)
	wantEqual(t, "id, name and URL", []string{file.FileID, file.Name, file.URL},
		[]string{uploaded.FileID, "coffee.png", file.URL})
	wantEqual(t, "kind", []string{string(file.Type), file.FileType, file.MIME}, []string{"file", "image", "image/png"})
	wantEqual(t, "state", []bool{file.IsPublished, file.IsPrivateFile, file.CreatedAt.IsZero()},
		[]bool{true, false, false})

	a.waitUntil(t, "the file is in the list", func() (bool, error) {
		return slices.Contains(a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile), "coffee.png"), nil
	})
	metadata := check.Call(a.GetFileMetadata(ctx, file.FileID)).Must(t)
	wantEqual(t, "format and width", []any{metadata.Format, metadata.Width}, []any{"png", int64(20)})

	check.NoError(t, a.MoveFile(ctx,
		imagekit.MoveFileRequest{SourceFilePath: file.FilePath, DestinationPath: a.folder + "/menu"}))
	check.Call(a.RenameFile(ctx, imagekit.RenameFileRequest{
		FilePath:    a.folder + "/menu/coffee.png",
		NewFileName: "tea.png",
	})).Must(t)
	moved := check.Call(a.GetFileDetails(ctx, file.FileID)).Must(t)
	wantEqual(t, "path after the move", moved.FilePath, a.folder+"/menu/tea.png")

	check.NoError(t, a.DeleteFile(ctx, file.FileID))
	_, err := a.GetFileDetails(ctx, file.FileID)
	wantError(t, err, imagekit.ErrNotFound)
	wantError(t, a.DeleteFile(ctx, file.FileID), imagekit.ErrNotFound)
	if a.isMock { // the CDN of the service may still have it
		status, _ := download(t, moved.URL)
		wantEqual(t, "status of the URL of a deleted file", status, http.StatusNotFound)
	}
}

func partialUpdate(t *testing.T, a *account) {
	ctx := t.Context()
	id := a.uploadFile(t, "coffee.png", picture(t, 20, 10)).FileID
	update := func(request imagekit.UpdateFileDetailsRequest) *imagekit.UpdatedFile {
		t.Helper()
		return check.Call(a.UpdateFileDetails(ctx, id, request)).Must(t)
	}
	update(imagekit.UpdateFileDetailsRequest{
		Tags: imagekit.Value([]string{"coffee", "summer"}), CustomCoordinates: imagekit.Value("1,2,3,4"),
		Description: new("A cup."),
	})
	got := update(imagekit.UpdateFileDetailsRequest{Description: new("A large cup.")})
	wantEqual(t, "tags", got.Tags, []string{"coffee", "summer"})
	wantEqual(t, "coordinates and description", []string{got.CustomCoordinates, got.Description},
		[]string{"1,2,3,4", "A large cup."})

	update(imagekit.UpdateFileDetailsRequest{
		Tags: imagekit.Null[[]string](), CustomCoordinates: imagekit.Null[string](),
		RemoveAITags: new(imagekit.NewRemoveAITags(imagekit.AllAITags)),
	})
	file := check.Call(a.GetFileDetails(ctx, id)).Must(t)
	if len(file.Tags) > 0 || file.CustomCoordinates != "" || file.Description != "A large cup." {
		t.Errorf("after an update with null: tags %q, coordinates %q, description %q", file.Tags,
			file.CustomCoordinates, file.Description)
	}
	if file.UpdatedAt.Before(file.CreatedAt) {
		t.Errorf("updated at %v, created at %v", file.UpdatedAt, file.CreatedAt)
	}
}

func deleteManyFiles(t *testing.T, a *account) {
	ctx := t.Context()
	first, second, third := a.uploadFile(t, "1.txt", []byte("1")), a.uploadFile(t, "2.txt", []byte("2")),
		a.uploadFile(t, "3.txt", []byte("3"))
	_, err := a.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: []string{first.FileID, exchanges.FileID}})
	wantError(t, err, imagekit.ErrNotFound)
	check.Call(a.GetFileDetails(ctx, first.FileID)).Must(t) // the failed request has deleted no file

	ids := []string{first.FileID, second.FileID}
	result := check.Call(a.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: ids})).Must(t)
	wantEqual(t, "deleted files", slices.Sorted(slices.Values(result.SuccessfullyDeletedFileIDs)),
		slices.Sorted(slices.Values(ids)))
	for _, id := range ids {
		_, err := a.GetFileDetails(ctx, id)
		wantError(t, err, imagekit.ErrNotFound)
	}
	check.Call(a.GetFileDetails(ctx, third.FileID)).Must(t)
}
