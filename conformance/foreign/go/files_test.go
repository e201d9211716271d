package sdk

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/imagekit-developer/imagekit-go/v2"
	"github.com/imagekit-developer/imagekit-go/v2/shared"
)

func (s *sdk) uploadsEverything(t *testing.T) {
	s.coffee = s.upload(t, "coffee.png", s.photo, func(p *imagekit.FileUploadParams) {
		p.Tags = []string{"drink", "hot"}
		p.Description = imagekit.String("A cup.")
		p.CustomCoordinates = imagekit.String("10,10,200,150")
		p.CustomMetadata = object{"sdkgo_season": "winter"}
		p.IsPrivateFile, p.IsPublished = imagekit.Bool(false), imagekit.Bool(true)
		p.OverwriteFile, p.OverwriteTags = imagekit.Bool(true), imagekit.Bool(true)
		p.OverwriteAITags, p.OverwriteCustomMetadata = imagekit.Bool(true), imagekit.Bool(true)
		p.Extensions = shared.ExtensionsParam{
			{OfAutoTagging: &shared.ExtensionAutoTaggingParam{
				MaxTags: 5, MinConfidence: 80,
				Name: "google-auto-tagging",
			}},
			{OfAIAutoDescription: &shared.ExtensionAIAutoDescriptionParam{}},
		}
		p.WebhookURL = imagekit.String("https://example.com/hook")
		p.Transformation = imagekit.FileUploadParamsTransformation{
			Pre: imagekit.String("w-600"),
			Post: []imagekit.FileUploadParamsTransformationPostUnion{
				{OfTransformation: &imagekit.FileUploadParamsTransformationPostTransformation{Value: "w-100"}},
			},
		}
		p.ResponseFields = []string{
			"tags", "customCoordinates", "isPrivateFile", "isPublished", "customMetadata", "metadata",
			"embeddedMetadata",
		}
	}).must(t)
	equal(t, "path", s.coffee.FilePath, folder+"/coffee.png")
	same[any](t, "type and size", []any{s.coffee.FileType, s.coffee.Width, s.coffee.Height, s.coffee.Size},
		"image", 600.0, 400.0, float64(len(s.photo)))
	same(t, "tags", s.coffee.Tags, "drink", "hot")
	equal(t, "description", s.coffee.Description, "A cup.")
	equal(t, "coordinates", s.coffee.CustomCoordinates, "10,10,200,150")
	equal[any](t, "custom metadata", s.coffee.CustomMetadata["sdkgo_season"], "winter")
	equal(t, "format", s.coffee.Metadata.Format, "png")
	equal(t, "published", s.coffee.IsPublished, true)
	equal(t, "status", s.coffee.ExtensionStatus.GoogleAutoTagging, "pending")
	if _, _, body := download(t, s.coffee.URL); !bytes.Equal(body, s.photo) {
		t.Error("other bytes are delivered")
	}
}

func (s *sdk) uploadsSources(t *testing.T) {
	// A part that is not the bytes of a file must have no file name.
	text := func(s string) io.Reader {
		return imagekit.NewFile(strings.NewReader(s), "", "text/plain")
	}
	for name, file := range map[string]io.Reader{
		"bytes":  bytes.NewReader(s.photo),
		"base64": text(base64.StdEncoding.EncodeToString(s.photo)),
		"url":    text(s.coffee.URL),
	} {
		stored := s.upload(t, name+".png", nil, to(folder+"/sources"), func(p *imagekit.FileUploadParams) {
			p.File, p.UseUniqueFileName, p.Tags = file, imagekit.Bool(true), []string{"drink", "copy"}
		}).must(t)
		equal(t, "name", stem(stored.Name), name+".png")
		if stored.Name == name+".png" {
			t.Errorf("%s is not unique", stored.Name)
		}
		if _, _, body := download(t, stored.URL); !bytes.Equal(body, s.photo) {
			t.Errorf("%s: other bytes are delivered", name)
		}
	}
}

