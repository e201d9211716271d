package samples_test

import (
	"context"
	"fmt"

	"github.com/openimagekit/imagekit"
)

func upload(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:           imagekit.FromPath("coffee.png"), // or FromReader, FromBytes, FromURL, ...
		FileName:       "coffee.png",
		Folder:         new("/menu/drinks"),
		Tags:           []string{"coffee", "summer"},
		CustomMetadata: map[string]any{"price": 4.5},
	})
	if err != nil {
		return err
	}
	fmt.Println(result.FileID, result.FilePath, result.URL)
	return nil
}

func uploadV2(ctx context.Context, ik *imagekit.Client) error {
	result, err := ik.UploadV2(ctx, imagekit.UploadV2Request{
		File:              imagekit.FromPath("coffee.png"),
		FileName:          "coffee.png",
		Folder:            new("/menu/drinks"),
		UseUniqueFileName: new(false),
		IsPrivateFile:     new(true),
	})
	if err != nil {
		return err
	}
	fmt.Println(result.FileID, result.FilePath, result.URL)
	return nil
}
