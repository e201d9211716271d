package mockserver

import (
	"io"
	"sync"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// lazy is a value that is computed when it is first needed.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(read func() T) T {
	l.once.Do(func() { l.value = read() })
	return l.value
}

// lazyMedia reads the bytes of a version when a result is first needed. Copies of a version share one lazyMedia,
// because their bytes are the same. Callers must not change the results.
type lazyMedia struct {
	content  library.Content
	all      lazy[*media.Metadata]
	embedded lazy[map[string]any]
	info     lazy[*media.Video]
}

func openMedia(c library.Content) library.Media { return &lazyMedia{content: c} }

// mediaOf returns the media of an asset, which [openMedia] has created.
func mediaOf(a library.Asset) *lazyMedia { return a.Media.(*lazyMedia) }

// metadata returns the metadata of the file. The first call reads the file. If its bytes were deleted, metadata returns
// only size and format.
func (m *lazyMedia) metadata() *media.Metadata {
	return m.all.get(func() *media.Metadata {
		metadata := readContent(m.content, media.ReadMetadata)
		if metadata == nil {
			metadata = &media.Metadata{
				Metadata: server.Metadata{Size: new(m.content.Blob.Size), Format: &m.content.Format},
			}
		}
		return metadata
	})
}

// Embedded returns the EXIF, IPTC and XMP values of the file, or nil if it has none.
//
// Contradiction: for a file without embedded metadata, an example in the documentation of 2024 has embeddedMetadata:
// null; in the vendor's OpenAPI document, the field is an object and not required. The mock server follows the OpenAPI
// document and omits the field.
func (m *lazyMedia) Embedded() map[string]any {
	return m.embedded.get(func() map[string]any { return readContent(m.content, media.ReadEmbedded) })
}

// video returns nil if the file is not a readable video or audio file.
func (m *lazyMedia) video() *media.Video {
	return m.info.get(func() *media.Video { return readContent(m.content, media.ReadVideo) })
}

// Duration implements [library.Media]. It returns the duration in seconds that the API shows, or 0 if there is none.
func (m *lazyMedia) Duration() float64 {
	if v := m.video(); v != nil {
		return value(v.Duration, 0)
	}
	return 0
}

// readContent calls read with the bytes of a file. It returns the zero value if the bytes were deleted.
func readContent[T any](c library.Content, read func(*io.SectionReader, media.Info) T) (value T) {
	f, err := c.Blob.Section()
	if err != nil {
		return value
	}
	defer f.Close()
	return read(f.SectionReader, media.Info{MediaType: c.MediaType, Format: c.Format, Image: (*media.Image)(c.Image)})
}

// inspect detects the media type of a file and the size of an image. The caller remains the owner of the blob.
func inspect(b *store.Blob, name string) (library.Content, error) {
	f, err := b.Section()
	if err != nil {
		return library.Content{}, err
	}
	defer f.Close()
	info, err := media.Inspect(f.SectionReader, name)
	return library.Content{
		Blob: b, MediaType: info.MediaType, Format: info.Format, Image: (*library.Image)(info.Image),
	}, err
}
