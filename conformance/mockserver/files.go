package mockserver

import (
	"errors"
	"net/http"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileDetails responds with the current version of a file.
func (a *api) GetFileDetails(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileAnswer(a.lib.File(fileID)))
}

// fileAnswer returns the response with a file, or the error.
func (a *api) fileAnswer(f library.Asset, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	return ok(a.fileModel(f))
}

// ListFiles responds with one page of files, versions and folders.
func (a *api) ListFiles(w http.ResponseWriter, r *http.Request, params server.ListFilesParams) {
	a.answer(w, r)(a.listFiles(params))
}

// defaultLimit is the length of a page if the request does not set it.
const defaultLimit = 1000

// listFiles returns the response with one page.
func (a *api) listFiles(p server.ListFilesParams) (int, any, error) {
	q := library.ListQuery{
		Kind: string(value(p.Type, server.AssetTypeFilterFile)), Path: value(p.Path, ""), Name: value(p.Name, ""),
		Tags: value(p.Tags, nil), Search: value(p.SearchQuery, ""), Sort: string(value(p.Sort, "")),
		Skip: value(p.Skip, 0), Limit: value(p.Limit, defaultLimit),
	}
	if kind := value(p.FileType, server.FileTypeFilterAll); kind != server.FileTypeFilterAll {
		q.FileType = string(kind)
	}
	entries, err := a.lib.List(q)
	return http.StatusOK, modelsOf(entries, a.entryModel), err
}

// UpdateFileDetails updates the current version of a file, or publishes or unpublishes its current version or all its
// versions.
func (a *api) UpdateFileDetails(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(withBody(r, func(req server.UpdateFileDetailsRequest) (int, any, error) {
		return a.updateFile(fileID, req)
	}))
}

// updatedFile has the fields of server.UpdatedFile, as an embedded server.File.
type updatedFile struct {
	server.File
	ExtensionStatus *server.ExtensionStatus `json:"extensionStatus,omitempty"`
}

func (a *api) updateFile(id string, req server.UpdateFileDetailsRequest) (int, any, error) {
	extensions, err := a.extensionKinds(req.Extensions)
	if err != nil {
		return 0, nil, err
	}
	f, err := a.updateOrPublish(id, req)
	if err != nil {
		return 0, nil, err
	}
	a.lib.CountExtensions(extensions)
	return ok(updatedFile{a.fileModel(f), extensionStatus(extensions)})
}

func (a *api) updateOrPublish(id string, req server.UpdateFileDetailsRequest) (library.Asset, error) {
	switch {
	case req.Publish != nil && hasDetails(req):
		return library.Asset{}, errPublishAlone
	case req.Publish != nil:
		return a.lib.PublishFile(id, req.Publish.IsPublished, value(req.Publish.IncludeFileVersions, false))
	}
	u := library.FileUpdate{
		Tags: valueIfSent(req.Tags), Coordinates: valueIfSent(req.CustomCoordinates), Description: req.Description,
		CustomMetadata: value(req.CustomMetadata, nil),
	}
	if err := removeAITags(&u, req.RemoveAITags); err != nil {
		return library.Asset{}, err
	}
	return a.lib.UpdateFile(id, u)
}

// hasDetails reports whether a request has a field other than publish.
func hasDetails(r server.UpdateFileDetailsRequest) bool {
	return r.Tags.IsSpecified() || r.CustomCoordinates.IsSpecified() ||
		r.CustomMetadata != nil || r.Description != nil ||
		r.Extensions != nil || r.RemoveAITags != nil || r.WebhookURL != nil
}

// valueIfSent returns nil for a field that is absent, and the zero value for a field that is null, because null removes
// the value of a file.
func valueIfSent[T any](n nullable.Nullable[T]) *T {
	if !n.IsSpecified() {
		return nil
	}
	v, _ := n.Get() // zero if it is null
	return &v
}

