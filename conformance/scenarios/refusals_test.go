package scenarios_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var refusalScenarios = []scenario{
	{"input that the service refuses", "its ids and paths are not in the scenario's folder", refusals},
}

// refused is a call that the client sends and the service refuses.
type refused struct {
	operation string
	call      func(ctx context.Context, a *account) error
}

var refusedCalls = []refused{
	{"upload", func(ctx context.Context, a *account) error {
		return errorOf(a.Upload(ctx, a.uploadRequest("..", []byte("x"))))
	}},
	{"uploadV2", func(ctx context.Context, a *account) error {
		return errorOf(a.UploadV2(ctx, imagekit.UploadV2Request{
			File: imagekit.FromBytes(nil), FileName: "a.txt", CustomCoordinates: new("left"),
		}))
	}},
	{"listFiles", func(ctx context.Context, a *account) error {
		return errorOf(a.ListFiles(ctx, &imagekit.ListFilesParams{Limit: new(1001)}))
	}},
	{"updateFileDetails", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateFileDetails(ctx, a.anyFile,
			imagekit.UpdateFileDetailsRequest{Tags: imagekit.Value([]string{strings.Repeat("x", 501)})}))
	}},
	{"copyFile", func(ctx context.Context, a *account) error {
		return a.CopyFile(ctx, imagekit.CopyFileRequest{
			SourceFilePath:  a.folder + "/any.txt",
			DestinationPath: a.folder,
		})
	}},
	{"moveFile", func(ctx context.Context, a *account) error {
		return a.MoveFile(ctx, imagekit.MoveFileRequest{
			SourceFilePath:  a.folder + "/any.txt",
			DestinationPath: a.folder,
		})
	}},
	{"renameFile", func(ctx context.Context, a *account) error {
		return errorOf(a.RenameFile(ctx,
			imagekit.RenameFileRequest{FilePath: a.folder + "/any.txt", NewFileName: "any.txt"}))
	}},
	{"bulkDeleteFiles", func(ctx context.Context, a *account) error {
		return errorOf(a.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: missingFileIDs(101)}))
	}},
	{"bulkAddTags", func(ctx context.Context, a *account) error {
		return errorOf(a.BulkAddTags(ctx,
			imagekit.BulkAddTagsRequest{FileIDs: []string{a.anyFile}, Tags: []string{"100%"}}))
	}},
	{"bulkRemoveTags", func(ctx context.Context, a *account) error {
		return errorOf(a.BulkRemoveTags(ctx,
			imagekit.BulkRemoveTagsRequest{FileIDs: missingFileIDs(51), Tags: []string{"tea"}}))
	}},
	{"bulkRemoveAITags", func(ctx context.Context, a *account) error {
		return errorOf(a.BulkRemoveAITags(ctx,
			imagekit.BulkRemoveAITagsRequest{FileIDs: missingFileIDs(51), AITags: []string{"Tea"}}))
	}},
	{"createFolder", func(ctx context.Context, a *account) error {
		return a.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: "..", ParentFolderPath: a.folder})
	}},
	{"deleteFolder", func(ctx context.Context, a *account) error {
		return a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: "/"})
	}},
	{"copyFolder", func(ctx context.Context, a *account) error {
		return errorOf(a.CopyFolder(ctx, imagekit.CopyFolderRequest{SourceFolderPath: "/", DestinationPath: a.folder}))
	}},
	{"moveFolder", func(ctx context.Context, a *account) error {
		return errorOf(a.MoveFolder(ctx,
			imagekit.MoveFolderRequest{SourceFolderPath: a.folder, DestinationPath: a.folder + "/inside"}))
	}},
	{"renameFolder", func(ctx context.Context, a *account) error {
		return errorOf(a.RenameFolder(ctx, imagekit.RenameFolderRequest{FolderPath: "/", NewFolderName: "root"}))
	}},
	{"getFileMetadataFromURL", func(ctx context.Context, a *account) error {
		return errorOf(a.GetFileMetadataFromURL(ctx,
			"https://somewhere.example.com/a.png"))
	}},
	{"createCustomMetadataField", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
			Name: "season", Label: "Season",
			Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeSingleSelect},
		}))
	}},
	{"updateCustomMetadataField", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateCustomMetadataField(ctx, a.anyField, imagekit.UpdateCustomMetadataFieldRequest{}))
	}},
	{"createSavedExtension", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
			Name: "Drinks", Description: "Tags drinks.",
			Config: imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{Name: "guessing"}),
		}))
	}},
	{"updateSavedExtension", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateSavedExtension(ctx, exchanges.FileID, imagekit.UpdateSavedExtensionRequest{
			Config: new(imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{Name: "guessing"})),
		}))
	}},
	{"createNamedTransformation", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateNamedTransformation(ctx,
			imagekit.CreateNamedTransformationRequest{Name: "no dashes-", Transformation: "w-10"}))
	}},
	{"updateNamedTransformation", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateNamedTransformation(ctx, exchanges.FileID,
			imagekit.UpdateNamedTransformationRequest{Name: new("no dashes-")}))
	}},
	{"purgeCache", func(ctx context.Context, a *account) error {
		return errorOf(a.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: "https://somewhere.example.com/a.png"}))
	}},
	{"getPurgeCacheStatus", func(ctx context.Context, a *account) error {
		return errorOf(a.GetPurgeCacheStatus(ctx, exchanges.FileID))
	}},
	{"getUsage", func(ctx context.Context, a *account) error {
		return errorOf(a.GetUsage(ctx, imagekit.NewDate(2026, time.March, 2), imagekit.NewDate(2026, time.March, 1)))
	}},
	{"getUsageAnalytics", func(ctx context.Context, a *account) error {
		first, last := imagekit.NewDate(2026, time.January, 1), imagekit.NewDate(2026, time.June, 1)
		return errorOf(a.GetUsageAnalytics(ctx, first, last))
	}},
	{"createOrigin", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateOrigin(ctx, webFolder("")))
	}},
	{"updateOrigin", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateOrigin(ctx, a.anyOrigin, webFolder("")))
	}},
	{"createURLEndpoint", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateURLEndpoint(ctx,
			imagekit.URLEndpointRequest{Description: "Shop", URLPrefix: new("no spaces")}))
	}},
	{"updateURLEndpoint", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateURLEndpoint(ctx, "default",
			imagekit.URLEndpointRequest{Description: "Shop", Origins: []string{"nowhere"}}))
	}},
	{"createWebhookEndpoint", func(ctx context.Context, a *account) error {
		return errorOf(a.CreateWebhookEndpoint(ctx, webhookEndpoint("/hooks")))
	}},
	{"updateWebhookEndpoint", func(ctx context.Context, a *account) error {
		return errorOf(a.UpdateWebhookEndpoint(ctx, exchanges.FileID, imagekit.UpdateWebhookEndpointRequest{
			Events: []imagekit.WebhookEventType{"file.archived"},
		}))
	}},
	{"generateSearchQuery", func(ctx context.Context, a *account) error {
		return errorOf(a.GenerateSearchQuery(ctx,
			imagekit.GenerateSearchQueryRequest{Prompt: "coffee", Timezone: new("Mars/Olympus")}))
	}},
	{"deleteURLEndpoint", func(ctx context.Context, a *account) error {
		return a.DeleteURLEndpoint(ctx, "default")
	}},
}

// missingFileIDs returns n ids of files that do not exist.
func missingFileIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%024x", i)
	}
	return ids
}

// errorOf returns the error of a call that must fail.
func errorOf[T any](_ T, err error) error { return err }

func refusals(t *testing.T, a *account) {
	a.anyFile = a.uploadFile(t, "any.txt", []byte("any")).FileID
	a.anyField = a.createField(t, "any",
		imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeText}).ID
	a.anyOrigin = a.createOrigin(t, "Any")
	for _, r := range refusedCalls {
		t.Run(r.operation, func(t *testing.T) {
			wantError(t, r.call(t.Context(), a), imagekit.ErrInvalidRequest)
		})
	}
	wantEqual(t, "files after the failed requests", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile),
		[]string{"any.txt"})
}
