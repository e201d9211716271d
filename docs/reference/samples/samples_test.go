package samples_test

import (
	"context"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

// What the samples are given besides ctx and ik: ids of objects of the account, and secrets. TestSamples sets them for
// one sample after the other.
var (
	fileID, otherFileID, versionID, fileURL                  string
	jobID, requestID                                         string
	fieldID, extensionID, transformationID                   string
	originID, usedOriginID, urlEndpointID, webhookEndpointID string
	accessKey, secretKey                                     = "access", "secret"
)

type sample func(ctx context.Context, ik *imagekit.Client) error

// samples has the sample of each operation, by operationId.
var samples = map[string]sample{
	"upload": upload, "uploadV2": uploadV2,

	"listFiles": listFiles, "generateSearchQuery": generateSearchQuery, "getFileDetails": getFileDetails,
	"updateFileDetails": updateFileDetails, "deleteFile": deleteFile, "copyFile": copyFile, "moveFile": moveFile,
	"renameFile": renameFile, "bulkDeleteFiles": bulkDeleteFiles, "bulkAddTags": bulkAddTags,
	"bulkRemoveTags": bulkRemoveTags, "bulkRemoveAITags": bulkRemoveAITags, "getFileVersions": getFileVersions,
	"getFileVersionDetails": getFileVersionDetails, "deleteFileVersion": deleteFileVersion,
	"restoreFileVersion": restoreFileVersion, "getFileMetadata": getFileMetadata,
	"getFileMetadataFromURL": getFileMetadataFromURL, "purgeCache": purgeCache,
	"getPurgeCacheStatus": getPurgeCacheStatus,

	"createFolder": createFolder, "deleteFolder": deleteFolder, "copyFolder": copyFolder, "moveFolder": moveFolder,
	"renameFolder": renameFolder, "getBulkJobStatus": getBulkJobStatus,

	"getCustomMetadataFields": getCustomMetadataFields, "createCustomMetadataField": createCustomMetadataField,
	"updateCustomMetadataField": updateCustomMetadataField, "deleteCustomMetadataField": deleteCustomMetadataField,

	"listSavedExtensions": listSavedExtensions, "createSavedExtension": createSavedExtension,
	"getSavedExtension": getSavedExtension, "updateSavedExtension": updateSavedExtension,
	"deleteSavedExtension": deleteSavedExtension, "listNamedTransformations": listNamedTransformations,
	"createNamedTransformation": createNamedTransformation, "getNamedTransformation": getNamedTransformation,
	"updateNamedTransformation": updateNamedTransformation, "deleteNamedTransformation": deleteNamedTransformation,

	"getUsage": getUsage, "getUsageAnalytics": getUsageAnalytics, "listOrigins": listOrigins,
	"createOrigin": createOrigin, "getOrigin": getOrigin, "updateOrigin": updateOrigin, "deleteOrigin": deleteOrigin,
	"listURLEndpoints": listURLEndpoints, "createURLEndpoint": createURLEndpoint, "getURLEndpoint": getURLEndpoint,
	"updateURLEndpoint": updateURLEndpoint, "deleteURLEndpoint": deleteURLEndpoint,
	"listWebhookEndpoints": listWebhookEndpoints, "createWebhookEndpoint": createWebhookEndpoint,
	"getWebhookEndpoint": getWebhookEndpoint, "updateWebhookEndpoint": updateWebhookEndpoint,
	"deleteWebhookEndpoint": deleteWebhookEndpoint,
}

// TestSamples runs each sample with a mock server of its own, and checks that it calls its operation.
func TestSamples(t *testing.T) {
	race.SkipSlow(t)
	picture, err := os.ReadFile("../../../examples/demo/coffee.png")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("coffee.png", picture, 0o600); err != nil {
		t.Fatal(err)
	}
	for id, run := range samples {
		t.Run(id, func(t *testing.T) { testSample(t, id, run) })
	}
}

// TestHandleError runs the sample of the documentation of errors, for each kind of error.
func TestHandleError(t *testing.T) {
	server, ik := startServer(t, imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	fileID = "598821f949c0a938d57563bd"
	if err := handleError(t.Context(), ik); err != nil {
		t.Errorf("%v for a file that does not exist, want nil", err)
	}
	for status, want := range map[int]string{403: "private key", 500: "500"} {
		fault := mockserver.Fault{Operation: "getFileDetails", Kind: mockserver.FaultStatus, Status: status, Count: 1}
		if _, err := server.AddFault(fault); err != nil {
			t.Fatal(err)
		}
		if err := handleError(t.Context(), ik); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v for status %d, want %q", err, status, want)
		}
	}
}

func startServer(t *testing.T, opts ...imagekit.Option) (*mockserver.Server, *imagekit.Client) {
	t.Helper()
	server := mockserver.Start(t)
	ik, err := server.Client(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return server, ik
}

func testSample(t *testing.T, id string, run sample) {
	t.Helper()
	server, ik := startServer(t)
	if err := prepare(t.Context(), ik); err != nil {
		t.Fatal(err)
	}
	server.ClearRequests()
	if err := run(t.Context(), ik); err != nil {
		t.Error(err)
	}
	called := func(r mockserver.Request) bool { return r.Operation == id && r.Status < 300 }
	if requests := server.Requests(); !slices.ContainsFunc(requests, called) {
		t.Errorf("it has not called its operation: %+v", requests)
	}
}

var operationID = regexp.MustCompile(`(?m)^      operationId: (\w+)$`)

// TestSamples_Complete checks that each operation of openapi.yaml has a sample, and nothing else.
func TestSamples_Complete(t *testing.T) {
	t.Parallel()
	paths, _ := document(t)
	var want []string
	for _, found := range operationID.FindAllStringSubmatch(paths, -1) {
		want = append(want, found[1])
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(samples)); !slices.Equal(got, want) {
		t.Errorf("there are samples of %q, want %q", got, want)
	}
}

// document returns the paths and the webhooks of openapi.yaml.
func document(t *testing.T) (paths, webhooks string) {
	t.Helper()
	text, err := os.ReadFile("../../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	paths, webhooks, _ = strings.Cut(string(text), "\nwebhooks:\n")
	webhooks, _, _ = strings.Cut(webhooks, "\ncomponents:\n")
	return paths, webhooks
}

// prepare creates the objects that the samples are given.
func prepare(ctx context.Context, ik *imagekit.Client) error {
	for _, step := range []sample{
		prepareField, prepareFiles, prepareFolders, prepareSettings, prepareDelivery, prepareWebhookEndpoint,
	} {
		if err := step(ctx, ik); err != nil {
			return err
		}
	}
	return nil
}

func prepareField(ctx context.Context, ik *imagekit.Client) error {
	field, err := ik.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeNumber},
	})
	if err == nil {
		fieldID = field.ID
	}
	return err
}