func (s *sdk) refusesUploads(t *testing.T) {
	checks := func(text string) func(*imagekit.FileUploadParams) {
		return func(p *imagekit.FileUploadParams) { p.Checks = imagekit.String(text) }
	}
	s.upload(t, "checked.png", s.photo, checks(`"file.size" < "2mb"`)).must(t)
	s.upload(t, "big.png", s.photo, checks(`"file.size" < "1kb"`)).status(t, 400)
	equal(t, "small", delivered(t, folder+"/checked.png"), true)
	equal(t, "big", delivered(t, folder+"/big.png"), false)
}

func (s *sdk) lists(t *testing.T) {
	path := imagekit.String(folder + "/sources")
	query := func(p imagekit.AssetListParams) []string {
		names := s.names(t, p)
		for i, name := range names {
			names[i] = stem(name)
		}
		return names
	}
	same(t, "ascending", query(imagekit.AssetListParams{Path: path, Sort: "ASC_NAME"}), "base64.png", "bytes.png",
		"url.png")
	same(t, "page", query(imagekit.AssetListParams{
		Path: path, Sort: "DESC_NAME", Skip: imagekit.Int(1), Limit: imagekit.Int(1),
	}), "bytes.png")
	same(t, "not images", query(imagekit.AssetListParams{Path: path, FileType: "non-image"}))
	same(t, "folders", query(imagekit.AssetListParams{Path: imagekit.String(folder), Type: "folder"}), "sources")
	search := `path : "` + folder +
		`" AND tags IN ["drink"] AND "customMetadata.sdkgo_season" = "winter" AND createdAt > "1h"`
	same(t, "found", query(imagekit.AssetListParams{SearchQuery: imagekit.String(search)}), "coffee.png")
	call(s.Assets.List(t.Context(), imagekit.AssetListParams{SearchQuery: imagekit.String("tags IN [")})).status(t, 400)

	details := call(s.Files.Get(t.Context(), s.coffee.FileID)).must(t)
	same[any](t, "details", []any{string(details.Type), details.FilePath, details.Mime, details.Description},
		"file", s.coffee.FilePath, "image/png", "A cup.")
	equal(t, "version", details.VersionInfo.ID, s.coffee.VersionInfo.ID)
	if details.CreatedAt.IsZero() {
		t.Error("createdAt is not decoded")
	}
}

func (s *sdk) update(t *testing.T, p imagekit.UpdateFileRequestUpdateFileDetailsParam) *imagekit.FileUpdateResponse {
	t.Helper()
	return call(s.Files.Update(t.Context(), s.coffee.FileID, imagekit.FileUpdateParams{
		UpdateFileRequest: imagekit.UpdateFileRequestUnionParam{OfUpdateFileDetails: &p},
	})).must(t)
}

func (s *sdk) changesDetails(t *testing.T) {
	changed := s.update(t, imagekit.UpdateFileRequestUpdateFileDetailsParam{
		Tags: []string{"espresso"}, CustomCoordinates: imagekit.String("0,0,10,10"),
		CustomMetadata: object{"sdkgo_season": "summer"}, Description: imagekit.String("A small cup."),
		Extensions: shared.ExtensionsParam{
			{OfAutoTagging: &shared.ExtensionAutoTaggingParam{
				MaxTags: 5, MinConfidence: 80,
				Name: "google-auto-tagging",
			}},
		},
		RemoveAITags: imagekit.UpdateFileRequestUpdateFileDetailsRemoveAITagsUnionParam{OfStringArray: []string{"Cup"}},
		WebhookURL:   imagekit.String("https://example.com/hook"),
	})
	same(t, "tags", changed.Tags, "espresso")
	same(t, "texts", []string{changed.CustomCoordinates, changed.Description}, "0,0,10,10", "A small cup.")
	equal[any](t, "custom metadata", changed.CustomMetadata["sdkgo_season"], "summer")
	equal(t, "status", changed.ExtensionStatus.GoogleAutoTagging, "pending")

	removed := s.update(t, imagekit.UpdateFileRequestUpdateFileDetailsParam{
		Tags: []string{}, CustomMetadata: object{"sdkgo_season": nil}, RemoveAITags: removeAll,
	})
	equal(t, "tags and values", len(removed.Tags)+len(removed.CustomMetadata), 0)
}

