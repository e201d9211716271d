package mockserver

import (
	"fmt"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// fileModel returns a file or version as lists and details show it. Fields that are null in responses of the service
// are null here, not absent.
func (a *api) fileModel(f library.Asset) server.File {
	m := server.File{
		Type:              new(server.FileAssetTypeFileVersion),
		FileID:            &f.FileID,
		Name:              new(f.Name()),
		FilePath:          &f.Path,
		URL:               new(a.urlOf(f)),
		Thumbnail:         a.thumbnailOf(f),
		FileType:          new(f.FileType()),
		Mime:              &f.MediaType,
		Size:              new(f.Blob.Size),
		Tags:              orNull(f.Tags),
		AITags:            orNull(aiTags(f.AITags)),
		VersionInfo:       versionInfo(f),
		IsPrivateFile:     &f.Private,
		IsPublished:       &f.Published,
		CustomCoordinates: textOrNull(f.Coordinates),
		CustomMetadata:    metadataModel(f.CustomMetadata),
		Description:       textIfAny(f.Description),
		CreatedAt:         &f.CreatedAt,
		UpdatedAt:         &f.UpdatedAt,
	}
	if f.Current {
		m.Type = new(server.FileAssetTypeFile)
	}
	if f.Image != nil {
		m.Width, m.Height, m.HasAlpha = new(int64(f.Image.Width)), new(int64(f.Image.Height)), &f.Image.Alpha
	}
	if v := mediaOf(f).video(); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	if values := mediaOf(f).Embedded(); values != nil {
		m.EmbeddedMetadata = &values
	}
	return m
}

// uploadModel returns a file as the response to an upload shows it, with the additional fields that the request asks
// for.
func (a *api) uploadModel(f library.Asset, fields []server.UploadResponseField) server.UploadResult {
	m := server.UploadResult{
		FileID:       &f.FileID,
		Name:         new(f.Name()),
		FilePath:     &f.Path,
		URL:          new(a.lib.URL(f.Path)),
		ThumbnailURL: a.uploadThumbnail(f),
		FileType:     new(f.FileType()),
		Size:         new(f.Blob.Size),
		AITags:       orNull(aiTags(f.AITags)),
		VersionInfo:  versionInfo(f),
		Description:  textIfAny(f.Description),
	}
	if f.Image != nil {
		m.Width, m.Height = new(int64(f.Image.Width)), new(int64(f.Image.Height))
	}
	if v := mediaOf(f).video(); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	for _, field := range fields {
		addField(&m, f, field)
	}
	return m
}

// addField adds one of the fields that the response has only if the request asks for them.
func addField(m *server.UploadResult, f library.Asset, field server.UploadResponseField) {
	switch field {
	case server.UploadResponseFieldTags:
		m.Tags = orNull(f.Tags)
	case server.UploadResponseFieldCustomCoordinates:
		m.CustomCoordinates = textOrNull(f.Coordinates)
	case server.UploadResponseFieldIsPrivateFile:
		m.IsPrivateFile = &f.Private
	case server.UploadResponseFieldIsPublished:
		m.IsPublished = &f.Published
	case server.UploadResponseFieldCustomMetadata:
		m.CustomMetadata = metadataModel(f.CustomMetadata)
	case server.UploadResponseFieldEmbeddedMetadata:
		m.EmbeddedMetadata = metadataModel(mediaOf(f).Embedded())
	case server.UploadResponseFieldMetadata:
		m.Metadata = &mediaOf(f).metadata().Metadata
	case server.UploadResponseFieldSelectedFieldsSchema:
		// Only accounts with path policies have this field.
	}
}

// entryModel returns a server.Asset for a folder, and a server.File for a file or version. The JSON of a server.File is
// also that of a server.Asset.
func (a *api) entryModel(e library.Entry) any {
	if e.Folder != nil {
		return folderModel(e.Folder)
	}
	return a.fileModel(e.Asset)
}

// folderModel returns a folder as lists show it.
func folderModel(f *library.Folder) server.Asset {
	return server.Asset{
		Type:           new(server.AssetTypeFolder),
		FolderID:       &f.ID,
		Name:           new(f.Name()),
		FolderPath:     &f.Path,
		CustomMetadata: metadataModel(f.CustomMetadata),
		CreatedAt:      &f.CreatedAt,
		UpdatedAt:      &f.UpdatedAt,
	}
}

// urlOf returns the URL of a file or version. Its query has the time of the last update in milliseconds, so that caches
// do not return older bytes, and for an older version the id of the version. URLs in the documentation of 2024 do not
// have the time; the vendor's OpenAPI document, which is newer, has it.
func (a *api) urlOf(f library.Asset) string {
	query := fmt.Sprintf("?updatedAt=%d", f.UpdatedAt.UnixMilli())
	if !f.Current {
		query = "?ik-obj-version=" + f.ID + "&" + query[1:]
	}
	return a.lib.URL(f.Path) + query
}

// thumbnailOf returns the URL of the thumbnail of an image. This server delivers the original at it. In the
// documentation of 2024, the transformation is in the path, as it still is in responses to uploads; in the vendor's
// OpenAPI document, which is newer, it is in the query.
func (a *api) thumbnailOf(f library.Asset) *string {
	if f.Image == nil {
		return nil
	}
	return new(a.urlOf(f) + "&tr=n-" + library.ThumbnailName)
}

// uploadThumbnail returns the URL of the thumbnail as the response to an upload has it.
func (a *api) uploadThumbnail(f library.Asset) *string {
	if f.Image == nil {
		return nil
	}
	return new(a.lib.URL("/" + library.TransformationMark + "n-" + library.ThumbnailName + f.Path))
}

// versionInfo returns the id and name of a version.
func versionInfo(f library.Asset) *server.VersionInfo {
	return &server.VersionInfo{ID: &f.ID, Name: new(f.VersionName())}
}

func aiTags(tags []library.AITag) []server.AITag {
	return modelsOf(tags, func(t library.AITag) server.AITag {
		return server.AITag{Name: &t.Name, Confidence: &t.Confidence, Source: &t.Source}
	})
}

// orNull returns null for an empty list, like the service.
func orNull[T any](list []T) nullable.Nullable[[]T] {
	if len(list) == 0 {
		return nullable.NewNullNullable[[]T]()
	}
	return nullable.NewNullableWithValue(list)
}

// textOrNull returns null for an empty text.
func textOrNull(text string) nullable.Nullable[string] {
	if text == "" {
		return nullable.NewNullNullable[string]()
	}
	return nullable.NewNullableWithValue(text)
}

// textIfAny returns nil for an empty text, so that the field is omitted. It is used for fields such as description,
// which the vendor's OpenAPI document does not require and whose examples of uploads do not have it.
func textIfAny(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// metadataModel returns an empty object and not null if there are no values.
func metadataModel(values map[string]any) *map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	return &values
}

// extensionStatus returns the status pending for each extension that a request asks for, because extensions do not run.
func extensionStatus(extensions []string) *server.ExtensionStatus {
	if len(extensions) == 0 {
		return nil
	}
	status := server.ExtensionStatus{}
	fields := map[string]**server.ExtensionState{
		"ai-auto-description": &status.AIAutoDescription,
		"ai-tasks":            &status.AITasks,
		"aws-auto-tagging":    &status.AWSAutoTagging,
		"google-auto-tagging": &status.GoogleAutoTagging,
		"remove-bg":           &status.RemoveBg,
	}
	for _, name := range extensions {
		if field := fields[name]; field != nil {
			*field = new(server.ExtensionStatePending)
		}
	}
	return &status
}

// modelsOf converts a list. The result is never nil, which would be null in JSON.
func modelsOf[T, M any](all []T, model func(T) M) []M {
	models := make([]M, len(all))
	for i, v := range all {
		models[i] = model(v)
	}
	return models
}

// checkedModelsOf is like [modelsOf], for conversions that can fail.
func checkedModelsOf[T, M any](all []T, model func(T) (M, error)) (models []M, err error) {
	models = make([]M, len(all))
	for i, v := range all {
		if models[i], err = model(v); err != nil {
			return nil, err
		}
	}
	return models, nil
}

// value returns *p, or a default value if p is nil.
func value[T any](p *T, or T) T {
	if p == nil {
		return or
	}
	return *p
}
