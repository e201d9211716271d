package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/helpers"
)

var metadataScenarios = []scenario{
	{"metadata by id and by URL", "", metadataByIDAndURL},
}

func metadataByIDAndURL(t *testing.T, a *account) {
	ctx := t.Context()
	file := a.uploadFile(t, "coffee.png", picture(t, 40, 30))
	byID := check.Call(a.GetFileMetadata(ctx, file.FileID)).Must(t)
	byURL := check.Call(a.GetFileMetadataFromURL(ctx, file.URL)).Must(t)
	wantEqual(t, "metadata by URL", string(check.Encode(t, byURL)), string(check.Encode(t, byID)))
	wantEqual(t, "dimensions", [2]int64{byID.Width, byID.Height}, [2]int64{40, 30})
	wantEqual(t, "transparency", byID.HasTransparency, true)
	distance := check.Call(helpers.PHashDistance(byID.PHash, byURL.PHash)).Must(t)
	wantEqual(t, "distance of a picture to itself", distance, 0)

	_, err := a.GetFileMetadataFromURL(ctx,
		"https://somewhere.example.com/coffee.png")
	wantError(t, err, imagekit.ErrInvalidRequest)
}
