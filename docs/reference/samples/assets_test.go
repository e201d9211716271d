package samples_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit"
)

func listFiles(ctx context.Context, ik *imagekit.Client) error {
	assets, err := ik.ListFiles(ctx, &imagekit.ListFilesParams{
		SearchQuery: new(`tags IN ["coffee"] AND size > "10"`),
		Sort:        new(imagekit.SortOrderDescCreated),
		Limit:       new(100),
	})
	if err != nil {
		return err
	}
	for _, asset := range assets { // ik.Files and ik.Assets get all pages
		fmt.Println(asset.FileID, asset.FilePath, asset.Tags)
	}
	return nil
}

func generateSearchQuery(ctx context.Context, ik *imagekit.Client) error {
	generated, err := ik.GenerateSearchQuery(ctx, imagekit.GenerateSearchQueryRequest{
		Prompt: "pictures tagged summer",
	})
	if err != nil {
		return err
	}
	assets, err := ik.ListFiles(ctx, &imagekit.ListFilesParams{SearchQuery: &generated.SearchQuery})
	if err != nil {
		return err
	}
	fmt.Println(generated.SearchQuery, len(assets))
	return nil
}

func getFileDetails(ctx context.Context, ik *imagekit.Client) error {
	file, err := ik.GetFileDetails(ctx, fileID)
	if errors.Is(err, imagekit.ErrNotFound) {
		return fmt.Errorf("the file has been deleted: %w", err)
	}
	if err != nil {
		return err
	}
	fmt.Println(file.FilePath, file.Size, file.Tags)
	return nil
}

func updateFileDetails(ctx context.Context, ik *imagekit.Client) error {
	file, err := ik.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
		Tags:              imagekit.Value([]string{"coffee", "winter"}),
		CustomCoordinates: imagekit.Null[string](),      // removes the coordinates
		CustomMetadata:    map[string]any{"price": 4.9}, // changes one field
		Description:       new("A cup of coffee on a wooden table."),
	})
	if err != nil {
		return err
	}
	fmt.Println(file.Tags, file.CustomMetadata)
	return nil
}

func deleteFile(ctx context.Context, ik *imagekit.Client) error {
	err := ik.DeleteFile(ctx, fileID)
	if errors.Is(err, imagekit.ErrNotFound) {
		return nil // it has been deleted before
	}
	return err
}

func copyFile(ctx context.Context, ik *imagekit.Client) error {
	return ik.CopyFile(ctx, imagekit.CopyFileRequest{
		SourceFilePath:      "/menu/drinks/coffee.png",
		DestinationPath:     "/archive", // a folder
		IncludeFileVersions: new(true),
	})
}

func moveFile(ctx context.Context, ik *imagekit.Client) error {
	return ik.MoveFile(ctx, imagekit.MoveFileRequest{
		SourceFilePath:  "/menu/drinks/coffee.png",
		DestinationPath: "/archive", // a folder
	})
}

func renameFile(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.RenameFile(ctx, imagekit.RenameFileRequest{
		FilePath:    "/menu/drinks/coffee.png",
		NewFileName: "espresso.png",
		PurgeCache:  new(true), // of the old URL
	})
	if err != nil {
		return err
	}
	return ik.WaitForPurge(ctx, result.PurgeRequestID, imagekit.WaitOptions{})
}

func bulkDeleteFiles(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{
		FileIDs: []string{fileID, otherFileID}, // ik.DeleteFiles takes more than 100
	})
	if err != nil {
		return err
	}
	fmt.Println(result.SuccessfullyDeletedFileIDs)
	return nil
}

func bulkAddTags(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.BulkAddTags(ctx, imagekit.BulkAddTagsRequest{
		FileIDs: []string{fileID, otherFileID}, // ik.AddTags takes more than 50
		Tags:    []string{"menu"},
	})
	if err != nil {
		return err
	}
	fmt.Println(result.SuccessfullyUpdatedFileIDs)
	return nil
}

func bulkRemoveTags(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.BulkRemoveTags(ctx, imagekit.BulkRemoveTagsRequest{
		FileIDs: []string{fileID, otherFileID}, // ik.RemoveTags takes more than 50
		Tags:    []string{"summer"},
	})
	if err != nil {
		return err
	}
	fmt.Println(result.SuccessfullyUpdatedFileIDs)
	return nil
}

func bulkRemoveAITags(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.BulkRemoveAITags(ctx, imagekit.BulkRemoveAITagsRequest{
		FileIDs: []string{fileID, otherFileID},
		AITags:  []string{"Tableware"},
	})
	if err != nil {
		return err
	}
	fmt.Println(result.SuccessfullyUpdatedFileIDs)
	return nil
}

func getFileVersions(ctx context.Context, ik *imagekit.Client) error {
	versions, err := ik.GetFileVersions(ctx, fileID)
	if err != nil {
		return err
	}
	for _, version := range versions {
		fmt.Println(version.VersionInfo.ID, version.VersionInfo.Name, version.CreatedAt)
	}
	return nil
}

func getFileVersionDetails(ctx context.Context, ik *imagekit.Client) error {
	version, err := ik.GetFileVersionDetails(ctx, fileID, versionID)
	if err != nil {
		return err
	}
	fmt.Println(version.VersionInfo.Name, version.URL)
	return nil
}

func deleteFileVersion(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteFileVersion(ctx, fileID, versionID)
}

func restoreFileVersion(ctx context.Context, ik *imagekit.Client) error {
	file, err := ik.RestoreFileVersion(ctx, fileID, versionID)
	if err != nil {
		return err
	}
	fmt.Println("the current version is", file.VersionInfo.ID)
	return nil
}

func getFileMetadata(ctx context.Context, ik *imagekit.Client) error {
	metadata, err := ik.GetFileMetadata(ctx, fileID)
	if err != nil {
		return err
	}
	fmt.Println(metadata.Format, metadata.Width, metadata.Height, metadata.PHash)
	return nil
}

func getFileMetadataFromURL(ctx context.Context, ik *imagekit.Client) error {
	metadata, err := ik.GetFileMetadataFromURL(ctx, fileURL)
	if err != nil {
		return err
	}
	fmt.Println(metadata.Format, metadata.Width, metadata.Height, metadata.PHash)
	return nil
}

func purgeCache(ctx context.Context, ik *imagekit.Client) error {
	purge, err := ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: fileURL})
	if err != nil {
		return err
	}
	return ik.WaitForPurge(ctx, purge.RequestID, imagekit.WaitOptions{})
}

func getPurgeCacheStatus(ctx context.Context, ik *imagekit.Client) error {
	purge, err := ik.GetPurgeCacheStatus(ctx, requestID) // ik.WaitForPurge waits until it is completed
	if err != nil {
		return err
	}
	fmt.Println(purge.Status)
	return nil
}
