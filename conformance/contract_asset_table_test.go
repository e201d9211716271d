package conformance_test

import (
	"context"

	"github.com/openimagekit/imagekit"
)

const (
	fileID    = "598821f949c0a938d57563bd"
	otherID   = "6673f99b37b244ef54d98f11"
	versionID = "66c97a41d3f9b0a1c2e4f508"
)

var assetExchanges = []exchange{
	{
		operation: "listFiles",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListFiles(ctx, &imagekit.ListFilesParams{
				Type:        new(imagekit.ListTypeAll),
				Sort:        new(imagekit.SortOrderDescCreated),
				Path:        new("/menu/drinks & more"),
				SearchQuery: new(`tags IN ["coffee"] AND createdAt > "7d"`),
				FileType:    new(imagekit.FileTypeFilterNonImage),
				Tags:        []string{"coffee", "süß"},
				Name:        new("100%+.png"),
				Limit:       new(100),
				Skip:        new(20),
			})
		},
		request: "GET /v1/files?type=all&sort=DESC_CREATED&path=%2Fmenu%2Fdrinks+%26+more" +
			"&searchQuery=tags+IN+%5B%22coffee%22%5D+AND+createdAt+%3E+%227d%22" +
			"&fileType=non-image&tags=coffee%2Cs%C3%BC%C3%9F&name=100%25%2B.png&limit=100&skip=20",
	},
	{
		operation: "getFileDetails",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileDetails(ctx, fileID)
		},
		request: "GET /v1/files/598821f949c0a938d57563bd/details",
	},
	{
		operation: "updateFileDetails",
		name:      "with everything",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
				Tags:              imagekit.Value([]string{"coffee", "summer"}),
				RemoveAITags:      new(imagekit.NewRemoveAITags([]string{"Tableware", "Cup"})),
				CustomCoordinates: imagekit.Value("10,10,200,150"),
				CustomMetadata:    map[string]any{"price": 4.5, "season": nil},
				Description:       new("A cup of coffee on a wooden table."),
				Extensions:        everyExtension,
				WebhookURL:        new("https://example.com/hooks/imagekit"),
				Publish:           &imagekit.PublishRequest{IsPublished: false, IncludeFileVersions: new(true)},
			})
		},
		request: "PATCH /v1/files/598821f949c0a938d57563bd/details",
		body: `{
			"tags": ["coffee", "summer"],
			"removeAITags": ["Tableware", "Cup"],
			"customCoordinates": "10,10,200,150",
			"customMetadata": {"price": 4.5, "season": null},
			"description": "A cup of coffee on a wooden table.",
			"extensions": ` + everyExtensionJSON + `,
			"webhookUrl": "https://example.com/hooks/imagekit",
			"publish": {"isPublished": false, "includeFileVersions": true}
		}`,
	},
	{
		operation: "updateFileDetails",
		name:      "without any AI tags",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
				RemoveAITags: new(imagekit.NewRemoveAITags(imagekit.AllAITags)),
			})
		},
		request: "PATCH /v1/files/598821f949c0a938d57563bd/details",
		body:    `{"removeAITags": "all"}`,
	},
	{
		operation: "deleteFile",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFile(ctx, fileID)
		},
		request: "DELETE /v1/files/598821f949c0a938d57563bd",
	},
	{
		operation: "copyFile",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.CopyFile(ctx, imagekit.CopyFileRequest{
				SourceFilePath: "/menu/drinks/coffee.png", DestinationPath: "/archive/2024", IncludeFileVersions: new(true),
			})
		},
		request: "POST /v1/files/copy",
		body:    `{"sourceFilePath": "/menu/drinks/coffee.png", "destinationPath": "/archive/2024", "includeFileVersions": true}`,
	},
	{
		operation: "moveFile",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.MoveFile(ctx, imagekit.MoveFileRequest{
				SourceFilePath: "/menu/drinks/coffee.png", DestinationPath: "/archive/2024",
			})
		},
		request: "POST /v1/files/move",
		body:    `{"sourceFilePath": "/menu/drinks/coffee.png", "destinationPath": "/archive/2024"}`,
	},
	{
		operation: "renameFile",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RenameFile(ctx, imagekit.RenameFileRequest{
				FilePath: "/menu/drinks/coffee.png", NewFileName: "espresso.png", PurgeCache: new(true),
			})
		},
		request: "PUT /v1/files/rename",
		body:    `{"filePath": "/menu/drinks/coffee.png", "newFileName": "espresso.png", "purgeCache": true}`,
	},
	{
		operation: "bulkDeleteFiles",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: []string{fileID, otherID}})
		},
		request: "POST /v1/files/batch/deleteByFileIds",
		body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"]}`,
	},
	{
		operation: "bulkAddTags",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkAddTags(ctx, imagekit.BulkAddTagsRequest{
				FileIDs: []string{fileID, otherID}, Tags: []string{"coffee", "summer"},
			})
		},
		request: "POST /v1/files/addTags",
		body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "tags": ["coffee", "summer"]}`,
	},
	{
		operation: "bulkRemoveTags",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkRemoveTags(ctx, imagekit.BulkRemoveTagsRequest{
				FileIDs: []string{fileID, otherID}, Tags: []string{"coffee", "summer"},
			})
		},
		request: "POST /v1/files/removeTags",
		body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "tags": ["coffee", "summer"]}`,
	},
	{
		operation: "bulkRemoveAITags",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkRemoveAITags(ctx, imagekit.BulkRemoveAITagsRequest{
				FileIDs: []string{fileID, otherID}, AITags: []string{"Tableware", "Cup"},
			})
		},
		request: "POST /v1/files/removeAITags",
		body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "AITags": ["Tableware", "Cup"]}`,
	},
	{
		operation: "getFileVersions",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileVersions(ctx, fileID)
		},
		request: "GET /v1/files/598821f949c0a938d57563bd/versions",
	},
	{
		operation: "getFileVersionDetails",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileVersionDetails(ctx, fileID, versionID)
		},
		request: "GET /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508",
	},
	{
		operation: "deleteFileVersion",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFileVersion(ctx, fileID, versionID)
		},
		request: "DELETE /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508",
	},
	{
		operation: "restoreFileVersion",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RestoreFileVersion(ctx, fileID, versionID)
		},
		request: "PUT /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508/restore",
	},
	{
		operation: "purgeCache",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: "https://ik.imagekit.io/demo/menu/drinks/coffee.png"})
		},
		request: "POST /v1/files/purge",
		body:    `{"url": "https://ik.imagekit.io/demo/menu/drinks/coffee.png"}`,
	},
	{
		operation: "getPurgeCacheStatus",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetPurgeCacheStatus(ctx, "598821f949c0a938d57563bd")
		},
		request: "GET /v1/files/purge/598821f949c0a938d57563bd",
	},
}

var folderExchanges = []exchange{
	{
		operation: "createFolder",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: "drinks", ParentFolderPath: "/menu"})
		},
		request: "POST /v1/folder",
		body:    `{"folderName": "drinks", "parentFolderPath": "/menu"}`,
	},
	{
		operation: "deleteFolder",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: "/menu/drinks"})
		},
		request: "DELETE /v1/folder",
		body:    `{"folderPath": "/menu/drinks"}`,
	},
	{
		operation: "copyFolder",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CopyFolder(ctx, imagekit.CopyFolderRequest{
				SourceFolderPath: "/menu/drinks", DestinationPath: "/archive/2024", IncludeVersions: new(true),
			})
		},
		request: "POST /v1/bulkJobs/copyFolder",
		body:    `{"sourceFolderPath": "/menu/drinks", "destinationPath": "/archive/2024", "includeVersions": true}`,
	},
	{
		operation: "moveFolder",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.MoveFolder(ctx, imagekit.MoveFolderRequest{
				SourceFolderPath: "/menu/drinks", DestinationPath: "/archive/2024",
			})
		},
		request: "POST /v1/bulkJobs/moveFolder",
		body:    `{"sourceFolderPath": "/menu/drinks", "destinationPath": "/archive/2024"}`,
	},
	{
		operation: "renameFolder",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RenameFolder(ctx, imagekit.RenameFolderRequest{
				FolderPath: "/menu/drinks", NewFolderName: "beverages", PurgeCache: new(false),
			})
		},
		request: "POST /v1/bulkJobs/renameFolder",
		body:    `{"folderPath": "/menu/drinks", "newFolderName": "beverages", "purgeCache": false}`,
	},
	{
		operation: "getBulkJobStatus",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetBulkJobStatus(ctx, "5d5b1a9b4c8c4c0001f3e4a2")
		},
		request: "GET /v1/bulkJobs/5d5b1a9b4c8c4c0001f3e4a2",
	},
}
