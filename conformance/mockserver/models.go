package mockserver

import (
	"fmt"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// fileModel returns an asset as lists and details show it. Fields that are null in the service are null and not absent.
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

// uploadModel returns an asset as the answer to an upload shows it, with the fields that the request asks for.
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

// addField adds one of the fields that an answer has on request only.
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
		// Only accounts with path policies have it.
	}
}

// entryModel returns a server.File or a server.Asset. In JSON a file is the same as both.
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

// urlOf returns the URL of an asset. Its query has the time of the last update in milliseconds, so that caches do not
// return earlier bytes, and, for an older version, the id of the version. The older documentation has URLs without the
// time; the vendor's OpenAPI document, which is newer, is followed.
func (a *api) urlOf(f library.Asset) string {
	query := fmt.Sprintf("?updatedAt=%d", f.UpdatedAt.UnixMilli())
	if !f.Current {
		query = "?ik-obj-version=" + f.ID + "&" + query[1:]
	}
	return a.lib.URL(f.Path) + query
}

// thumbnailOf returns the URL of the preview that images have. Here it delivers the original. The older documentation
// has the transformation in the path, as uploads still have it; the vendor's OpenAPI document, which is newer, is
// followed.
func (a *api) thumbnailOf(f library.Asset) *string {
	if f.Image == nil {
		return nil
	}
	return new(a.urlOf(f) + "&tr=n-" + library.ThumbnailName)
}

// uploadThumbnail is thumbnailOf as the answer to an upload has it.
func (a *api) uploadThumbnail(f library.Asset) *string {
	if f.Image == nil {
		return nil
	}
	return new(a.lib.URL("/" + library.TransformationMark + "n-" + library.ThumbnailName + f.Path))
}

// versionInfo returns id and name of the version.
func versionInfo(f library.Asset) *server.VersionInfo {
	return &server.VersionInfo{ID: &f.ID, Name: new(f.VersionName())}
}

func aiTags(tags []library.AITag) []server.AITag {
	return modelsOf(tags, func(t library.AITag) server.AITag {
		return server.AITag{Name: &t.Name, Confidence: &t.Confidence, Source: &t.Source}
	})
}

// orNull returns null for an empty list, as the service does.
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

// textIfAny returns nil for an empty text, so that the field is absent. It is for fields such as description, which the
// vendor's OpenAPI document does not require and which its examples of uploads do not have.
func textIfAny(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// metadataModel returns an empty object, not null, if there are no values.
func metadataModel(values map[string]any) *map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	return &values
}

// statusOf returns pending for every extension that a request asks for, since none runs here.
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

// modelsOf returns the models of a list. It is never nil, which would be null in JSON.
func modelsOf[T, M any](all []T, model func(T) M) []M {
	models := make([]M, len(all))
	for i, v := range all {
		models[i] = model(v)
	}
	return models
}

// checkedModelsOf is [modelsOf] for conversions that can fail.
func checkedModelsOf[T, M any](all []T, model func(T) (M, error)) (models []M, err error) {
	models = make([]M, len(all))
	for i, v := range all {
		if models[i], err = model(v); err != nil {
			return nil, err
		}
	}
	return models, nil
}

// value returns what p points to, or the default.
func value[T any](p *T, or T) T {
	if p == nil {
		return or
	}
	return *p
}