// removeAITags sets which AI tags an update removes.
func removeAITags(u *library.FileUpdate, remove *server.RemoveAITags) error {
	if remove == nil {
		return nil
	}
	if _, err := remove.AsAllAITags(); err == nil {
		u.RemoveAllAITags = true
		return nil
	}
	names, err := remove.AsAITagNames()
	if err != nil {
		return invalid("removeAITags", "")
	}
	u.RemoveAITags = names
	return nil
}

// DeleteFile deletes a file with all its versions.
func (a *api) DeleteFile(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteFile(fileID))
}

// The bulk operations change no file if one of the files does not exist. The response is then a 404 with the list of
// missing ids. BulkRemoveAITags has this list too, although only the documentation of 2024 has it there. If some of the
// files cannot be changed, the response is a 207; here, this only happens when tags are added.

// BulkDeleteFiles deletes files with all their versions.
func (a *api) BulkDeleteFiles(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.BulkDeleteFilesRequest) (int, any, error) {
		ids, err := a.lib.DeleteFiles(req.FileIds)
		return http.StatusOK, server.BulkDeleteFilesResult{SuccessfullyDeletedFileIds: &ids}, err
	}))
}

// BulkAddTags adds tags to files, after their existing tags.
func (a *api) BulkAddTags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.BulkAddTagsRequest) (int, any, error) {
		return tagsAnswer("Error in adding tags")(a.lib.AddTags(req.FileIds, req.Tags))
	}))
}

// BulkRemoveTags removes tags of files.
func (a *api) BulkRemoveTags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.BulkRemoveTagsRequest) (int, any, error) {
		return tagsAnswer("Error in removing tags")(a.lib.RemoveTags(req.FileIds, req.Tags))
	}))
}

// BulkRemoveAITags removes AI tags of files by name.
func (a *api) BulkRemoveAITags(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.BulkRemoveAITagsRequest) (int, any, error) {
		return tagsAnswer("Error in removing AITags")(a.lib.RemoveAITags(req.FileIds, req.AITags))
	}))
}

// tagsAnswer returns a function that creates the response of a bulk operation on tags: the files that were changed, and
// the files that could not be changed, each with the error text failed.
func tagsAnswer(failed string) func(library.BulkChange, error) (int, any, error) {
	return func(change library.BulkChange, err error) (int, any, error) {
		result := server.BulkTagsResult{SuccessfullyUpdatedFileIds: &change.Changed}
		if change.Failed == nil {
			return http.StatusOK, result, err
		}
		errs := modelsOf(change.Failed, func(id string) server.BulkFileError {
			return server.BulkFileError{FileID: &id, Error: &failed}
		})
		result.Errors = &errs
		return http.StatusMultiStatus, result, err
	}
}

// CopyFile copies a file into a folder.
func (a *api) CopyFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CopyFileRequest) (int, any, error) {
		err := a.lib.CopyFile(req.SourceFilePath, req.DestinationPath, value(req.IncludeFileVersions, false))
		return http.StatusNoContent, nil, err
	}))
}

// MoveFile moves a file with all its versions into a folder.
func (a *api) MoveFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.MoveFileRequest) (int, any, error) {
		return http.StatusNoContent, nil, a.lib.MoveFile(req.SourceFilePath, req.DestinationPath)
	}))
}

// RenameFile renames a file within its folder.
func (a *api) RenameFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.renameFile))
}

func (a *api) renameFile(req server.RenameFileRequest) (int, any, error) {
	if err := a.lib.RenameFile(req.FilePath, req.NewFileName); err != nil {
		return 0, nil, err
	}
	if !value(req.PurgeCache, false) {
		return ok(server.RenameFileResult{})
	}
	id, err := a.lib.StartPurge()
	if errors.Is(err, library.ErrPurgeQuota) {
		return http.StatusMultiStatus, renamedWithoutPurge, nil
	}
	return http.StatusOK, server.RenameFileResult{PurgeRequestID: &id}, err
}

// renamedWithoutPurge is the response to RenameFile if the file was renamed, but the purge quota is used up.
var renamedWithoutPurge = server.RenameFileResult{
	Reason: new("PURGE_FAILED"),
	Message: new("File renamed successfully but we could not purge the CDN cache for old URL because of rate limits " +
		"on purge API."),
	Help: new(helpText),
}
