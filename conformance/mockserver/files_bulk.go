package mockserver

import (
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// Requests for many files change all of them or, if one does not exist, none: the answer is then a 404 that lists the
// missing ones.
//
// Assumed: 207, for files that exist and yet cannot be changed, has no cause in a mock.

// BulkDeleteFiles deletes files with all their versions.
func (a *api) BulkDeleteFiles(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.deleteFiles))
}

func (a *api) deleteFiles(req server.BulkDeleteFilesRequest) (int, any, error) {
	ids := unique(req.FileIds)
	if err := a.lib.remove(ids...); err != nil {
		return 0, nil, err
	}
	return ok(server.BulkDeleteFilesResult{SuccessfullyDeletedFileIds: &ids})
}

// BulkAddTags adds tags behind those that files have. The limits hold for the result.
func (a *api) BulkAddTags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.addTags))
}

func (a *api) addTags(req server.BulkAddTagsRequest) (int, any, error) {
	return a.changeTags(req.FileIds, func(v *version) error {
		v.Tags = unique(slices.Concat(v.Tags, req.Tags))
		return checkTags(v.Tags)
	})
}

// BulkRemoveTags removes tags; those that a file does not have do not matter.
func (a *api) BulkRemoveTags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.removeTags))
}

func (a *api) removeTags(req server.BulkRemoveTagsRequest) (int, any, error) {
	return a.changeTags(req.FileIds, func(v *version) error {
		v.Tags = slices.DeleteFunc(slices.Clone(v.Tags), func(tag string) bool { return slices.Contains(req.Tags, tag) })
		return nil
	})
}

// BulkRemoveAITags removes AI tags by their names; those that a file does not have do not matter.
func (a *api) BulkRemoveAITags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.removeAITags))
}

func (a *api) removeAITags(req server.BulkRemoveAITagsRequest) (int, any, error) {
	return a.changeTags(req.FileIds, func(v *version) error {
		v.AITags = slices.DeleteFunc(slices.Clone(v.AITags), func(t server.AITag) bool {
			return t.Name != nil && slices.Contains(req.AITags, *t.Name)
		})
		return nil
	})
}

// changeTags answers with the ids in the order of the request, without repetitions.
func (a *api) changeTags(fileIDs []string, edit func(*version) error) (int, any, error) {
	ids := unique(fileIDs)
	if err := a.lib.changeAll(ids, edit); err != nil {
		return 0, nil, err
	}
	return ok(server.BulkTagsResult{SuccessfullyUpdatedFileIds: &ids})
}
