// Package avatar stores the pictures of users in ImageKit. Its test shows how to test this code with the mock server,
// without an account: it uploads a picture and fetches it from its delivery URL.
package avatar

import (
	"context"
	"io"
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