// prepareFiles uploads a file with two versions, and another file.
func prepareFiles(ctx context.Context, ik *imagekit.Client) error {
	request := imagekit.UploadRequest{
		File: imagekit.FromPath("coffee.png"), FileName: "coffee.png", Folder: new("/menu/drinks"),
		UseUniqueFileName: new(false), Tags: []string{"coffee", "summer"},
	}
	first, err := ik.Upload(ctx, request)
	if err != nil {
		return err
	}
	second, err := ik.Upload(ctx, request)
	if err != nil {
		return err
	}
	request.FileName = "tea.png"
	other, err := ik.Upload(ctx, request)
	if err != nil {
		return err
	}
	fileID, versionID, fileURL, otherFileID = second.FileID, first.VersionInfo.ID, second.URL, other.FileID
	return nil
}

// prepareFolders creates the folder /archive, and copies a folder into it.
func prepareFolders(ctx context.Context, ik *imagekit.Client) error {
	for _, name := range []string{"archive", "old"} {
		err := ik.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: name, ParentFolderPath: "/"})
		if err != nil {
			return err
		}
	}
	job, err := ik.CopyFolder(ctx, imagekit.CopyFolderRequest{SourceFolderPath: "/old", DestinationPath: "/archive"})
	if err != nil {
		return err
	}
	purge, err := ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: fileURL})
	if err != nil {
		return err
	}
	jobID, requestID = job.JobID, purge.RequestID
	return nil
}

func prepareSettings(ctx context.Context, ik *imagekit.Client) error {
	extension, err := ik.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
		Name: "Tags", Description: "Tags pictures.",
		Config: imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
			Name: imagekit.AutoTaggingExtensionNameAWSAutoTagging, MaxTags: 10, MinConfidence: 75,
		}),
	})
	if err != nil {
		return err
	}
	transformation, err := ik.CreateNamedTransformation(ctx, imagekit.CreateNamedTransformationRequest{
		Name: "thumbnail", Transformation: "w-100",
	})
	if err != nil {
		return err
	}
	extensionID, transformationID = extension.ID, transformation.ID
	return nil
}

// prepareDelivery creates two origins, of which a URL endpoint uses one: an origin that is used cannot be deleted.
func prepareDelivery(ctx context.Context, ik *imagekit.Client) error {
	for _, id := range []*string{&usedOriginID, &originID} {
		origin, err := ik.CreateOrigin(ctx, imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
			Name: "Shop", BaseURL: "https://shop.example.com/images",
		}))
		if err != nil {
			return err
		}
		value, err := origin.Value()
		if err != nil {
			return err
		}
		*id = value.(imagekit.WebFolderOrigin).ID
	}
	endpoint, err := ik.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Images of the shop", URLPrefix: new("shop"), Origins: []string{usedOriginID},
	})
	if err != nil {
		return err
	}
	urlEndpointID = endpoint.ID
	return nil
}

func prepareWebhookEndpoint(ctx context.Context, ik *imagekit.Client) error {
	endpoint, err := ik.CreateWebhookEndpoint(ctx, imagekit.CreateWebhookEndpointRequest{
		Endpoint: "https://www.example.com/hooks",
		Events:   []imagekit.WebhookEventType{imagekit.WebhookEventTypeFileDeleted},
	})
	if err == nil {
		webhookEndpointID = endpoint.ID
	}
	return err
}
