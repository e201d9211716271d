// Package avatar stores the pictures of users in ImageKit. Its tests show how to test such code with the mock server,
// without an account: docs/testing.md explains them.
package avatar

import (
	"context"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Save uploads the picture of a user and returns a signed URL that is valid for an hour. It replaces an earlier picture
// of the user. The picture is streamed, so it can be the body of a request. user is part of the file name, so it must
// be a name that the program has checked.
func Save(ctx context.Context, ik *imagekit.Client, user string, picture io.Reader) (string, error) {
	file, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:              imagekit.FromReader(picture),
		FileName:          user + ".png",
		Folder:            new("/avatars"),
		UseUniqueFileName: new(false),
		IsPrivateFile:     new(true),
	})
	if err != nil {
		return "", err
	}
	return ik.URL(urlbuilder.Options{Path: file.FilePath, ExpiresIn: time.Hour})
}

// Thumbnail returns a signed URL, which is valid for an hour, of the round picture of a user with a width and height of
// 64 pixels.
func Thumbnail(ik *imagekit.Client, user string) (string, error) {
	return ik.URL(urlbuilder.Options{
		Path: "/avatars/" + user + ".png",
		Transformation: urlbuilder.Chain{{
			urlbuilder.Width(64), urlbuilder.Height(64), urlbuilder.Radius(urlbuilder.Max),
			urlbuilder.Format(urlbuilder.FormatPNG),
		}},
		ExpiresIn: time.Hour,
	})
}

// Webhooks returns the endpoint for webhooks. It calls welcome with the name of each user whose first picture has been
// stored. If welcome fails, the service sends the webhook again.
func Webhooks(ik *imagekit.Client, welcome func(ctx context.Context, user string) error) (http.Handler, error) {
	return ik.WebhookHandler(imagekit.WebhookHandlerOptions{},
		imagekit.OnWebhook(func(ctx context.Context, _ *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
			folder, name := path.Split(event.Data.FilePath)
			if folder != "/avatars/" {
				return nil
			}
			return welcome(ctx, strings.TrimSuffix(name, ".png"))
		}),
	)
}
