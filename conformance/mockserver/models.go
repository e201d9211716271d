package mockserver

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/gen/server"
)

// fileModel is an asset as lists and details show it. What the service tells as null is null here, and not absent.
func (a *api) fileModel(f asset) server.File {
	m := server.File{
		Type:              new(server.FileAssetTypeFileVersion),
		FileID:            &f.fileID,
		Name:              new(f.name()),
		FilePath:          &f.path,
		URL:               new(a.urlOf(f)),
		Thumbnail:         a.thumbnail(f),
		FileType:          new(f.fileType()),
		Mime:              &f.Mime,
		Size:              new(f.Blob.Size),
		Tags:              orNull(f.Tags),
		AITags:            orNull(f.AITags),
		VersionInfo:       f.info(),
		IsPrivateFile:     &f.Private,
		IsPublished:       &f.Published,
		CustomCoordinates: textOrNull(f.Coordinates),
		CustomMetadata:    metadataModel(f.CustomMetadata),
		Description:       textIfAny(f.Description),
		CreatedAt:         &f.CreatedAt,
		UpdatedAt:         &f.UpdatedAt,
	}
	if f.current {
		m.Type = new(server.FileAssetTypeFile)
	}
	if f.Image != nil {
		m.Width, m.Height, m.HasAlpha = new(int64(f.Image.Width)), new(int64(f.Image.Height)), &f.Image.Alpha
	}
	if v := f.video(); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	if values := f.embedded(); values != nil {
		m.EmbeddedMetadata = &values
	}
	return m
}

// uploadModel is an asset as an upload answers, with the fields that the request asked for.
func (a *api) uploadModel(f asset, fields []server.UploadResponseField) server.UploadResult {
	m := server.UploadResult{
		FileID:       &f.fileID,
		Name:         new(f.name()),
		FilePath:     &f.path,
		URL:          new(a.urlOf(f)),
		ThumbnailURL: a.thumbnail(f),
		FileType:     new(f.fileType()),
		Size:         new(f.Blob.Size),
		AITags:       orNull(f.AITags),
		VersionInfo:  f.info(),
		Description:  textIfAny(f.Description),
	}
	if f.Image != nil {
		m.Width, m.Height = new(int64(f.Image.Width)), new(int64(f.Image.Height))
	}
	if v := f.video(); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	for _, field := range fields {
		addField(&m, f, field)
	}
	return m
}

// addField adds one of the fields that an upload answers on request only.
func addField(m *server.UploadResult, f asset, field server.UploadResponseField) {
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
		m.EmbeddedMetadata = metadataModel(f.embedded())
	case server.UploadResponseFieldMetadata:
		m.Metadata = f.metadata()
	case server.UploadResponseFieldSelectedFieldsSchema:
		// Only accounts with path policies have it.
	}
}

// folderModel is a folder as lists show it.
func folderModel(f *folder) server.Asset {
	return server.Asset{
		Type:           new(server.AssetTypeFolder),
		FolderID:       &f.ID,
		Name:           new(path.Base(f.Path)),
		FolderPath:     &f.Path,
		CustomMetadata: metadataModel(f.CustomMetadata),
		CreatedAt:      &f.CreatedAt,
		UpdatedAt:      &f.UpdatedAt,
	}
}

// urlOf tells old versions apart by a query that delivery does not look at yet.
func (a *api) urlOf(f asset) string {
	u := a.place.url(f.path)
	if !f.current {
		u += "?ik-obj-version=" + f.ID
	}
	return u
}

// thumbnail is where the service has a preview. Here the same URL delivers the original.
//
// Assumed: files that are neither images nor videos have no thumbnail; videos have no handler for theirs yet.
func (a *api) thumbnail(f asset) *string {
	if f.Image == nil {
		return nil
	}
	return new(a.place.url("/" + transformationMark + "n-" + thumbnailName + f.path))
}

// fileType knows two kinds, as the filter of lists does.
func (a asset) fileType() string {
	if strings.HasPrefix(a.Mime, "image/") {
		return string(server.FileTypeFilterImage)
	}
	return string(server.FileTypeFilterNonImage)
}

// info names the version.
func (a asset) info() *server.VersionInfo {
	return &server.VersionInfo{ID: &a.ID, Name: new(fmt.Sprintf("Version %d", a.Number))}
}

// orNull is null for an empty list, as the service has it.
func orNull[T any](list []T) nullable.Nullable[[]T] {
	if len(list) == 0 {
		return nullable.NewNullNullable[[]T]()
	}
	return nullable.NewNullableWithValue(list)
}

// textOrNull is null for an empty text.
func textOrNull(text string) nullable.Nullable[string] {
	if text == "" {
		return nullable.NewNullNullable[string]()
	}
	return nullable.NewNullableWithValue(text)
}

// textIfAny is absent for an empty text.
//
// Assumed: a file without a description has no such field.
func textIfAny(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// metadataModel is an empty object, not null, if there are no values.
func metadataModel(values map[string]any) *map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	return &values
}

// statusOf says of every extension that a request asks for that it is pending: none runs here.
func statusOf(extensions []string) *server.ExtensionStatus {
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

// unique returns a list without repetitions, in its order.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// ok is the usual end of a handler.
func ok(value any) (int, any, error) { return http.StatusOK, value, nil }
