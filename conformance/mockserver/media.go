package mockserver

import (
	"io"
	"sync"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// lazy is a value that is computed once, when it is first needed.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(read func() T) T {
	l.once.Do(func() { l.value = read() })
	return l.value
}

// lazyMedia reads the bytes of a version when its results are first needed. Copies of a version share it, because an
// update does not change the bytes. Callers do not change what it returns.
type lazyMedia struct {
	content  library.Content
	all      lazy[*media.Metadata]
	embedded lazy[map[string]any]
	info     lazy[*media.Video]
}

func openMedia(c library.Content) library.Media { return &lazyMedia{content: c} }

// mediaOf returns what [openMedia] made for an asset.
func mediaOf(a library.Asset) *lazyMedia { return a.Media.(*lazyMedia) }

// metadata decodes the image at the first call. If the bytes are gone, there are only size and format.
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

// Embedded returns nil if the file has no EXIF, IPTC and XMP values.
//
// Contradiction: a file without embedded metadata has embeddedMetadata: null in an example of the documentation of
// 2024; in the vendor's OpenAPI document it is an object and not required. The OpenAPI document is followed: the field
// is left out.
func (m *lazyMedia) Embedded() map[string]any {
	return m.embedded.get(func() map[string]any { return readContent(m.content, media.ReadEmbedded) })
}

// video returns nil if the file is neither a video nor a sound that can be read.
func (m *lazyMedia) video() *media.Video {
	return m.info.get(func() *media.Video { return readContent(m.content, media.ReadVideo) })
}

// Duration implements [library.Media]: it is the duration that the API shows.
func (m *lazyMedia) Duration() float64 {
	if v := m.video(); v != nil {
		return value(v.Duration, 0)
	}
	return 0
}

// readContent calls read with the bytes of a file. It returns the zero value if they are gone.
func readContent[T any](c library.Content, read func(*io.SectionReader, media.Info) T) (value T) {
	f, err := c.Blob.Section()
	if err != nil {
		return value
	}
	defer f.Close()
	return read(f.SectionReader, media.Info{MediaType: c.MediaType, Format: c.Format, Image: (*media.Image)(c.Image)})
}

// inspect detects the media type of a file and the size of an image. The caller still owns the bytes.
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