var removeAll = imagekit.UpdateFileRequestUpdateFileDetailsRemoveAITagsUnionParam{OfAll: "all"}

func (s *sdk) publishes(t *testing.T) {
	for _, published := range []bool{false, true} {
		call(s.Files.Update(t.Context(), s.coffee.FileID, imagekit.FileUpdateParams{
			UpdateFileRequest: imagekit.UpdateFileRequestUnionParam{
				OfChangePublicationStatus: &imagekit.UpdateFileRequestChangePublicationStatusParam{
					Publish: imagekit.UpdateFileRequestChangePublicationStatusPublishParam{
						IsPublished: published, IncludeFileVersions: imagekit.Bool(true),
					},
				},
			},
		})).must(t)
		equal(t, "delivered", delivered(t, s.coffee.FilePath), published)
	}
}

func (s *sdk) changesTags(t *testing.T) {
	ids := []string{s.coffee.FileID, s.upload(t, "tea.png", s.photo).must(t).FileID}
	tags := func(want ...string) {
		t.Helper()
		for _, id := range ids {
			same(t, "tags", call(s.Files.Get(t.Context(), id)).must(t).Tags, want...)
		}
	}
	added := call(s.Files.Bulk.AddTags(t.Context(),
		imagekit.FileBulkAddTagsParams{FileIDs: ids, Tags: []string{"hot", "sweet"}}))
	same(t, "updated", added.must(t).SuccessfullyUpdatedFileIDs, ids...)
	tags("hot", "sweet")
	removed := call(s.Files.Bulk.RemoveTags(t.Context(),
		imagekit.FileBulkRemoveTagsParams{FileIDs: ids, Tags: []string{"sweet"}}))
	same(t, "updated", removed.must(t).SuccessfullyUpdatedFileIDs, ids...)
	tags("hot")
	ai := call(s.Files.Bulk.RemoveAITags(t.Context(),
		imagekit.FileBulkRemoveAITagsParams{FileIDs: ids, AITags: []string{"Cup"}}))
	same(t, "updated", ai.must(t).SuccessfullyUpdatedFileIDs, ids...)
	tags("hot")
}

func (s *sdk) keepsVersions(t *testing.T) {
	ctx, versions := t.Context(), s.Files.Versions
	first, second := s.upload(t, "latte.png", s.photo).must(t), s.upload(t, "latte.png", []byte("milk")).must(t)
	id := first.FileID
	equal(t, "id", second.FileID, id)
	var types []string
	for _, version := range *call(versions.List(ctx, id)).must(t) {
		types = append(types, string(version.Type))
	}
	slices.Sort(types)
	same(t, "types", types, "file", "file-version")

	old := call(versions.Get(ctx, first.VersionInfo.ID, imagekit.FileVersionGetParams{FileID: id})).must(t)
	same[any](t, "old version", []any{string(old.Type), old.Size}, "file-version", first.Size)
	restored := call(versions.Restore(ctx, first.VersionInfo.ID, imagekit.FileVersionRestoreParams{FileID: id})).must(t)
	same[any](t, "restored version", []any{string(restored.Type), restored.Size}, "file", first.Size)

	call(versions.Delete(ctx, second.VersionInfo.ID, imagekit.FileVersionDeleteParams{FileID: id}, bodiless())).must(t)
	call(versions.Get(ctx, second.VersionInfo.ID, imagekit.FileVersionGetParams{FileID: id})).status(t, 404)
}

