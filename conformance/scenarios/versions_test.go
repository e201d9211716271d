package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var versionScenarios = []scenario{
	{"lifecycle of versions", "", versionLifecycle},
	{"an overwrite keeps the given fields", "", overwriteKeeps},
	{"a file that must not be overwritten", "", mustNotBeOverwritten},
}

func versionLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	first := a.uploadFile(t, "menu.txt", []byte("old"))
	second := a.uploadFile(t, "menu.txt", []byte("newer"))
	wantEqual(t, "id of the file", second.FileID, first.FileID)
	wantEqual(t, "name of the version", second.VersionInfo.Name, "Version 2")

	versions := check.Call(a.GetFileVersions(ctx, first.FileID)).Must(t)
	wantEqual(t, "versions", versionNames(versions), []string{"Version 2", "Version 1"})
	wantEqual(t, "types", []imagekit.AssetType{versions[0].Type, versions[1].Type},
		[]imagekit.AssetType{imagekit.AssetTypeFile, imagekit.AssetTypeFileVersion})
	old := check.Call(a.GetFileVersionDetails(ctx, first.FileID, first.VersionInfo.ID)).Must(t)
	wantEqual(t, "size of the old version", old.Size, 3)

	wantError(t, a.DeleteFileVersion(ctx, first.FileID, second.VersionInfo.ID), imagekit.ErrInvalidRequest,
		"current version")
	_, err := a.RestoreFileVersion(ctx, first.FileID, second.VersionInfo.ID)
	wantError(t, err, imagekit.ErrInvalidRequest)
	restored := check.Call(a.RestoreFileVersion(ctx, first.FileID, first.VersionInfo.ID)).Must(t)
	wantEqual(t, "size after the old version is restored", restored.Size, 3)
	wantEqual(t, "size of the file", check.Call(a.GetFileDetails(ctx, first.FileID)).Must(t).Size, 3)

	check.NoError(t, a.DeleteFileVersion(ctx, first.FileID, second.VersionInfo.ID))
	_, err = a.GetFileVersionDetails(ctx, first.FileID, second.VersionInfo.ID)
	wantError(t, err, imagekit.ErrNotFound)
	wantEqual(t, "number of remaining versions", len(check.Call(a.GetFileVersions(ctx, first.FileID)).Must(t)), 1)
}

func versionNames(versions []imagekit.File) []string {
	var names []string
	for _, v := range versions {
		names = append(names, v.VersionInfo.Name)
	}
	return names
}

func overwriteKeeps(t *testing.T, a *account) {
	ctx := t.Context()
	tagged := func(r *imagekit.UploadRequest) { r.Tags = []string{"coffee"} }
	keep := func(r *imagekit.UploadRequest) {
		r.OverwriteTags, r.OverwriteAITags, r.OverwriteCustomMetadata = new(false), new(false), new(false)
	}
	id := a.uploadFile(t, "menu.txt", []byte("1"), tagged).FileID
	a.uploadFile(t, "menu.txt", []byte("2"), keep)
	wantEqual(t, "tags after an upload with OverwriteTags false", check.Call(a.GetFileDetails(ctx, id)).Must(t).Tags,
		[]string{"coffee"})
	a.uploadFile(t, "menu.txt", []byte("3"))
	if tags := check.Call(a.GetFileDetails(ctx, id)).Must(t).Tags; len(tags) > 0 {
		t.Errorf("tags %q are kept, although the upload does not set OverwriteTags to false", tags)
	}
}

func mustNotBeOverwritten(t *testing.T, a *account) {
	once := func(r *imagekit.UploadRequest) { r.OverwriteFile = new(false) }
	first := a.uploadFile(t, "menu.txt", []byte("1"), once)
	_, err := a.Upload(t.Context(), a.uploadRequest("menu.txt", []byte("2"), once))
	wantError(t, err, imagekit.ErrInvalidRequest, "exists")
	versions := check.Call(a.GetFileVersions(t.Context(), first.FileID)).Must(t)
	wantEqual(t, "number of versions", len(versions), 1)

	another := a.uploadFile(t, "menu.txt", []byte("3"), func(r *imagekit.UploadRequest) { r.UseUniqueFileName = nil })
	if another.FileID == first.FileID || another.Name == first.Name {
		t.Errorf("an upload under a unique name is stored as %s %s", another.FileID, another.FilePath)
	}
}
