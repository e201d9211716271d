// Package avatar is application code that stores pictures in ImageKit; its test shows how to test such code without an
// account: you see an upload, a delivery URL and the picture behind it, all on loopback.
package avatar

import (
	"context"
	"io"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Save stores a user's picture, in place of the one before, and returns a URL that shows it for an hour.
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