func (s *sdk) movesFiles(t *testing.T) {
	ctx := t.Context()
	s.upload(t, "mocha.png", s.photo).must(t)
	s.upload(t, "mocha.png", []byte("chocolate")).must(t)
	call(s.Files.Copy(ctx, imagekit.FileCopyParams{
		SourceFilePath: folder + "/mocha.png", DestinationPath: folder + "/archive",
		IncludeFileVersions: imagekit.Bool(true),
	}, bodiless())).must(t)
	copies := *call(s.Assets.List(ctx, imagekit.AssetListParams{Path: imagekit.String(folder + "/archive")})).must(t)
	equal(t, "copies", len(copies), 1)
	equal(t, "versions", len(*call(s.Files.Versions.List(ctx, copies[0].FileID)).must(t)), 2)

	call(s.Files.Move(ctx, imagekit.FileMoveParams{
		SourceFilePath: folder + "/mocha.png", DestinationPath: folder + "/moved",
	}, bodiless())).must(t)
	equal(t, "source", delivered(t, folder+"/mocha.png"), false)
	equal(t, "destination", delivered(t, folder+"/moved/mocha.png"), true)

	renamed := call(s.Files.Rename(ctx, imagekit.FileRenameParams{
		FilePath: folder + "/moved/mocha.png", NewFileName: "flat-white.png", PurgeCache: imagekit.Bool(true),
	})).must(t)
	same(t, "names", s.names(t, imagekit.AssetListParams{Path: imagekit.String(folder + "/moved")}), "flat-white.png")
	s.purged(t, renamed.PurgeRequestID)
	s.upload(t, "cortado.png", s.photo, to(folder+"/moved")).must(t)
	call(s.Files.Rename(ctx, imagekit.FileRenameParams{
		FilePath: folder + "/moved/cortado.png", NewFileName: "flat-white.png",
	})).status(t, 409)
	call(s.Files.Copy(ctx, imagekit.FileCopyParams{
		SourceFilePath: folder + "/none.png", DestinationPath: folder,
	})).status(t, 404)
}

// purged waits until a purge is completed.
func (s *sdk) purged(t *testing.T, id string) {
	t.Helper()
	completed(t, func(ctx context.Context) (string, error) {
		purge, err := s.Cache.Invalidation.Get(ctx, id)
		if err != nil {
			return "", err
		}
		return string(purge.Status), nil
	})
}

func (s *sdk) purges(t *testing.T) {
	purge := call(s.Cache.Invalidation.New(t.Context(), imagekit.CacheInvalidationNewParams{URL: s.coffee.URL})).must(t)
	s.purged(t, purge.RequestID)
}

func (s *sdk) readsMetadata(t *testing.T) {
	byID := call(s.Files.Metadata.Get(t.Context(), s.coffee.FileID)).must(t)
	byURL := call(s.Files.Metadata.GetFromURL(t.Context(),
		imagekit.FileMetadataGetFromURLParams{URL: s.coffee.URL})).must(t)
	for _, m := range []*imagekit.Metadata{byID, byURL} {
		same[any](t, "metadata", []any{m.Width, m.Height, m.Format, m.Size, m.PHash},
			int64(600), int64(400), "png", int64(len(s.photo)), byID.PHash)
	}
	equal(t, "length of the hash", len(byID.PHash), 16)
}

func (s *sdk) deletes(t *testing.T) {
	ctx := t.Context()
	noError(t, s.Files.Delete(ctx, s.coffee.FileID))
	call(s.Files.Get(ctx, s.coffee.FileID)).status(t, 404)
	var ids []string
	for _, asset := range *call(s.Assets.List(ctx, imagekit.AssetListParams{Path: imagekit.String(folder)})).must(t) {
		ids = append(ids, asset.FileID)
	}
	deleted := call(s.Files.Bulk.Delete(ctx, imagekit.FileBulkDeleteParams{FileIDs: ids})).must(t)
	same(t, "deleted", deleted.SuccessfullyDeletedFileIDs, ids...)
	call(s.Folders.Delete(ctx, imagekit.FolderDeleteParams{FolderPath: folder}, bodiless())).must(t)
	same(t, "what is left", s.names(t, imagekit.AssetListParams{Path: imagekit.String(folder), Type: "all"}))
}
