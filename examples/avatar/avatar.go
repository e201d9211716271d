// Package avatar stores the pictures of users in ImageKit. Its test shows how to test such code with the mock server,
// without an account: it uploads a picture and fetches it by its delivery URL.
package avatar

import (
	"context"
	"io"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Save uploads the picture of a user, replacing an earlier one, and returns a signed URL that is valid for an hour.
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
