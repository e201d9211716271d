package conformance_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

var metadataScenarios = []scenario{
	{"metadata by id and by URL", "", metadataByIDAndURL},
}

func metadataByIDAndURL(t *testing.T, a *account) {
	ctx := t.Context()
	file := a.put(t, "coffee.png", picture(t, 40, 30))
	byID := try(a.GetFileMetadata(ctx, file.FileID)).must(t)
	byURL := try(a.GetFileMetadataFromURL(ctx, file.URL)).must(t)
	wantEqual(t, "metadata by URL", string(encode(t, byURL)), string(encode(t, byID)))
	wantEqual(t, "dimensions", [2]int64{byID.Width, byID.Height}, [2]int64{40, 30})
	wantEqual(t, "transparency", byID.HasTransparency, true)
	distance := try(helpers.PHashDistance(byID.PHash, byURL.PHash)).must(t)
	wantEqual(t, "distance of a picture to itself", distance, 0)

	_, err := a.GetFileMetadataFromURL(ctx, "https://somewhere.example.com/coffee.png")
	wantError(t, err, imagekit.ErrInvalidRequest)
}
