package mockserver

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// lazy is a value that is made when somebody asks for it, and once.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(read func() T) T {
	l.once.Do(func() { l.value = read() })
	return l.value
}

// imageInfo is what versions remember of an image.
type imageInfo = media.Image

// lazyMetadata is what is read from the bytes of a version only if somebody asks. Copies of a version share it: an
// update does not change the bytes. Nobody changes what it returns.
type lazyMetadata struct {
	all      lazy[*server.Metadata]
	embedded lazy[map[string]any]
	video    lazy[*media.Video]
}

// metadata decodes the image at the first call. A version whose bytes are gone has only size and format.
func (a asset) metadata() *server.Metadata {
	return a.meta.all.get(func() *server.Metadata {
		m := readContent(a, media.ReadMetadata)
		if m == nil {
			m = &server.Metadata{Size: new(a.Blob.Size), Format: &a.Format}
		}
		return m
	})
}

// embedded is nil if the file has no EXIF, IPTC and XMP values.
//
// Assumed: the details of a file without any have no embeddedMetadata. An old example of the service has null, which
// the document does not allow.
func (a asset) embedded() map[string]any {
	return a.meta.embedded.get(func() map[string]any { return readContent(a, media.ReadEmbedded) })
}

// video is nil if the file is neither a video nor a sound that can be read.
func (a asset) video() *media.Video {
	return a.meta.video.get(func() *media.Video { return readContent(a, media.ReadVideo) })
}

// readContent returns what read makes of the bytes of a file. It returns the zero value if they are gone.
func readContent[T any](a asset, read func(*io.SectionReader, media.Info) T) (value T) {
	f, err := a.Blob.Section()
	if err != nil {
		return value
	}
	defer f.Close()
	return read(f.SectionReader, media.Info{MediaType: a.Mime, Format: a.Format, Image: a.Image})
}

// inspect tells what an upload needs to know of a file.
func inspect(b *store.Blob, name string) (media.Info, error) {
	f, err := b.Section()
	if err != nil {
		return media.Info{}, err
	}
	defer f.Close()
	return media.Inspect(f.SectionReader, name)
}

// GetFileMetadata answers with what is inside the current version of a file.
func (a *api) GetFileMetadata(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileMetadata(fileID))
}

func (a *api) fileMetadata(id string) (int, any, error) {
	f, err := a.lib.get(id)
	if errors.Is(err, errNoFile) {
		return 0, nil, errNoMetadata
	}
	if err != nil {
		return 0, nil, err
	}
	return ok(f.metadata())
}

// GetFileMetadataFromURL answers with what is inside the file that is delivered at a URL.
func (a *api) GetFileMetadataFromURL(w http.ResponseWriter, r *http.Request, params server.GetFileMetadataFromURLParams) {
	a.answer(w, r)(a.metadataFromURL(params.URL))
}

// metadataFromURL looks into the library: the server need not ask itself over HTTP. It is about the original, even if
// the URL asks for a transformation: the service tells about the transformed image then, which is not rendered here.
//
// Assumed: the metadata of a private file need no signature, since the request has the key.
func (a *api) metadataFromURL(rawURL string) (int, any, error) {
	tail, under := a.place.cut(rawURL)
	if !under {
		return 0, nil, errMetadataURL
	}
	target, err := a.parseTarget(tail)
	if err != nil {
		return 0, nil, invalid("url", err.Error())
	}
	f, found := a.lib.atPath(target.path)
	if !found {
		return 0, nil, errNoMetadata
	}
	return ok(f.metadata())
}
