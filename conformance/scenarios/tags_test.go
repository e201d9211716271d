package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var tagScenarios = []scenario{
	{"tags of many files", "", tagsOfManyFiles},
	{"AI tags that no file has", "", unusedAITags},
}

func tagsOfManyFiles(t *testing.T, a *account) {
	ctx := t.Context()
	ids := []string{
		a.uploadFile(t, "1.txt", []byte("1")).FileID,
		a.uploadFile(t, "2.txt", []byte("2"), func(r *imagekit.UploadRequest) { r.Tags = []string{"summer"} }).FileID,
	}
	tags := func(i int) []string {
		t.Helper()
		return check.Call(a.GetFileDetails(ctx, ids[i])).Must(t).Tags
	}
	added := check.Call(a.BulkAddTags(ctx,
		imagekit.BulkAddTagsRequest{FileIDs: ids, Tags: []string{"coffee", "コーヒー"}})).Must(t)
	wantEqual(t, "changed files", len(added.SuccessfullyUpdatedFileIDs), 2)
	wantEqual(t, "tags of the first", tags(0), []string{"coffee", "コーヒー"})
	wantEqual(t, "tags of the second", tags(1), []string{"summer", "coffee", "コーヒー"})

	check.Call(a.BulkRemoveTags(ctx,
		imagekit.BulkRemoveTagsRequest{FileIDs: ids, Tags: []string{"coffee", "winter"}})).Must(t)
	wantEqual(t, "remaining tags", tags(1), []string{"summer", "コーヒー"})

	_, err := a.BulkAddTags(ctx, imagekit.BulkAddTagsRequest{
		FileIDs: []string{ids[0], exchanges.FileID},
		Tags:    []string{"tea"},
	})
	wantError(t, err, imagekit.ErrNotFound)
	wantEqual(t, "tags after a request with a missing file", tags(0), []string{"コーヒー"})
	wantMissing(t, err, exchanges.FileID)
}

func unusedAITags(t *testing.T, a *account) {
	ctx := t.Context()
	id := a.uploadFile(t, "1.txt", []byte("1"), func(r *imagekit.UploadRequest) { r.Tags = []string{"Shirt"} }).FileID
	result := check.Call(a.BulkRemoveAITags(ctx,
		imagekit.BulkRemoveAITagsRequest{FileIDs: []string{id}, AITags: []string{"Shirt"}})).Must(t)
	wantEqual(t, "changed files", result.SuccessfullyUpdatedFileIDs, []string{id})
	wantEqual(t, "tags, which are not AI tags", check.Call(a.GetFileDetails(ctx, id)).Must(t).Tags, []string{"Shirt"})
}
