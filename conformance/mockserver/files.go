package mockserver

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileDetails answers with the current version of a file.
func (a *api) GetFileDetails(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileAnswer(a.lib.get(fileID)))
}

// fileAnswer makes an answer of what the store returns.
func (a *api) fileAnswer(f asset, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	return ok(a.fileModel(f))
}

// UpdateFileDetails changes the current version, or publishes one or all of them.
func (a *api) UpdateFileDetails(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(withBody(r, func(req server.UpdateFileDetailsRequest) (int, any, error) {
		return a.updateFile(fileID, req)
	}))
}

// updatedFile is server.UpdatedFile without a second copy of its fields.
type updatedFile struct {
	server.File
	ExtensionStatus *server.ExtensionStatus `json:"extensionStatus,omitempty"`
}

// updateFile refuses a request as a whole or does all of it.
//
// Assumed: every update sets updatedAt, even one that changes nothing.
func (a *api) updateFile(id string, req server.UpdateFileDetailsRequest) (int, any, error) {
	extensions, err := a.extensionNames(req.Extensions)
	if err != nil {
		return 0, nil, err
	}
	edit, allVersions, err := a.editFor(req)
	if err != nil {
		return 0, nil, err
	}
	f, err := a.lib.change(id, allVersions, edit)
	if err != nil {
		return 0, nil, err
	}
	a.countExtensions(extensions)
	return ok(updatedFile{a.fileModel(f), statusOf(extensions)})
}

// editFor returns what a request does to a version, and whether it does so to all of them.
func (a *api) editFor(req server.UpdateFileDetailsRequest) (edit func(*version) error, allVersions bool, err error) {
	if req.Publish == nil {
		edit, err = a.editDetails(req)
		return edit, false, err
	}
	if hasDetails(req) {
		return nil, false, errPublishAlone
	}
	published := req.Publish.IsPublished
	return func(v *version) error {
		v.Published = published
		return nil
	}, value(req.Publish.IncludeFileVersions, false), nil
}

// hasDetails reports whether a request has any field but publish.
func hasDetails(r server.UpdateFileDetailsRequest) bool {
	return r.Tags.IsSpecified() || r.CustomCoordinates.IsSpecified() || r.CustomMetadata != nil || r.Description != nil ||
		r.Extensions != nil || r.RemoveAITags != nil || r.WebhookURL != nil
}

// editDetails checks the request before anything is changed. Absent fields leave things as they are; null removes tags
// and coordinates, an empty description removes the description.
func (a *api) editDetails(req server.UpdateFileDetailsRequest) (func(*version) error, error) {
	tags := given(req.Tags)
	coordinates := given(req.CustomCoordinates)
	dropAITag, err := aiTagFilter(req.RemoveAITags)
	if err != nil {
		return nil, err
	}
	if err := firstError(checkTags(tags), checkCoordinates(coordinates)); err != nil {
		return nil, err
	}
	return func(v *version) error {
		metadata, err := a.updateMetadata(v.CustomMetadata, value(req.CustomMetadata, nil))
		if err != nil {
			return err
		}
		v.CustomMetadata = metadata
		if req.Tags.IsSpecified() {
			v.Tags = unique(tags)
		}
		if req.CustomCoordinates.IsSpecified() {
			v.Coordinates = coordinates
		}
		v.Description = value(req.Description, v.Description)
		v.AITags = slices.DeleteFunc(slices.Clone(v.AITags), dropAITag)
		return nil
	}, nil
}

// given returns the value, or the zero value if it is null or absent.
func given[T any](n nullable.Nullable[T]) T {
	v, err := n.Get()
	if err != nil {
		var zero T
		return zero
	}
	return v
}

// mergeMetadata returns a new map: null removes a value, what is not mentioned stays.
func mergeMetadata(old, changes map[string]any) map[string]any {
	merged := map[string]any{}
	maps.Copy(merged, old)
	maps.Copy(merged, changes)
	maps.DeleteFunc(merged, func(_ string, v any) bool { return v == nil })
	return merged
}

// aiTagFilter reports which AI tags a request removes.
func aiTagFilter(remove *server.RemoveAITags) (func(server.AITag) bool, error) {
	if remove == nil {
		return func(server.AITag) bool { return false }, nil
	}
	if _, err := remove.AsAllAITags(); err == nil {
		return func(server.AITag) bool { return true }, nil
	}
	names, err := remove.AsAITagNames()
	if err != nil {
		return nil, invalid("removeAITags", "")
	}
	return func(t server.AITag) bool { return t.Name != nil && slices.Contains(names, *t.Name) }, nil
}

// maxTagLength is how many characters the tags of a file may have in all.
const maxTagLength = 500

// checkTags checks the limits that the document gives in words only.
//
// Assumed: characters are Unicode code points, and commas between tags do not count.
func checkTags(tags []string) error {
	length := 0
	for _, tag := range tags {
		length += utf8.RuneCountInString(tag)
		if strings.Contains(tag, "%") {
			return invalid("tags", "A tag cannot contain %")
		}
	}
	if length > maxTagLength {
		return invalid("tags", "Tags can have 500 characters in all")
	}
	return nil
}

// coordinatesPattern is x,y,width,height in pixels.
var coordinatesPattern = regexp.MustCompile(`^\d+,\d+,\d+,\d+$`)

// checkCoordinates accepts four whole numbers; whether they lie in the image is not checked.
func checkCoordinates(text string) error {
	if text != "" && !coordinatesPattern.MatchString(text) {
		return invalid("customCoordinates", "It has the form x,y,width,height")
	}
	return nil
}

// firstError lets independent checks stand in one line.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// value returns what p points to, or the default.
func value[T any](p *T, or T) T {
	if p == nil {
		return or
	}
	return *p
}

// DeleteFile deletes a file with all its versions. There is no way back.
func (a *api) DeleteFile(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.deleteFile(fileID))
}

func (a *api) deleteFile(id string) (int, any, error) {
	if err := a.lib.remove(id); err != nil {
		return 0, nil, errNoFile
	}
	return http.StatusNoContent, nil, nil
}
