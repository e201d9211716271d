package samples_test

import (
	"context"
	"fmt"

	"github.com/openimagekit/imagekit"
)

// callbacks has the callback of each type of webhooks.
var callbacks = []imagekit.WebhookCallback{
	imagekit.OnWebhook(onVideoTransformationAccepted),
	imagekit.OnWebhook(onVideoTransformationReady),
	imagekit.OnWebhook(onVideoTransformationError),
	imagekit.OnWebhook(onUploadPreTransformSuccess),
	imagekit.OnWebhook(onUploadPreTransformError),
	imagekit.OnWebhook(onUploadPostTransformSuccess),
	imagekit.OnWebhook(onUploadPostTransformError),
	imagekit.OnWebhook(onFileCreated),
	imagekit.OnWebhook(onFileUpdated),
	imagekit.OnWebhook(onFileDeleted),
	imagekit.OnWebhook(onFileVersionCreated),
	imagekit.OnWebhook(onFileVersionDeleted),
}

func onVideoTransformationAccepted(
	_ context.Context, _ *imagekit.Webhook, event imagekit.VideoTransformationAcceptedEvent,
) error {
	fmt.Println("queued:", event.Data.Asset.URL, event.Data.Transformation.Options.Format)
	return nil
}

func onVideoTransformationReady(
	_ context.Context, _ *imagekit.Webhook, event imagekit.VideoTransformationReadyEvent,
) error {
	output := event.Data.Transformation.Output
	fmt.Println("ready:", output.URL, output.VideoMetadata.Width, output.VideoMetadata.Height)
	return nil
}

func onVideoTransformationError(
	_ context.Context, _ *imagekit.Webhook, event imagekit.VideoTransformationErrorEvent,
) error {
	fmt.Println("failed:", event.Data.Asset.URL, event.Data.Transformation.Error.Reason)
	return nil
}

func onUploadPreTransformSuccess(
	_ context.Context, _ *imagekit.Webhook, event imagekit.UploadPreTransformSuccessEvent,
) error {
	fmt.Println("stored:", event.Data.FileID, event.Data.FilePath)
	return nil
}

func onUploadPreTransformError(
	_ context.Context, _ *imagekit.Webhook, event imagekit.UploadPreTransformErrorEvent,
) error {
	fmt.Println("not stored:", event.Data.Path, event.Data.Transformation.Error.Reason)
	return nil
}

func onUploadPostTransformSuccess(
	_ context.Context, _ *imagekit.Webhook, event imagekit.UploadPostTransformSuccessEvent,
) error {
	fmt.Println("ready:", event.Data.FileID, event.Data.URL)
	return nil
}

func onUploadPostTransformError(
	_ context.Context, _ *imagekit.Webhook, event imagekit.UploadPostTransformErrorEvent,
) error {
	fmt.Println("failed:", event.Data.URL, event.Data.Transformation.Error.Reason)
	return nil
}

func onFileCreated(_ context.Context, _ *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
	fmt.Println("created:", event.Data.FileID, event.Data.FilePath, event.Data.Size)
	return nil
}

func onFileUpdated(_ context.Context, _ *imagekit.Webhook, event imagekit.FileUpdatedEvent) error {
	fmt.Println("changed:", event.Data.FileID, event.Data.Tags, event.Data.CustomMetadata)
	return nil
}

func onFileDeleted(_ context.Context, _ *imagekit.Webhook, event imagekit.FileDeletedEvent) error {
	fmt.Println("deleted:", event.Data.FileID)
	return nil
}

func onFileVersionCreated(_ context.Context, _ *imagekit.Webhook, event imagekit.FileVersionCreatedEvent) error {
	fmt.Println("new version:", event.Data.FileID, event.Data.VersionInfo.ID)
	return nil
}

func onFileVersionDeleted(_ context.Context, _ *imagekit.Webhook, event imagekit.FileVersionDeletedEvent) error {
	fmt.Println("deleted version:", event.Data.FileID, event.Data.VersionID)
	return nil
}
